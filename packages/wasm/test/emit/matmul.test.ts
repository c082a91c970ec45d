import * as fc from 'fast-check';
import { concat, evaluate, iota, trace, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { expectCompiled, runCompiled } from '../support/expect-compiled.js';
import { f32 } from '../support/specs.js';

/** How an operand lies in memory: the shape of the input behind it, and how the operand is made of it. */
interface Layout {
  readonly name: string;
  readonly shape: (matrix: readonly number[]) => number[];
  readonly view: (value: Value) => Value;
}

const last = (value: Value): number => value.shape.length - 1;
const swapped = (shape: readonly number[]): number[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
const swapLast = (value: Value): Value =>
  value.transpose(
    [...value.shape.keys()].map((axis) => (axis < last(value) - 1 ? axis : 2 * last(value) - 1 - axis)),
  );

const layouts: Layout[] = [
  { name: 'as it is', shape: (shape) => [...shape], view: (value) => value },
  {
    name: 'between other columns',
    shape: (shape) => [...shape.slice(0, -1), shape.at(-1)! + 3],
    view: (value) => value.sliceAxis(-1, 1, value.shape.at(-1)! - 2),
  },
  {
    name: 'between other rows',
    shape: (shape) => [...shape.slice(0, -2), shape.at(-2)! + 2, shape.at(-1)!],
    view: (value) => value.sliceAxis(-2, 1, value.shape.at(-2)! - 1),
  },
  { name: 'transposed', shape: swapped, view: swapLast },
  {
    name: 'in reverse',
    shape: (shape) => [...shape],
    view: (value) => value.flip([last(value) - 1, last(value)]),
  },
  { name: 'a computed value', shape: (shape) => [...shape], view: (value) => value.neg() },
];

/** What a product may start from: nothing, or another value of some layout. */
const starts: ((product: Value) => Value)[] = [
  (product) => product,
  (product) => product.add(2),
  (product) => product.add(iota([product.shape.at(-1)!]).convert('f32')),
  (product) => iota(product.shape, -1).convert('f32').flip(-1).add(product),
  (product) => product.add(swapLast(iota(swapped(product.shape), -2).convert('f32'))),
  (product) =>
    product
      .reshape([product.shape.reduce((a, b) => a * b, 1)])
      .add(1)
      .reshape(product.shape),
];

/** Sizes around the tile, the vector, and the block of the inner axis. */
const sizes = (...special: number[]): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 70 }), fc.constantFrom(...special));

const cases = fc.record({
  batch: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  ),
  rows: sizes(1, 2, 4, 5, 64),
  inner: fc.oneof(sizes(0, 1, 2, 255, 256, 257), fc.integer({ min: 1, max: 600 })),
  columns: sizes(1, 3, 4, 8, 9, 16, 17, 64),
  transposeLeft: fc.boolean(),
  transposeRight: fc.boolean(),
  left: fc.constantFrom(...layouts),
  right: fc.constantFrom(...layouts),
  output: fc.constantFrom('alone', 'left of others', 'right of others', 'above others', 'transposed'),
  start: fc.constantFrom(...starts),
});

describe('a product', () => {
  it('is right for all sizes, layouts and destinations', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        cases,
        ({ batch, rows, inner, columns, transposeLeft, transposeRight, left, right, output, start }) => {
          const leftShape = [...batch, ...(transposeLeft ? [inner, rows] : [rows, inner])];
          const rightShape = [...batch, ...(transposeRight ? [columns, inner] : [inner, columns])];
          const program = trace(
            (a, b) => {
              const product = start(left.view(a).matmul(right.view(b), { transposeLeft, transposeRight }));
              const other = product.sliceAxis(-1, 0, 1).tanh();
              if (output === 'left of others') return [concat([product, other])];
              if (output === 'right of others') return [concat([other, product])];
              if (output === 'above others') return [concat([product, product.neg()], -2)];
              return output === 'transposed' ? [swapLast(product)] : [product];
            },
            [f32(...left.shape(leftShape)), f32(...right.shape(rightShape))],
          );
          expectCompiled(program, { relaxed: false });
        },
      ),
      runs(200),
    );
  });

  const fixed: [name: string, rows: number, inner: number, columns: number][] = [
    ['without rows', 0, 3, 4],
    ['without an inner axis', 3, 0, 4],
    ['without columns', 3, 4, 0],
    ['of one number', 1, 1, 1],
    ['of a row and a column', 1, 600, 1],
    ['of a column and a row', 70, 1, 70],
    ['whose left operand is too large for the cache', 64, 256, 24],
    ['whose inner axis takes three parts', 9, 600, 13],
    ['whose rows take several chunks', 203, 300, 20],
  ];
  it.each(fixed)('%s', (_, rows, inner, columns) => {
    const program = trace(
      (a, b) => [a.matmul(b), a.matmul(b).tanh().sum()],
      [f32(rows, inner), f32(inner, columns)],
    );
    expectCompiled(program);
  });

  it('keeps its digits along a long inner axis', () => {
    const program = trace((a, b) => [a.matmul(b)], [f32(1, 100_000), f32(100_000, 1)]);
    const data = Float32Array.from({ length: 100_000 }, (_, i) => ((i * 7919) % 1000) / 1000);
    const inputs = program.inputs.map((spec) => ({ ...spec, data }));
    const [exact] = evaluate(program, inputs, { precision: 'f64' });
    const [product] = runCompiled(program, { inputs });
    expect(product!.data[0]! / exact!.data[0]! - 1).toBeCloseTo(0, 6);
  });

  it('repeats what is broadcast along leading axes', () => {
    const program = trace(
      (a, b, c) => [
        a.matmul(b),
        a.matmul(c),
        b.broadcast([2, 4, 5]).matmul(a, { transposeLeft: true, transposeRight: true }),
      ],
      [f32(2, 3, 4), f32(4, 5), f32(1, 4, 6)],
    );
    expectCompiled(program);
  });

  it('multiplies a matrix that is one number everywhere, and one row repeated', () => {
    const program = trace(
      (a, b) => [
        a.matmul(b.broadcast([5, 7])),
        a
          .sum(0)
          .broadcast([6, 5])
          .matmul(b.broadcast([5, 7])),
        a.matmul(a.zeros().add(2).transpose()),
      ],
      [f32(3, 5), f32(7)],
    );
    expectCompiled(program);
  });

  it('hands on NaN and infinities', () => {
    const program = trace((a, b) => [a.matmul(b)], [f32(2, 3), f32(3, 2)]);
    const inputs = [
      { ...f32(2, 3), data: Float32Array.from([1, NaN, 2, Infinity, 1, 1]) },
      { ...f32(3, 2), data: Float32Array.from([1, 2, 3, 4, 5, -6]) },
    ];
    expectCompiled(program, { inputs });
  });
});
