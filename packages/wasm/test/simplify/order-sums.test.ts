import { evaluate, formatProgram, scan, trace, zeros, type Spec, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { orderSums } from '../../src/simplify/order-sums.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { f32 } from '../support/specs.js';

type Body = (...inputs: Value[]) => readonly Value[];

const expectOrdered = (specs: readonly Spec[], before: Body, after: Body = before): void =>
  expect(formatProgram(orderSums(trace(before, specs)))).toBe(formatProgram(trace(after, specs)));

const [matrix, row] = [f32(4, 4), f32(4)];

describe('orderSums', () => {
  it('adds up what is repeated before it is repeated, and the product last', () =>
    expectOrdered(
      [matrix, matrix, row, row],
      (x, w, a, b) => [x.matmul(w).add(a).add(b)],
      (x, w, a, b) => {
        const product = x.matmul(w);
        return [a.add(b).broadcast([4, 4]).add(product)];
      },
    ));

  it('puts what depends on the step before last', () =>
    expectOrdered(
      [f32(3, 4, 4), matrix, row],
      (x, w, b) => [loop(x, ({ h, x }) => h.matmul(w).add(b).add(x.matmul(w)).add(x))],
      (x, w, b) => [
        loop(x, ({ h, x }) => {
          const recurrent = h.matmul(w);
          const repeated = b.broadcast([4, 4]);
          const projected = x.matmul(w);
          return repeated.add(x).add(projected).add(recurrent);
        }),
      ],
    ));

  it('leaves sums without products, and of two terms, as they are', () => {
    expectOrdered([matrix, matrix, row], (x, w, b) => [x.add(w).add(b).add(1)]);
    expectOrdered([matrix, matrix, row], (x, w, b) => [x.matmul(w).add(b)]);
  });

  it('looks through no sum that others read', () =>
    expectOrdered([matrix, matrix, row], (x, w, b) => {
      const sum = x.matmul(w).add(b);
      return [sum.add(b), sum];
    }));

  it('changes no result', patient, () =>
    forPrograms({ count: 60, operations: 12, gradients: true }, ({ program, inputs }) => {
      const [before, after] = [program, orderSums(program)].map((p) =>
        evaluate(p, inputs, { precision: 'f64' }),
      );
      before!.forEach(({ data }, i) => {
        const found = after![i]!.data;
        const scale = Math.max(1, ...Array.from(data, Math.abs).filter(Number.isFinite));
        Array.from(data).forEach((expected, k) => {
          const same = Object.is(found[k], expected) || Math.abs(found[k]! - expected) <= 1e-9 * scale;
          expect(same, `element ${k} of output ${i}: ${found[k]}, not ${expected}`).toBe(true);
        });
      });
    }),
  );
});

const loop = (x: Value, step: (values: { h: Value; x: Value }) => Value): Value =>
  scan({ carry: { h: zeros([4, 4]) }, inputs: { x } }, ({ h }, { x }) => ({
    carry: { h: step({ h, x }) },
    outputs: {},
  })).carry.h;
