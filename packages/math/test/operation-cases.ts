import * as fc from 'fast-check';
import {
  formatShape,
  trace,
  type Attributes,
  type DType,
  type Numbers,
  type Op,
  type Shape,
  type Spec,
} from '../src/index.js';
import { axesOf, axisOf, permutationOf, perAxis, seeds, shapes } from './arbitraries.js';
import { replaceAt } from './indexed.js';
import { distinctPair, numbers, type Domain } from './numbers.js';

/** One application of an operation to concrete numbers, away from its kinks. */
export interface OperationCase<A = Attributes[Op]> {
  readonly attributes: A;
  readonly inputs: readonly Numbers[];
}

type Cases<A = None> = fc.Arbitrary<OperationCase<A>>;

type None = Attributes['neg'];

const both: readonly DType[] = ['f32', 'i32'];
const integers = { from: -9, below: 10 };
const counts = fc.integer({ min: 0, max: 2 });

const spec = (shape: Shape, dtype: DType = 'f32'): Spec => ({ shape, dtype });
const named = (cases: Cases<Attributes[Op]>): Cases<Attributes[Op]> =>
  cases.map((one) => Object.assign(one, { toString }));

/** Shapes instead of numbers in fast-check's reports. */
function toString(this: OperationCase): string {
  const inputs = this.inputs.map(({ dtype, shape }) => dtype + formatShape(shape));
  return `${JSON.stringify(this.attributes)} ${inputs.join(' ')}`;
}

const unary = (domain: Domain = 'any', dtypes: readonly DType[] = ['f32']): Cases =>
  fc
    .record({ shape: shapes(), seed: seeds, dtype: fc.constantFrom(...dtypes) })
    .map(({ shape, seed, dtype }) => ({
      attributes: {},
      inputs: [numbers(spec(shape, dtype), seed, { domain, ...integers })],
    }));

const binary = (dtypes: readonly DType[] = both, secondDomain: Domain = 'any'): Cases =>
  fc
    .record({ shape: shapes(), seed: seeds, dtype: fc.constantFrom(...dtypes) })
    .map(({ shape, seed, dtype }) => ({
      attributes: {},
      inputs: [
        numbers(spec(shape, dtype), seed, integers),
        numbers(spec(shape, dtype), seed ^ 1, { domain: secondDomain, ...integers }),
      ],
    }));

/** Operands that nowhere meet in f32, and often in i32. */
const comparable: Cases = fc
  .record({ shape: shapes(), seed: seeds, dtype: fc.constantFrom(...both) })
  .map(({ shape, seed, dtype }) => ({
    attributes: {},
    inputs:
      dtype === 'f32'
        ? distinctPair(spec(shape), seed)
        : [numbers(spec(shape, dtype), seed), numbers(spec(shape, dtype), seed ^ 1)],
  }));

/** One operand of any shape, with attributes that depend on the shape. */
const shaped = <A>(
  attributes: (shape: Shape) => fc.Arbitrary<A>,
  { minRank = 0, domain = 'any' }: { minRank?: number; domain?: Domain } = {},
): Cases<A> =>
  shapes({ minRank })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        attributes: attributes(shape),
        seed: seeds,
        dtype: fc.constantFrom(...both),
      }),
    )
    .map(({ shape, attributes, seed, dtype }) => ({
      attributes,
      inputs: [numbers(spec(shape, dtype), seed, { domain, ...integers })],
    }));

const parts = fc
  .array(counts, { minLength: 1, maxLength: 4 })
  .filter((sizes) => sizes.some((size) => size > 0));

const concat: Cases<Attributes['concat']> = shapes({ minRank: 1, maxRank: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axis: axisOf(shape),
      sizes: parts,
      seed: seeds,
      dtype: fc.constantFrom(...both),
    }),
  )
  .map(({ shape, axis, sizes, seed, dtype }) => ({
    attributes: { axis },
    inputs: sizes.map((size, i) => numbers(spec(replaceAt(shape, axis, size), dtype), seed + i, integers)),
  }));

const split: Cases<Attributes['split']> = shapes({ minRank: 1, maxRank: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axis: axisOf(shape),
      sizes: parts,
      seed: seeds,
      dtype: fc.constantFrom(...both),
    }),
  )
  .map(({ shape, axis, sizes, seed, dtype }) => ({
    attributes: { axis, sizes },
    inputs: [
      numbers(
        spec(
          replaceAt(
            shape,
            axis,
            sizes.reduce((a, b) => a + b),
          ),
          dtype,
        ),
        seed,
        integers,
      ),
    ],
  }));

const extent = fc.integer({ min: 1, max: 5 });

const matmul: Cases<Attributes['matmul']> = fc
  .record({
    batch: shapes({ maxRank: 2, maxExtent: 3 }),
    rows: extent,
    inner: extent,
    columns: extent,
    transposeLeft: fc.boolean(),
    transposeRight: fc.boolean(),
    seed: seeds,
  })
  .map(({ batch, rows, inner, columns, transposeLeft, transposeRight, seed }) => ({
    attributes: { transposeLeft, transposeRight },
    inputs: [
      numbers(spec([...batch, ...(transposeLeft ? [inner, rows] : [rows, inner])]), seed),
      numbers(spec([...batch, ...(transposeRight ? [columns, inner] : [inner, columns])]), seed ^ 1),
    ],
  }));

const indexed = fc.record({
  rows: extent,
  indices: shapes({ maxRank: 2 }),
  rest: shapes({ maxRank: 2, maxExtent: 3 }),
  seed: seeds,
  dtype: fc.constantFrom(...both),
});

const gather: Cases = indexed.map(({ rows, indices, rest, seed, dtype }) => ({
  attributes: {},
  inputs: [
    numbers(spec([rows, ...rest], dtype), seed, integers),
    numbers(spec(indices, 'i32'), seed ^ 1, { below: rows }),
  ],
}));

const scatterAdd: Cases<Attributes['scatterAdd']> = indexed.map(({ rows, indices, rest, seed, dtype }) => ({
  attributes: { rows },
  inputs: [
    numbers(spec(indices, 'i32'), seed, { below: rows }),
    numbers(spec([...indices, ...rest], dtype), seed ^ 1, integers),
  ],
}));

const select: Cases = binary().chain(({ inputs: [a, b] }) =>
  seeds.map((seed) => ({
    attributes: {},
    inputs: [numbers(spec(a!.shape, 'i32'), seed, { from: -1, below: 2 }), a!, b!],
  })),
);

/** `carry ← tanh(constant · carry + input)`, which returns the carry before and the input doubled. */
const scan: Cases<Attributes['scan']> = fc
  .record({
    shape: shapes({ maxRank: 2, maxExtent: 3 }),
    length: fc.nat(4),
    reverse: fc.boolean(),
    seed: seeds,
  })
  .map(({ shape, length, reverse, seed }) => ({
    attributes: {
      body: trace(
        (constant, carry, x) => [constant.mul(carry).add(x).tanh(), carry, x.mul(2)],
        [spec(shape), spec(shape), spec(shape)],
      ),
      length,
      constants: 1,
      carries: 1,
      reverse,
    },
    inputs: [
      numbers(spec(shape), seed),
      numbers(spec(shape), seed ^ 1),
      numbers(spec([length, ...shape]), seed ^ 2),
    ],
  }));

const sources = fc.record({ shape: shapes(), seed: seeds, dtype: fc.constantFrom(...both) });

/** Cases of every operation; one that is missing here does not compile. */
export const operationCases: { [K in Op]: Cases<Attributes[K]> } = {
  neg: unary('any', both),
  abs: unary('nonzero', both),
  sign: unary('nonzero', both),
  floor: unary('nonzero'),
  square: unary(),
  reciprocal: unary('nonzero'),
  sqrt: unary('positive'),
  exp: unary(),
  log: unary('positive'),
  sin: unary(),
  cos: unary(),
  tanh: unary(),
  sigmoid: unary(),
  relu: unary('nonzero'),
  softplus: unary(),
  add: binary(),
  sub: binary(),
  mul: binary(),
  div: binary(['f32'], 'nonzero'),
  maximum: comparable,
  minimum: comparable,
  less: comparable,
  lessEqual: comparable,
  equal: comparable,
  notEqual: comparable,
  select,
  convert: unary('nonzero', both).map(({ inputs: [x] }) => ({
    attributes: { dtype: x!.dtype === 'f32' ? 'i32' : 'f32' },
    inputs: [x!.dtype === 'f32' ? { ...x!, data: x!.data.map((element) => 9 * element + 0.01) } : x!],
  })),
  stopGradient: unary('any', both),
  reshape: shaped((shape) =>
    permutationOf(shape).map((order) => ({ shape: order.map((axis) => shape[axis]!) })),
  ),
  transpose: shaped((shape) => permutationOf(shape).map((permutation) => ({ permutation }))),
  slice: shaped((shape) =>
    perAxis(shape, (size) =>
      fc.tuple(fc.nat(size), fc.nat(size)).map((ends) => ends.sort((a, b) => a - b)),
    ).map((ends) => ({ starts: ends.map(([start]) => start), ends: ends.map(([, end]) => end) })),
  ),
  pad: shaped((shape) =>
    fc.record({ before: perAxis(shape, () => counts), after: perAxis(shape, () => counts) }),
  ),
  split,
  concat,
  broadcast: fc
    .record({
      lead: shapes({ maxRank: 1, maxExtent: 3 }),
      shape: shapes({ maxRank: 3, maxExtent: 3 }),
      seed: seeds,
    })
    .chain(({ lead, shape, seed }) =>
      perAxis(shape, () => fc.boolean()).map((stretched) => ({
        attributes: { shape: [...lead, ...shape] },
        inputs: [numbers(spec(shape.map((size, axis) => (stretched[axis] ? 1 : size))), seed)],
      })),
    ),
  reverse: shaped((shape) => axesOf(shape).map((axes) => ({ axes })), { minRank: 1 }),
  sum: shaped((shape) => axesOf(shape).map((axes) => ({ axes })), { minRank: 1 }),
  max: shaped((shape) => axesOf(shape).map((axes) => ({ axes })), { minRank: 1, domain: 'distinct' }),
  argmax: shaped((shape) => axisOf(shape).map((axis) => ({ axis })), { minRank: 1, domain: 'distinct' }),
  matmul,
  gather,
  scatterAdd,
  fill: sources.map(({ shape, seed, dtype }) => ({
    attributes: { value: seed % 7, shape, dtype },
    inputs: [],
  })),
  literal: sources.map(({ shape, seed, dtype }) => ({
    attributes: {
      tensor:
        dtype === 'i32'
          ? { shape, dtype, data: Int32Array.from(numbers(spec(shape, dtype), seed, integers).data) }
          : { shape, dtype, data: Float32Array.from(numbers(spec(shape), seed).data) },
    },
    inputs: [],
  })),
  iota: shapes({ minRank: 1 }).chain((shape) =>
    axisOf(shape).map((axis) => ({ attributes: { shape, axis }, inputs: [] })),
  ),
  random: fc
    .record({ keys: shapes({ maxRank: 1 }), shape: shapes({ maxRank: 2 }), seed: seeds })
    .map(({ keys, shape, seed }) => ({
      attributes: { shape },
      inputs: [
        numbers(spec(keys, 'i32'), seed, { from: -(2 ** 31), below: 2 ** 31 }),
        numbers(spec(keys, 'i32'), seed ^ 1, { from: -(2 ** 31), below: 2 ** 31 }),
        numbers(spec(keys, 'i32'), seed ^ 2, { from: -5, below: 1000 }),
      ],
    })),
  scan,
};

/** The same table for loops over all operations, with reports that can be read. */
export const allCases = Object.entries(operationCases).map(
  ([op, cases]) => [op as Op, named(cases as Cases<Attributes[Op]>)] as const,
);
