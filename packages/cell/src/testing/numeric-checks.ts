import { literal, tensor, type Numbers, type Value, type Values } from '@sluice/math';
import { check, checkAllClose, ConformanceError, exact, single } from './assert.js';
import { computeGradients, reference, runNamed, traceNamed, type Backend } from './compute.js';
import { drawNumbers, type NamedNumbers } from './numbers.js';
import { runUnrolled, unrolled, type Subject } from './subject.js';

/** A scalar that depends on every number that a layer gives, each with a weight of its own. */
const weightedSum =
  ({ layer }: Subject) =>
  (values: Values): Value => {
    const results = unrolled(layer, { training: true })(values);
    const terms = Object.values(results).map((value, i) => {
      const weights = drawNumbers({ shape: value.shape, dtype: 'f32' }, 100 + i, 0);
      return value.mul(literal(tensor(Float32Array.from(weights.data), value.shape))).sum();
    });
    return terms.reduce((sum, term) => sum.add(term));
  };

/**
 * Gradients agree with central differences in double precision: for every input, along random directions in which all
 * of its elements move at once.
 */
export function checkGradients(subject: Subject): void {
  const loss = weightedSum(subject);
  const { gradients } = computeGradients(subject.data, loss);
  const forward = traceNamed(subject.data, (values) => ({ loss: loss(values) }));
  const lossAt = (data: NamedNumbers): number => runNamed(forward, data)['loss']!.data[0]!;
  const h = 1e-5;
  for (const [name, gradient] of Object.entries(gradients)) {
    for (const seed of [201, 202]) {
      const direction = drawNumbers(gradient, seed, 0).data;
      const moved = (by: number): NamedNumbers => ({
        ...subject.data,
        [name]: {
          ...subject.data[name]!,
          data: subject.data[name]!.data.map((x: number, i: number) => x + by * direction[i]!),
        },
      });
      const expected = (lossAt(moved(h)) - lossAt(moved(-h))) / (2 * h);
      const actual = Float64Array.from(gradient.data).reduce((sum, x, i) => sum + x * direction[i]!, 0);
      if (Math.abs(actual - expected) <= 1e-7 * (1 + Math.abs(expected))) continue;
      throw new ConformanceError(
        `The gradient with respect to "${name}" gives a slope of ${actual}, but central differences give ${expected}.`,
      );
    }
  }
}

/** Another backend gives the reference evaluator's outputs, states, gates and gradients. */
export function checkBackend(subject: Subject, backend: Backend): void {
  const { layer, data, batch, time } = subject;
  const lengths: Numbers = {
    shape: [batch],
    dtype: 'i32',
    data: Int32Array.from({ length: batch }, (_, row) => Math.max(1, time - row)),
  };
  for (const given of [data, { ...data, lengths }]) {
    checkAllClose(
      backend.name,
      runUnrolled(layer, given, { capture: true, backend }),
      runUnrolled(layer, given, { capture: true, backend: reference }),
      single,
    );
    const run = (chosen: Backend): NamedNumbers =>
      computeGradients(given, weightedSum(subject), chosen).gradients;
    checkAllClose(`${backend.name}: gradient`, run(backend), run(reference), single);
  }
}

/** The same key gives the same numbers, bit for bit, while training too. */
export function checkDeterminism({ layer, data }: Subject): void {
  const run = (): NamedNumbers => runUnrolled(layer, data, { training: true, backend: reference });
  checkAllClose('run again', run(), run(), exact);
  for (const [name, { shape, initial }] of Object.entries(layer.params)) {
    const [first, again] = [initial(shape, 5), initial(shape, 5)];
    const size = data[`params.${name}`]!.data.length;
    check(first.length === size, `Parameter "${name}" starts with ${first.length} numbers, but has ${size}.`);
    check(first.every(Number.isFinite), `Parameter "${name}" starts with numbers that are not finite.`);
    check(
      first.every((x, i) => x === again[i]),
      `Parameter "${name}" starts differently from the same seed.`,
    );
  }
}
