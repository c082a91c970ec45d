import * as fc from 'fast-check';
import { trace, valueAndGrad, type Value, type Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { simplify } from '../../src/simplify/index.js';
import { vectorProducts } from '../../src/simplify/vector-products.js';
import { expectCompiled } from '../support/expect-compiled.js';
import { countOf } from '../support/loops.js';
import { describeRewrites } from '../support/rewrites.js';
import { f32 } from '../support/specs.js';

describe('vectorProducts', () => {
  describeRewrites(
    [vectorProducts],
    [
      [
        'multiplies each column by each row',
        [f32(5, 3, 1), f32(5, 1, 4)],
        (a, b) => [a.matmul(b)],
        (a, b) => [a.broadcast([5, 3, 4]).mul(b.broadcast([5, 3, 4]))],
      ],
      [
        'multiplies a matrix by a column and adds up its rows',
        [f32(5, 3, 4), f32(5, 4, 1)],
        (a, b) => [a.matmul(b)],
        (a, b) => [
          a
            .mul(b.reshape([5, 1, 4]))
            .sum(-1)
            .reshape([5, 3, 1]),
        ],
      ],
      [
        'multiplies a matrix by a row and adds up its columns',
        [f32(5, 1, 3), f32(5, 3, 4)],
        (a, b) => [a.matmul(b)],
        (a, b) => [
          b
            .mul(a.reshape([5, 3, 1]))
            .sum(-2)
            .reshape([5, 1, 4]),
        ],
      ],
      [
        'takes a matrix as it is stored',
        [f32(5, 4, 3), f32(5, 4, 1)],
        (a, b) => [a.matmul(b, { transposeLeft: true })],
        (a, b) => [a.mul(b).sum(-2).reshape([5, 3, 1])],
      ],
      ['leaves products of larger matrices', [f32(5, 2, 3), f32(5, 3, 4)], (a, b) => [a.matmul(b)]],
      ['leaves products without a batch', [f32(3, 1), f32(1, 4)], (a, b) => [a.matmul(b)]],
      [
        'leaves one matrix for all rows',
        [f32(5, 1, 3), f32(3, 4)],
        (a, w) => [a.matmul(w.broadcast([5, 3, 4]))],
      ],
      [
        'leaves a matrix for each of some rows',
        [f32(5, 2, 1, 3), f32(2, 4, 3)],
        (a, w) => [a.matmul(w.transpose([0, 2, 1]).broadcast([5, 2, 3, 4]))],
      ],
    ],
  );

  it('computes what the evaluator computes, forward and back', () => {
    const extent = fc.constantFrom(1, 2, 3, 5, 8, 65);
    const cases = fc.record({
      batch: fc.constantFrom([1], [3], [2, 3], [2, 1, 2]),
      extents: fc.tuple(extent, extent, extent),
      one: fc.integer({ min: 0, max: 2 }),
      transposeLeft: fc.boolean(),
      transposeRight: fc.boolean(),
    });
    const inOrder = (swap: boolean, ...[a, b]: [number, number]): [number, number] =>
      swap ? [b, a] : [a, b];
    fc.assert(
      fc.property(cases, ({ batch, extents, one, transposeLeft, transposeRight }) => {
        const [rows, inner, columns] = extents.map((size, i) => (i === one ? 1 : size)) as typeof extents;
        const program = trace(
          (left, right) => {
            const { value, gradients } = valueAndGrad(({ a, b }: Values) => {
              const product = a!.tanh().matmul(b!, { transposeLeft, transposeRight });
              return product.square().sum().add(product.sum());
            })({ a: left, b: right });
            return [value, ...Object.values<Value>(gradients)];
          },
          [
            f32(...batch, ...inOrder(transposeLeft, rows, inner)),
            f32(...batch, ...inOrder(transposeRight, inner, columns)),
          ],
        );
        expectCompiled(program);
        // The gradient by an operand of a vector product is one too, unless neither side is.
        expect(countOf(simplify(program), 'matmul')).toBe(0);
      }),
      runs(60),
    );
  });
});
