import { formatShape, sizeOf, SluiceError, type Shape } from '@sluice/math';
import type { SequenceLayer } from '../cell.js';
import { isCell } from '../is-cell.js';
import { mapValues, prefixed } from '../names.js';
import { check } from './assert.js';
import type { NamedNumbers } from './numbers.js';
import { takeStep } from './slices.js';
import { runStep, runUnrolled, type Subject } from './subject.js';

/** What does not fit is refused before anything runs, by a message that names the layer, the operation and the shape. */
export function checkErrors({ layer, data }: Subject): void {
  for (const [name, shape] of Object.entries(knownShapes(layer))) {
    const wrong = { ...data, [name]: misshapen(data, name, shape) };
    expectRefusal(layer, name, wrong[name]!.shape, () => runUnrolled(layer, wrong));
    if (!isCell(layer)) continue;
    const step = takeStep(wrong, 0);
    expectRefusal(layer, name, step[name]!.shape, () => runStep(layer, step));
  }
}

/** The shapes that a layer insists on, without time and batch. */
const knownShapes = ({ input, params, state }: SequenceLayer): Readonly<Record<string, Shape>> => ({
  ...(input && { x: input.shape }),
  ...prefixed(
    'params',
    mapValues(params, ({ shape }) => shape),
  ),
  ...prefixed('state', state),
});

/** Zeros with one element too many along the last axis, or with an axis too many where there is none. */
function misshapen(data: NamedNumbers, name: string, known: Shape): NamedNumbers[string] {
  const { shape, dtype } = data[name]!;
  const wrong = known.length > 0 ? [...shape.slice(0, -1), shape.at(-1)! + 1] : [...shape, 2];
  const length = sizeOf(wrong);
  return { shape: wrong, dtype, data: dtype === 'i32' ? new Int32Array(length) : new Float64Array(length) };
}

function expectRefusal(layer: SequenceLayer, name: string, shape: Shape, run: () => unknown): void {
  const came = formatShape(shape);
  let message: string | undefined;
  try {
    run();
  } catch (error) {
    check(
      error instanceof SluiceError,
      `"${name}" of shape ${came} is refused by a foreign error: ${String(error)}`,
    );
    ({ message } = error as SluiceError);
  }
  check(message !== undefined, `"${name}" of shape ${came} does not fit, but is taken.`);
  const says = message!.includes(layer.kind) && /: \w+: /.test(message!) && message!.includes(came);
  check(
    says,
    `The message about "${name}" of shape ${came} should name the layer (${layer.kind}), the operation and the shape, ` +
      `but is: ${message!}`,
  );
}
