import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apply,
  evaluate,
  fill,
  literal,
  trace,
  valueAndGrad,
  type Attributes,
  type Op,
  type Value,
} from '../src/index.js';
import { runs } from './arbitraries.js';
import { checkGradientAt } from './check-gradient.js';
import { numbers } from './numbers.js';
import { allCases, type OperationCase } from './operation-cases.js';

/** A scalar that weighs each element of an operation's real outputs differently. */
const weighted =
  <K extends Op>(op: K, { attributes }: OperationCase<K>) =>
  (inputs: Value[]): Value =>
    apply(op, inputs, attributes)
      .filter(({ dtype }) => dtype === 'f32')
      .map((output, i) => {
        const { data, ...spec } = numbers(output, 100 + i);
        return output.mul(literal({ ...spec, dtype: 'f32', data: Float32Array.from(data) })).sum();
      })
      .reduce((total, term) => total.add(term), fill([], 0));

// What these say of their derivative is not what differences say, on purpose; see below.
const exceptions: readonly Op[] = ['stopGradient'];

describe('the gradient of every operation agrees with central differences', () => {
  for (const [op, cases] of allCases.filter(([op]) => !exceptions.includes(op))) {
    it(op, () => {
      fc.assert(
        fc.property(cases, (one) => checkGradientAt(weighted(op, one), one.inputs)),
        runs(25),
      );
    });
  }
});
