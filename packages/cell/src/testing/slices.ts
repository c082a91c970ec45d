import { mapValues } from '../names.js';
import { range, take, type NamedNumbers } from './numbers.js';

/** Some rows of the batch, of everything that has rows. */
export const takeRows = (data: NamedNumbers, rows: readonly number[]): NamedNumbers =>
  mapValues(data, (numbers, name) => {
    if (name.startsWith('params.')) return numbers;
    return take(numbers, name === 'x' || name === 'delta' ? 1 : 0, rows);
  });

/** Some steps of the sequence. */
export const takeSteps = (data: NamedNumbers, steps: readonly number[]): NamedNumbers =>
  mapValues(data, (numbers, name) => (name === 'x' || name === 'delta' ? take(numbers, 0, steps) : numbers));

/** One step of the sequence, without the time axis. */
export const takeStep = (data: NamedNumbers, step: number): NamedNumbers =>
  mapValues(takeSteps(data, [step]), (numbers, name) =>
    name === 'x' || name === 'delta' ? { ...numbers, shape: numbers.shape.slice(1) } : numbers,
  );

/** The same data with the state that a run ended in. */
export const continueFrom = (data: NamedNumbers, results: NamedNumbers): NamedNumbers => ({
  ...data,
  ...Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith('state.'))),
});

/** The same data with the steps in the opposite order; the time since a step's predecessor goes to that predecessor. */
export function reverseSteps(data: NamedNumbers): NamedNumbers {
  const last = data['x']!.shape[0]! - 1;
  const { x, delta } = takeSteps(data, range(0, last + 1).reverse());
  const [batch] = delta!.shape.slice(1) as [number];
  const shifted = delta!.data.slice();
  shifted.copyWithin(batch, 0, last * batch);
  shifted.fill(0, 0, batch);
  return { ...data, x: x!, delta: { ...delta!, data: shifted } };
}
