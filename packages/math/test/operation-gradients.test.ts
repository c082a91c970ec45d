import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { apply, fill, literal, vjp, type Op, type Value } from '../src/index.js';
import { runs } from './arbitraries.js';
import { checkGradientAt, type Scalar } from './check-gradient.js';
import { numbers } from './numbers.js';
import { allCases, type OperationCase } from './operation-cases.js';

const sum = (terms: readonly Value[]): Value => terms.reduce((total, term) => total.add(term), fill([], 0));

/** A scalar that weighs each element of an operation's real outputs differently. */
const weighted =
  (op: Op, { attributes }: OperationCase): Scalar =>
  (inputs) =>
    sum(
      apply(op, inputs, attributes)
        .filter(({ dtype }) => dtype === 'f32')
        .map((output, i) => {
          const { shape, data } = numbers(output, 100 + i);
          return output.mul(literal({ shape, dtype: 'f32', data: Float32Array.from(data) })).sum();
        }),
    );

/** The squared length of the gradient of a scalar. */
const steepness =
  (f: Scalar): Scalar =>
  (inputs) => {
    const { outputs, pullback } = vjp((...values) => [f(values).tanh()], inputs);
    const gradients = pullback([fill(outputs[0]!.shape, 1)]);
    return sum(gradients.flatMap((gradient) => (gradient?.dtype === 'f32' ? [gradient.square().sum()] : [])));
  };

// On purpose its gradient is not what differences say; see gradient-rules.test.ts.
const smooth = allCases.filter(([op]) => op !== 'stopGradient');

describe('the gradient of every operation agrees with central differences', () => {
  for (const [op, cases] of smooth) {
    it(op, () => {
      fc.assert(
        fc.property(cases, (one) => checkGradientAt(weighted(op, one), one.inputs)),
        runs(25),
      );
    });
  }
});

describe('and so does the gradient of its gradient', () => {
  for (const [op, cases] of smooth) {
    it(op, () => {
      fc.assert(
        fc.property(cases, (one) => checkGradientAt(steepness(weighted(op, one)), one.inputs)),
        runs(10),
      );
    });
  }
});
