import * as fc from 'fast-check';
import { evaluate, sizeOf, trace, type DType, type Numbers, type Shape, type Spec } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { expectCompiled, runCompiled } from '../support/expect-compiled.js';
import { f32, i32 } from '../support/specs.js';

const shapes: Shape[] = [
  [7],
  [65],
  [1],
  [3, 5],
  [5, 64],
  [1, 9],
  [9, 1],
  [2, 3, 5],
  [3, 1, 6],
  [1, 4, 1],
  [2, 1, 3, 1, 5],
  [2, 3, 4, 5],
  [2, 2, 2, 2, 2, 3],
];

/** All sets of axes, the empty one left out. */
const axisSets = (rank: number): number[][] =>
  Array.from({ length: 2 ** rank - 1 }, (_, i) =>
    Array.from({ length: rank }, (_axis, axis) => axis).filter((axis) => ((i + 1) >> axis) & 1),
  );

describe.each<DType>(['f32', 'i32'])('sums and maxima of %s', (dtype) => {
  it.each(shapes.map((shape) => [shape]))('of shape %j over every set of axes', (shape) => {
    const program = trace(
      (x) =>
        axisSets(shape.length).flatMap((axes) => {
          const inner = x.mul(x).sub(x);
          return [x.sum(axes), x.max(axes), inner.sum(axes), x.flip(0).max(axes), inner];
        }),
      [{ shape, dtype }],
    );
    expectCompiled(program, { relaxed: false });
  });
});

describe('reductions', () => {
  it('of transposed, repeated and cut operands', () => {
    const program = trace(
      (x, row) => {
        const views = [x.transpose(), x.flip(1), x.slice([1, 0, 2], [3, 4, 6]), row.broadcast([3, 4, 7])];
        return views.flatMap((view) => axisSets(3).flatMap((axes) => [view.sum(axes), view.max(axes)]));
      },
      [f32(3, 4, 7), f32(7)],
    );
    expectCompiled(program);
  });

  it('of no elements are zero', () => {
    const program = trace((x, n) => [x.sum(1), x.sum(0), x.sum(), n.sum(0)], [f32(3, 0), i32(0, 5)]);
    expectCompiled(program);
  });

  it('wrap around in 32 bits', () => {
    const inputs = [{ ...i32(5), data: Int32Array.from([2 ** 31 - 1, 1, -7, 2 ** 30, 2 ** 30]) }];
    expectCompiled(
      trace((x) => [x.sum(), x.max(), x.mul(x).sum()], [i32(5)]),
      { inputs },
    );
  });

  it('of NaN and infinities', () => {
    const special = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1.5, 3e38, 1e-45);
    const cases = fc.integer({ min: 1, max: 11 }).chain((columns) =>
      fc.record({
        columns: fc.constant(columns),
        data: fc.array(special, { minLength: 3 * columns, maxLength: 3 * columns }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ columns, data }) => {
        const spec = f32(3, columns);
        const program = trace((x) => [x.max(0), x.max(1), x.max(), x.logSumExp(1), x.softmax(1)], [spec]);
        const inputs: Numbers[] = [{ ...spec, data: Float32Array.from(data) }];
        expectCompiled(program, { inputs, relaxed: false });
      }),
      runs(200),
    );
  });

  it.each([
    ['in one stretch', [2 ** 20 + 3], [2 ** 20 + 3]],
    ['of rows that lie apart', [2 ** 10, 2 ** 10 + 7], [2 ** 10, 2 ** 10 + 1]],
  ])('of a million numbers keep their digits, %s', (_, shape, part) => {
    const program = trace(
      (x) => [
        x
          .slice(
            [...shape.keys()].map(() => 0),
            part,
          )
          .square()
          .sum(),
      ],
      [f32(...shape)],
    );
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7919) % 1000) / 1000);
    const inputs = [{ ...f32(...shape), data }];
    const [exact] = evaluate(program, inputs, { precision: 'f64' });
    const [sum] = runCompiled(program, { inputs });
    expect(sum!.data[0]! / exact!.data[0]! - 1).toBeCloseTo(0, 6);
  });

  it('of infinities and NaN by addition', () => {
    const sums = (data: number[], spec: Spec): number[] => [
      ...runCompiled(
        trace((x) => [x.sum()], [spec]),
        { inputs: [{ ...spec, data: Float32Array.from(data) }] },
      )[0]!.data,
    ];
    expect(sums([1, Infinity, 2, 3, 4], f32(5))).toEqual([Infinity]);
    expect(sums([1, Infinity, 2, 3, -Infinity], f32(5))).toEqual([NaN]);
    expect(sums([1, 2, 3, 4, NaN], f32(5))).toEqual([NaN]);
  });
});

describe('argmax', () => {
  const special = fc.constantFrom(NaN, Infinity, -Infinity, 0, 1, 2, 2.5);
  const shape: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 5 }), {
    minLength: 1,
    maxLength: 3,
  });
  const cases = shape.chain((extents) =>
    fc.record({
      extents: fc.constant(extents),
      dtype: fc.constantFrom<DType>('f32', 'i32'),
      data: fc.infiniteStream(special),
    }),
  );

  it('takes the first of equal elements, and a NaN before all others', () => {
    fc.assert(
      fc.property(cases, ({ extents, dtype, data }) => {
        const size = extents.reduce((a, b) => a * b, 1);
        const list = [...data.take(size)];
        const input: Numbers = {
          shape: extents,
          dtype,
          data: dtype === 'i32' ? Int32Array.from(list) : Float32Array.from(list),
        };
        const program = trace(
          (x) =>
            extents.flatMap((_, axis) => [
              x.argmax(axis),
              x.flip(axis).argmax(axis),
              x.transpose().argmax(axis),
            ]),
          [input],
        );
        expectCompiled(program, { inputs: [input] });
      }),
      runs(150),
    );
  });
});
