import * as fc from 'fast-check';
import { apply, evaluate, sizeOf, trace, type Numbers, type Op } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { expectClose } from '../../../math/test/expect-close.js';
import { allCases } from '../../../math/test/operation-cases.js';
import { stackedValue, vectorize } from '../../src/distribute/vectorize.js';

type Data = Numbers['data'];

/** The numbers of step `t`: the same ones, each some places further on, so that they stay valid for the operation. */
const turned = ({ data, ...spec }: Numbers, t: number): Numbers => ({
  ...spec,
  data: (data as Float64Array).map((_, i) => data[(i + t) % data.length]!),
});

/** The numbers of all steps along a new first axis. */
function stacked(steps: readonly Numbers[]): Numbers {
  const [{ shape, dtype, data }] = steps as [Numbers];
  const all = (data as Float64Array).constructor as new (length: number) => Data;
  const result = new all(steps.length * sizeOf(shape));
  steps.forEach((step, t) => result.set(step.data, t * sizeOf(shape)));
  return { shape: [steps.length, ...shape], dtype, data: result };
}

const sources: ReadonlySet<Op> = new Set<Op>(['fill', 'literal', 'iota']);

describe('an operation over all steps at once does what it does in each step', () => {
  for (const [op, cases] of allCases.filter(([op]) => !sources.has(op))) {
    it(op, () => {
      const variants = fc.record({
        one: cases,
        steps: fc.integer({ min: 1, max: 3 }),
        varies: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      });
      fc.assert(
        fc.property(variants, ({ one: { attributes, inputs }, steps, varies }) => {
          const perStep = inputs.map((_, i) => varies[i % 4]! || (i === 0 && !varies.includes(true)));
          fc.pre(perStep.includes(true));
          const inStep = Array.from({ length: steps }, (_, t) =>
            inputs.map((input, i) => (perStep[i] ? turned(input, t) : input)),
          );
          const given = inputs.map((input, i) =>
            perStep[i] ? stacked(inStep.map((list) => list[i]!)) : input,
          );
          const atOnce = trace((...values) => {
            const operands = values.map((value, i) => ({ value, stacked: perStep[i]! }));
            const results = vectorize(op, operands, attributes, steps);
            return results.map((result) => stackedValue(result, steps));
          }, given);
          const oneStep = trace((...values) => apply(op, values, attributes), inputs);
          const expected = inStep.map((list) => evaluate(oneStep, list, { precision: 'f64' }));
          evaluate(atOnce, given, { precision: 'f64' }).forEach((result, k) =>
            expectClose(result, stacked(expected.map((outputs) => outputs[k]!)), 1e-12),
          );
        }),
        runs(40),
      );
    });
  }
});

describe('an operation that is the same in every step', () => {
  for (const [op, cases] of allCases) {
    it(`${op} is recorded once, as it is`, () => {
      fc.assert(
        fc.property(cases, ({ attributes, inputs }) => {
          const program = trace((...values) => {
            const operands = values.map((value) => ({ value, stacked: false }));
            const results = vectorize(op, operands, attributes, 3);
            expect(results.map((result) => result.stacked)).toEqual(results.map(() => false));
            return results.map(({ value }) => value);
          }, inputs);
          expect(program.equations.map((equation) => [equation.op, equation.attributes])).toEqual([
            [op, attributes],
          ]);
        }),
        runs(3),
      );
    });
  }
});
