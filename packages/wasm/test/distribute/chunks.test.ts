import { evaluate, scan, trace, valueAndGrad, zeros, type Program, type Value } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../math/test/expect-close.js';
import { distribute } from '../../src/distribute/index.js';
import { translate } from '../../src/index.js';
import { simplify } from '../../src/simplify/index.js';
import { expectCompiled, runCompiled } from '../support/expect-compiled.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { loopsOf } from '../support/loops.js';
import { f32, tensorsFor } from '../support/specs.js';

type Chunks = Readonly<{ chunk?: number; recompute?: boolean }>;

const distributed = (program: Program): Program => simplify(distribute(simplify(program)));

/** A recurrence with two matrices and a bias: its last state, the sum of its outputs, and all gradients. */
const recurrence = (steps: number, batch: number, reverse: boolean, chunks: Chunks): Program =>
  trace(
    (x, wx, wh, b) => {
      const { value, gradients, aux } = valueAndGrad(
        ({ x, wx, wh, b }: { x: Value; wx: Value; wh: Value; b: Value }) => {
          const { carry, outputs } = scan(
            { carry: { h: zeros([batch, 5]) }, inputs: { x }, reverse, ...chunks },
            ({ h }, { x }) => {
              const next = x.matmul(wx).add(h.matmul(wh)).add(b).tanh();
              return { carry: { h: next }, outputs: { next } };
            },
          );
          return { loss: outputs.next.square().mean().add(carry.h.sum()), aux: { last: carry.h } };
        },
      )({ x, wx, wh, b });
      return [value, aux.last, ...Object.values(gradients)];
    },
    [f32(steps, batch, 3), f32(3, 5), f32(5, 5), f32(5)],
  );

describe('loops in chunks', () => {
  it.each<Chunks>([{ chunk: 2 }, { recompute: true }])(
    'compute what random programs say: %j',
    patient,
    (scans) => {
      for (const gradients of [false, true]) {
        forPrograms({ count: 40, operations: 10, gradients, scans }, ({ program, inputs }) => {
          const [before, after] = [program, distributed(program)].map((p) =>
            evaluate(p, inputs, { precision: 'f64' }),
          );
          before!.forEach((expected, i) => expectClose(after![i]!, expected, 1e-10));
          expectCompiled(program, { inputs });
        });
      }
    },
  );

  it('have the same bits whether their steps are kept or computed again', () => {
    fc.assert(
      fc.property(
        fc.record({
          steps: fc.integer({ min: 1, max: 40 }),
          // Products of more than 256 terms are sums of sums, which must be the same ones.
          batch: fc.constantFrom(1, 2, 7, 40),
          reverse: fc.boolean(),
          chunk: fc.integer({ min: 1, max: 45 }),
        }),
        ({ steps, batch, reverse, chunk }) => {
          const [kept, again] = [false, true].map((recompute) => {
            const program = recurrence(steps, batch, reverse, { chunk, recompute });
            return runCompiled(program, { inputs: tensorsFor(program.inputs) });
          });
          again!.forEach(({ data }, i) => expect(Array.from(data)).toEqual(Array.from(kept![i]!.data)));
        },
      ),
      { seed: 20, numRuns: 60 },
    );
  });

  it('add up gradients chunk by chunk in one loop beside those forth and back', () => {
    expect(loopsOf(distributed(recurrence(12, 2, false, {})))).toHaveLength(2);
    expect(loopsOf(distributed(recurrence(12, 2, false, { chunk: 4 })))).toHaveLength(3);
  });

  it('are not split where their steps are computed again, so that stacks are of one chunk', () => {
    const [kept, again] = [false, true].map((recompute) =>
      translate(recurrence(400, 8, false, { chunk: 20, recompute })),
    );
    // What the way back makes for the weights is 400 steps of 8 × 5 numbers, of which one chunk of 20 is left.
    const stack = 400 * 8 * 5 * 4;
    expect(again!.plan.bytes).toBeLessThan(kept!.plan.bytes - 0.75 * stack);
  });
});
