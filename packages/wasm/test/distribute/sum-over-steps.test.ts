import {
  concat,
  evaluate,
  iota,
  scan,
  trace,
  valueAndGrad,
  zeros,
  type Program,
  type Value,
} from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { expectClose } from '../../../math/test/expect-close.js';
import { distribute } from '../../src/distribute/index.js';
import { simplify } from '../../src/simplify/index.js';
import { expectCompiled } from '../support/expect-compiled.js';
import { patient } from '../support/for-programs.js';
import { f32, tensorsFor } from '../support/specs.js';

/** What a step may make of a square matrix that is the same in all steps; linear in it, with another matrix at hand. */
const changes: Record<string, (w: Value, other: Value) => Value> = {
  mask: (w) => w.mul(iota(w.shape, 1).less(2).convert('f32')),
  scale: (w, other) => other.sum(0).mul(w),
  divide: (w, other) => w.div(other.square().add(1)),
  subtract: (w, other) => other.sub(w),
  'subtract its transpose': (w) => w.sub(w.transpose()),
  choose: (w, other) => other.less(0).select(w, other),
  'choose the other way': (w, other) => other.less(0).select(other, w),
  'swap its parts': (w) => {
    const [first, rest] = w.split([1, w.shape[1]! - 1]);
    return concat([rest, first], 1);
  },
  'cut and pad': (w) => w.slice([1, 0], [w.shape[0]!, w.shape[1]! - 1]).pad([1, 0], [0, 1]),
  reverse: (w) => w.flip(0).flip(1),
  'centre its rows': (w) => w.sub(w.mean(1, { keepDims: true })),
  'share a row': (w) => w.sum(0).broadcast(w.shape).mul(0.25),
  normalise: (w) => w.div(w.square().sum().add(1).sqrt()),
};

/** A recurrence with a matrix that each step makes anew, and its gradients. */
function trained(
  make: (w: Value, other: Value) => Value,
  steps: number,
  batch: number,
  chunk: number,
): Program {
  const size = 4;
  return trace(
    (x, w, other) => {
      const { value, gradients } = valueAndGrad(({ w, other }: { w: Value; other: Value }) => {
        const { outputs } = scan(
          { carry: { h: zeros([batch, size]) }, inputs: { x }, chunk },
          ({ h }, { x }) => {
            const next = x.add(h.matmul(make(w, other))).tanh();
            return { carry: { h: next }, outputs: { next } };
          },
        );
        return outputs.next.square().mean();
      })({ w, other });
      return [value, gradients.w, gradients.other];
    },
    [f32(steps, batch, size), f32(size, size), f32(size, size)],
  );
}

/** Products of a matrix for each of several steps, in loops too. */
const productsPerStep = ({ equations }: Program): number =>
  equations.reduce((count, { op, attributes, outputs }) => {
    if (op === 'scan') return count + productsPerStep(attributes.body);
    return count + Number(op === 'matmul' && outputs[0]!.shape.length > 2);
  }, 0);

describe('sums over steps', () => {
  it.each(Object.keys(changes))('take one product where a step does this to a weight: %s', (name) => {
    const after = simplify(distribute(simplify(trained(changes[name]!, 5, 3, 2))));
    expect(productsPerStep(after)).toBe(0);
  });

  it('of rows that are computed for them alone are computed chunk by chunk', () => {
    const sums = (chunk: number): string[] => {
      const program = trace(
        (x, w) => {
          const { carry } = scan({ carry: { g: zeros([4]) }, inputs: { x }, chunk }, ({ g }, { x }) => ({
            carry: { g: g.add(x.matmul(w).mul(x).sum(0)) },
            outputs: {},
          }));
          return [carry.g];
        },
        [f32(6, 3, 4), f32(4, 4)],
      );
      expectCompiled(program);
      return simplify(distribute(simplify(program))).equations.map(({ op }) => op);
    };
    expect(sums(6)).toContain('mul');
    expect(sums(2)).toContain('scan');
    expect(sums(2)).not.toContain('mul');
  });

  it('are what the evaluator finds, whatever is done to a weight', patient, () => {
    const cases = fc.record({
      names: fc.array(fc.constantFrom(...Object.keys(changes)), { maxLength: 3 }),
      steps: fc.integer({ min: 1, max: 6 }),
      batch: fc.integer({ min: 1, max: 3 }),
      chunk: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(cases, ({ names, steps, batch, chunk }) => {
        const make = (w: Value, other: Value): Value =>
          names.reduce((made, name) => changes[name]!(made, other), w);
        const program = trained(make, steps, batch, chunk);
        const after = simplify(distribute(simplify(program)));
        const inputs = tensorsFor(program.inputs);
        const [expected, actual] = [program, after].map((p) => evaluate(p, inputs, { precision: 'f64' }));
        expected!.forEach((numbers, i) => expectClose(actual![i]!, numbers, 1e-10));
        expectCompiled(program, { inputs });
      }),
      runs(30),
    );
  });
});
