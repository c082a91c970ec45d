import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  fill,
  foldKey,
  iota,
  normal,
  scan,
  threefry,
  uniform,
  type RandomKey,
  type Value,
} from '../src/index.js';
import { threefryWords } from '../src/threefry.js';
import { runs } from './arbitraries.js';
import { bigThreefry } from './big-threefry.js';
import { compute, integers, list } from './compute.js';
import { correlation, describeSample } from './statistics.js';

const count = 20000;
const draw = (make: (key: RandomKey) => Value, seed = 1, step = 0): number[] =>
  list(() => make({ seed, step }));
const hex = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('threefry', () => {
  // the known answers that come with the authors' library, for 2x32 with 20 rounds
  it.each([
    [[0, 0], [0, 0], '6b200159 99ba4efe'],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '1cb996fc bb002be7'],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], 'c4923a9c 483df7a0'],
  ] as const)('key %j, counter %j', (key, counter, expected) => {
    expect(hex(threefry(key[0], key[1], counter[0], counter[1]))).toBe(expected);
    expect(hex(bigThreefry(key, counter))).toBe(expected);
  });

  it('takes words as signed or unsigned', () => {
    expect(threefry(-1, -1, -1, -1)).toEqual(threefry(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff));
  });

  it('fills words with the hashes of every other counter', () => {
    const word = fc.integer();
    const count = fc.integer({ min: 0, max: 1500 }).map((pairs) => 2 * pairs);
    fc.assert(
      fc.property(word, word, word, count, (key0, key1, counter1, length) => {
        const words = new Int32Array(length);
        threefryWords(words, key0, key1, counter1);
        const expected = Array.from({ length: length / 2 }, (_, i) => threefry(key0, key1, 2 * i, counter1));
        expect([...new Uint32Array(words.buffer)]).toEqual(expected.flat());
      }),
      runs(30),
    );
  });

  it('agrees with the same in unbounded integers', () => {
    const words = fc.tuple(fc.integer(), fc.integer());
    fc.assert(
      fc.property(words, words, (key, counter) => {
        expect(threefry(...key, ...counter)).toEqual(bigThreefry(key, counter));
      }),
      runs(200),
    );
  });
});

describe('uniform', () => {
  it('draws for some rows of a batch what it draws for them in the whole', () => {
    const key = { seed: 5, step: 2 };
    const whole = list(() => uniform([5, 3], key));
    expect(list(() => uniform([2, 3], { ...key, row: 3 }))).toEqual(whole.slice(9));
    expect(list(() => uniform([2, 3], foldKey({ ...key, row: 3 }, 4)))).toEqual(
      list(() => uniform([5, 3], foldKey(key, 4))).slice(9),
    );
    const several = (): RandomKey => ({ seed: iota([2]), step: iota([2]).add(1), row: 1 });
    expect(list(() => uniform([2, 3], several()))).toEqual([
      ...list(() => uniform([3, 3], { seed: 0, step: 1 })).slice(3),
      ...list(() => uniform([3, 3], { seed: 1, step: 2 })).slice(3),
    ]);
  });

  const sample = draw((key) => uniform([count], key));

  it('lies in [0, 1), on a grid of 2⁻²⁴', () => {
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sample)).toBeLessThan(1);
    expect(sample.every((x) => Number.isInteger(x * 2 ** 24))).toBe(true);
  });

  it('has the moments of the even distribution', () => {
    const { mean, variance, skewness, kurtosis } = describeSample(sample);
    // four standard errors
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt((1 / 80 - 1 / 144) / count));
    expect(Math.abs(skewness)).toBeLessThan(0.05);
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.05);
  });

  it('fills sixteen equal bins evenly', () => {
    const bins = new Array<number>(16).fill(0);
    for (const x of sample) bins[Math.floor(x * 16)]!++;
    const expected = count / 16;
    const chiSquared = bins.reduce((total, n) => total + (n - expected) ** 2 / expected, 0);
    // exceeded by one in a thousand samples, at 15 degrees of freedom
    expect(chiSquared).toBeLessThan(37.7);
  });

  it('is a pure function of key and index', () => {
    expect(draw((key) => uniform([count], key))).toEqual(sample);
    expect(draw((key) => uniform([100, 200], key))).toEqual(sample);
    expect(draw((key) => uniform([7], key))).toEqual(sample.slice(0, 7));
  });

  it.each<[string, number[]]>([
    ['the next seed', draw((key) => uniform([count], key), 2)],
    ['the next step', draw((key) => uniform([count], key), 1, 1)],
    ['the opposite seed', draw((key) => uniform([count], key), -1)],
    ['a folded key', draw((key) => uniform([count], foldKey(key, 0)))],
    ['a key folded otherwise', draw((key) => uniform([count], foldKey(key, 1)))],
    ['a key folded twice', draw((key) => uniform([count], foldKey(foldKey(key, 0), 0)))],
  ])('is independent of that of %s', (_, other) => {
    expect(other.filter((x, i) => x === sample[i]).length).toBeLessThan(3);
    // four standard errors
    expect(Math.abs(correlation(sample, other))).toBeLessThan(4 / Math.sqrt(count));
  });

  it('is independent from one number to the next', () => {
    expect(Math.abs(correlation(sample.slice(1), sample.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe('keys', () => {
  it('may be values, one for each element', () => {
    const [together] = compute(
      (seed, step) => [uniform([3], { seed, step })],
      [integers([4, 5]), integers([6, 7])],
    );
    expect(together!.shape).toEqual([2, 3]);
    const apart = [
      [4, 6],
      [5, 7],
    ].flatMap(([seed, step]) => draw((key) => uniform([3], key), seed, step));
    expect([...together!.data]).toEqual(apart);
  });

  it('give each step of a loop its own numbers, the same as outside of it', () => {
    const looped = list(
      () =>
        scan({ carry: {}, inputs: { t: iota([4]) } }, (_, { t }) => ({
          carry: {},
          outputs: { x: uniform([2], { seed: 3, step: t }) },
        })).outputs.x,
    );
    expect(looped).toEqual(list(() => uniform([2], { seed: fill([4], 3, 'i32'), step: iota([4]) })));
    expect(new Set(looped).size).toBe(8);
  });

  it('fold by numbers and by values alike', () => {
    const folded = list((i) => uniform([5], foldKey({ seed: 1, step: 2 }, i)), [integers([9], [])]);
    expect(folded).toEqual(draw((key) => uniform([5], foldKey(key, 9)), 1, 2));
  });

  it('folded by 0 to 999 from two neighbouring seeds are all different', () => {
    const seeds = [1, 2].flatMap((seed) =>
      list(() => foldKey({ seed, step: 0 }, iota([1000])).seed as Value),
    );
    expect(new Set(seeds).size).toBe(2000);
  });
});

describe('bernoulli', () => {
  it.each([0, 0.1, 0.5, 0.9, 1])('is 1 with probability %d, else 0', (probability) => {
    const sample = draw((key) => bernoulli([count], probability, key), 5);
    expect(new Set([...sample, 0, 1]).size).toBe(2);
    const error = Math.sqrt((probability * (1 - probability)) / count);
    expect(Math.abs(describeSample(sample).mean - probability)).toBeLessThanOrEqual(4 * error);
  });

  it('takes a probability for each element', () => {
    const sample = draw((key) => bernoulli([4], iota([4]).greater(1).convert('f32'), key));
    expect(sample).toEqual([0, 0, 1, 1]);
  });
});

describe('normal', () => {
  const sample = draw((key) => normal([count], key), 9);

  it('has the moments of the normal distribution', () => {
    const { mean, variance, skewness, kurtosis } = describeSample(sample);
    // four standard errors: √(1/n), √(2/n), √(6/n), √(24/n)
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(skewness)).toBeLessThan(4 * Math.sqrt(6 / count));
    expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / count));
  });

  it.each([
    [-2, 0.02275],
    [-1, 0.158655],
    [0, 0.5],
    [0.5, 0.691462],
    [1.96, 0.975002],
    [3, 0.99865],
  ])('lies below %d with probability %d', (bound, probability) => {
    const share = sample.filter((x) => x < bound).length / count;
    expect(Math.abs(share - probability)).toBeLessThan(
      4 * Math.sqrt((probability * (1 - probability)) / count),
    );
  });

  it('is the inverse distribution function of the uniform number with the same key', () => {
    const even = draw((key) => uniform([count], key), 9);
    const order = even.map((_, i) => i).sort((i, k) => even[i]! - even[k]!);
    const ordered = order.map((i) => sample[i]!);
    expect(ordered.every((x, i) => i === 0 || x >= ordered[i - 1]!)).toBe(true);
    expect(sample.every(Number.isFinite)).toBe(true);
  });
});
