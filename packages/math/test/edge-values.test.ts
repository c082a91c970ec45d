import { describe, expect, it } from 'vitest';
import { concat, fill, literal, tensor, type Value } from '../src/index.js';
import { integers, list, reals } from './compute.js';

const { fround } = Math;
const smallest = -2147483648;
const largest = 2147483647;

describe('infinities and NaN', () => {
  it.each<[string, (x: Value) => Value, number[], number[]]>([
    ['exp', (x) => x.exp(), [-Infinity, 0, 89, Infinity, Number.NaN], [0, 1, Infinity, Infinity, Number.NaN]],
    [
      'log',
      (x) => x.log(),
      [-1, 0, 1, Infinity, Number.NaN],
      [Number.NaN, -Infinity, 0, Infinity, Number.NaN],
    ],
    ['sqrt', (x) => x.sqrt(), [-1, 0, 4, Infinity], [Number.NaN, 0, 2, Infinity]],
    ['tanh', (x) => x.tanh(), [-Infinity, -100, 100, Infinity, Number.NaN], [-1, -1, 1, 1, Number.NaN]],
    ['sigmoid', (x) => x.sigmoid(), [-Infinity, -200, 200, Infinity, Number.NaN], [0, 0, 1, 1, Number.NaN]],
    [
      'softplus',
      (x) => x.softplus(),
      [-Infinity, -200, 200, Infinity, Number.NaN],
      [0, 0, 200, Infinity, Number.NaN],
    ],
    ['relu', (x) => x.relu(), [-Infinity, Infinity, Number.NaN], [0, Infinity, Number.NaN]],
    ['sign', (x) => x.sign(), [-Infinity, -0.5, 0, 7, Number.NaN], [-1, -1, 0, 1, Number.NaN]],
    ['reciprocal', (x) => x.reciprocal(), [0, -Infinity, 4], [Infinity, -0, 0.25]],
    ['less', (x) => x.less(0), [-1, 0, 1, Number.NaN], [1, 0, 0, 0]],
    ['greaterEqual', (x) => x.greaterEqual(0), [-1, 0, 1, Number.NaN], [0, 1, 1, 0]],
    ['equal', (x) => x.equal(x), [Infinity, Number.NaN], [1, 0]],
    ['notEqual', (x) => x.notEqual(x), [Infinity, Number.NaN], [0, 1]],
    ['maximum', (x) => x.maximum(0), [-1, 1, Number.NaN], [0, 1, Number.NaN]],
    ['minimum', (x) => x.minimum(0), [-1, 1, Number.NaN], [-1, 0, Number.NaN]],
  ])('%s', (_, f, x, expected) => {
    expect(list(f, [reals(x)])).toEqual(expected);
  });

  it('max is NaN where a NaN is among the numbers, and argmax points to the first NaN', () => {
    const x = reals([1, Number.NaN, Number.NaN, 3, 5, 4], [2, 3]);
    expect(list((x) => x.max(1), [x])).toEqual([Number.NaN, 5]);
    expect(list((x) => x.argmax(), [x])).toEqual([1, 1]);
  });

  it('max and argmax of −∞ only', () => {
    expect(list((x) => x.max(), [reals([-Infinity, -Infinity])])).toEqual([-Infinity]);
    expect(list((x) => x.argmax(), [reals([-Infinity, -Infinity])])).toEqual([0]);
  });

  it('logSumExp neither overflows nor loses a row of −∞', () => {
    const x = reals([1000, 1000, -Infinity, -Infinity, Infinity, 0, -1000, -1000], [4, 2]);
    const expected = [1000 + Math.LN2, -Infinity, Infinity, -1000 + Math.LN2].map(fround);
    expect(list((x) => x.logSumExp(1), [x])).toEqual(expected);
  });

  it('softmax of large numbers', () => {
    expect(list((x) => x.softmax(), [reals([1e30, 0, 1e30])])).toEqual([0.5, 0, 0.5]);
  });

  it('logSoftmax keeps its digits, however large the numbers are', () => {
    const x = reals([1e8, 1e8, 3e38, 3e38, -1e8, -1e8], [3, 2]);
    expect(list((x) => x.logSoftmax(), [x])).toEqual(Array.from({ length: 6 }, () => fround(-Math.LN2)));
  });

  it('softplus and sigmoid keep small numbers', () => {
    expect(list((x) => x.softplus(), [reals([-50])])).toEqual([fround(Math.exp(-50))]);
    expect(list((x) => x.sigmoid(), [reals([-50])])).toEqual([fround(Math.exp(fround(-50)))]);
  });
});

describe('argmax and max at a tie', () => {
  it('takes the first of several largest', () => {
    expect(list((x) => x.argmax(), [reals([1, 7, 7, 7])])).toEqual([1]);
    expect(list((x) => x.argmax(0), [integers([3, 3, 3, 4], [2, 2])])).toEqual([0, 1]);
  });
});

describe('i32 arithmetic', () => {
  it('wraps around in 32 bits', () => {
    expect(list((x) => x.add(1), [integers([largest])])).toEqual([smallest]);
    expect(list((x) => x.sub(1), [integers([smallest])])).toEqual([largest]);
    expect(list((x) => x.neg(), [integers([smallest, 5])])).toEqual([smallest, -5]);
    expect(list((x) => x.abs(), [integers([smallest, -5])])).toEqual([smallest, 5]);
    // 123456789 · 987654321 = 121932631112635269 = 28389 652 … mod 2³²
    expect(list((x) => x.mul(987654321), [integers([123456789])])).toEqual([
      Number(BigInt.asIntN(32, 123456789n * 987654321n)),
    ]);
    expect(list((x) => x.sum(), [integers([largest, largest, 3])])).toEqual([1]);
    expect(list((i) => i.scatterAdd(fill([2], largest, 'i32'), 1), [integers([0, 0])])).toEqual([-2]);
  });

  it('compares and takes extremes as signed numbers', () => {
    const x = integers([smallest, -1, 0, largest]);
    expect(list((x) => x.less(0), [x])).toEqual([1, 1, 0, 0]);
    expect(list((x) => x.maximum(-1), [x])).toEqual([-1, -1, 0, largest]);
    expect(list((x) => x.max(), [x])).toEqual([largest]);
    expect(list((x) => x.neg().max(), [integers([largest, largest])])).toEqual([-largest]);
  });

  it('is made of f32 by truncation, with saturation, and NaN becomes 0', () => {
    const x = reals([1.9, -1.9, 3e9, -3e9, Infinity, -Infinity, Number.NaN, -0.5]);
    expect(list((x) => x.convert('i32').abs(), [reals([-0.5])])).toEqual([0]);
    expect(list((x) => x.convert('i32'), [x])).toEqual([1, -1, largest, smallest, largest, smallest, 0, 0]);
  });

  it('rounds to the nearest f32 on the way back', () => {
    expect(list((x) => x.convert('f32'), [integers([16777217, 16777219, largest])])).toEqual([
      16777216, 16777220, 2147483648,
    ]);
  });
});

describe('precision', () => {
  it('rounds every result to f32, or none of them', () => {
    const third = (x: Value): Value => x.div(3);
    expect(list(third, [reals([1])])).toEqual([fround(1 / 3)]);
    expect(list(third, [reals([1])], { precision: 'f64' })).toEqual([1 / 3]);
  });

  it('rounds numbers that stand in the program', () => {
    const sum = (x: Value): Value => concat([x.add(0.1), literal(tensor([0.5]))]);
    expect(list(sum, [reals([0])])).toEqual([fround(0.1), 0.5]);
    expect(list(sum, [reals([0])], { precision: 'f64' })).toEqual([0.1, 0.5]);
  });

  it('takes double precision inputs as they are, or rounds them', () => {
    const x = { shape: [1], dtype: 'f32', data: Float64Array.of(0.1) } as const;
    expect(list((x) => x.neg(), [x], { precision: 'f64' })).toEqual([-0.1]);
    expect(list((x) => x.neg(), [x])).toEqual([fround(-0.1)]);
  });

  it('sums in double precision and rounds once', () => {
    expect(list((x) => x.sum(), [reals([1e8, 1, -1e8])])).toEqual([1]);
  });
});

describe('axes without extent', () => {
  it('sum over nothing is 0, and so is a product of nothing', () => {
    expect(list((x) => x.sum(1), [reals([], [2, 0])])).toEqual([0, 0]);
    expect(list((x) => x.matmul(x, { transposeRight: true }), [reals([], [2, 0])])).toEqual([0, 0, 0, 0]);
  });

  it('max and argmax over nothing are refused', () => {
    expect(() => list((x) => x.max(1), [reals([], [2, 0])])).toThrow(
      'max: axes [1] of shape [2, 0] hold nothing.',
    );
    expect(() => list((x) => x.argmax(), [reals([], [2, 0])])).toThrow(
      'argmax: axis 1 of shape [2, 0] holds nothing.',
    );
  });
});
