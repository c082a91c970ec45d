import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  initializers,
  ShapeError,
  sizeOf,
  type Initializer,
  type NamedInitializer,
} from '../src/index.js';
import { runs, seeds, shapes } from './arbitraries.js';
import { correlation, describeSample } from './statistics.js';

const {
  blocks,
  chrono,
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  identity,
  lecunNormal,
  lecunUniform,
  named,
  normal,
  ones,
  orthogonal,
  torchUniform,
  uniform,
  zeros,
} = initializers;

/** One of each, and the fewest axes that it needs. */
const all: Record<keyof typeof initializers, [initializer: Initializer, minRank: number]> = {
  blocks: [blocks(1, normal()), 1],
  chrono: [chrono(40), 1],
  constant: [constant(0.5), 0],
  glorotNormal: [glorotNormal(), 2],
  glorotUniform: [glorotUniform(), 2],
  heNormal: [heNormal(), 2],
  heUniform: [heUniform(), 2],
  identity: [identity(), 2],
  lecunNormal: [lecunNormal(), 2],
  lecunUniform: [lecunUniform(), 2],
  named: [named('normal'), 0],
  normal: [normal(), 0],
  ones: [ones(), 0],
  orthogonal: [orthogonal(), 2],
  torchUniform: [torchUniform(4), 0],
  uniform: [uniform(-1, 1), 0],
  zeros: [zeros(), 0],
};
const table = Object.entries(all);
const random = table.filter(([name]) => !['constant', 'identity', 'ones', 'zeros'].includes(name));

describe('every initializer', () => {
  it.each(table)('%s fills any shape, the same for the same seed', (_, [initial, minRank]) => {
    fc.assert(
      fc.property(shapes({ minRank, minExtent: 0 }), seeds, (shape, seed) => {
        const numbers = initial(shape, seed);
        expect(numbers).toBeInstanceOf(Float32Array);
        expect(numbers).toHaveLength(sizeOf(shape));
        expect(numbers.every(Number.isFinite)).toBe(true);
        expect(initial(shape, seed)).toEqual(numbers);
      }),
      runs(30),
    );
  });

  it.each(random)('%s gives other numbers, uncorrelated, for another seed', (_, [initial]) => {
    const [a, b, c] = [0, 1, 2 ** 31].map((seed) => initial([40, 50], seed)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (const other of [b, c]) {
      expect(other.filter((x, i) => x === a[i]).length).toBeLessThan(3);
      expect(Math.abs(correlation(a, other))).toBeLessThan(4 / Math.sqrt(2000));
    }
  });

  it.each(random)('%s reads 32 bits of the seed', (_, [initial]) => {
    expect(initial([4, 4], -1)).toEqual(initial([4, 4], 0xffffffff));
  });

  it.each(table.filter(([, [, minRank]]) => minRank === 2))(
    '%s needs inputs and outputs',
    (name, [initial]) => {
      expect(() => initial([4], 0)).toThrow(ShapeError);
      expect(() => initial([4], 0)).toThrow(
        `${name}: needs a shape [inputs, outputs], but got [4]; ` +
          'start a vector with zeros(), constant(value) or uniform(low, high).',
      );
    },
  );
});

/** A hash of the bits of all numbers (FNV-1a over 32-bit words). */
const fingerprint = (numbers: Float32Array): string => {
  const words = new Uint32Array(numbers.buffer);
  const hash = words.reduce((state, word) => Math.imul(state ^ word, 0x01000193), 0x811c9dc5);
  return (hash >>> 0).toString(16);
};

describe('start values stay what they are', () => {
  it.each<[string, Initializer, string]>([
    ['uniform', uniform(-1, 2), '1a523463 380fb41e 690e3080 2e25e03d'],
    ['normal', normal(0.5, 2), '7e9df036 9749bf75 90f02ea5 c1cb4198'],
    ['glorotUniform', glorotUniform(), '24f2a162 44a5d1bc 6215aab6 26841d3f'],
    ['orthogonal', orthogonal(), '2290f68f b974489a 5ad32836 37129431'],
    ['blocks of orthogonal', blocks(4, orthogonal()), 'da6e78ef 54de0d2 1dab7a6d 95859a66'],
  ])('%s', (_, initial, expected) => {
    const shapes = [
      [128, 512],
      [65, 128],
      [31, 4],
      [3, 3, 4],
    ];
    expect(shapes.map((shape) => fingerprint(initial(shape, 7))).join(' ')).toBe(expected);
  });
});

describe('the same number everywhere', () => {
  it('zeros, ones and constant', () => {
    expect([...zeros()([2], 1), ...ones()([2], 1), ...constant(-2.5)([1, 2], 1)]).toEqual([
      0, 0, 1, 1, -2.5, -2.5,
    ]);
  });

  it('identity has its gain on the diagonal of each matrix, square or not', () => {
    expect([...identity()([2, 2], 0)]).toEqual([1, 0, 0, 1]);
    expect([...identity(0.5)([2, 3], 0)]).toEqual([0.5, 0, 0, 0, 0.5, 0]);
    expect([...identity(3)([2, 2, 1], 0)]).toEqual([3, 0, 3, 0]);
  });
});

describe('the spread of the random ones', () => {
  const shape = [100, 300];
  const count = 30000;

  // bound² / 3 is the variance of numbers spread evenly within ±bound
  it.each<[string, Initializer, number]>([
    ['uniform(-3, 3)', uniform(-3, 3), 3],
    ['glorotUniform: √(6 / 400)', glorotUniform(), Math.sqrt(6 / 400)],
    ['glorotUniform(2)', glorotUniform(2), 2 * Math.sqrt(6 / 400)],
    ['heUniform: √(6 / 100)', heUniform(), Math.sqrt(6 / 100)],
    ['heUniform(1)', heUniform(1), Math.sqrt(3 / 100)],
    ['lecunUniform: √(3 / 100)', lecunUniform(), Math.sqrt(3 / 100)],
    ['torchUniform(64): 1/8', torchUniform(64), 1 / 8],
  ])('%s is even within its bound', (_, initial, bound) => {
    const numbers = initial(shape, 3);
    const largest = numbers.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(bound));
    expect(largest).toBeGreaterThan(bound * 0.999);
    const { mean, variance, kurtosis } = describeSample(numbers);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(bound ** 2 / 3 / count));
    expect(Math.abs(variance / (bound ** 2 / 3) - 1)).toBeLessThan(4 * Math.sqrt(0.8 / count));
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.05);
  });

  it.each<[string, Initializer, number, number]>([
    ['normal()', normal(), 0, 1],
    ['normal(5, 0.1)', normal(5, 0.1), 5, 0.1],
    ['glorotNormal: √(2 / 400)', glorotNormal(), 0, Math.sqrt(2 / 400)],
    ['heNormal: √(2 / 100)', heNormal(), 0, Math.sqrt(2 / 100)],
    ['heNormal(1): 1/10', heNormal(1), 0, 0.1],
    ['lecunNormal: 1/10', lecunNormal(), 0, 0.1],
  ])('%s is normal', (_, initial, mean, deviation) => {
    const sample = describeSample(initial(shape, 3));
    expect(Math.abs(sample.mean - mean)).toBeLessThan((4 * deviation) / Math.sqrt(count));
    expect(Math.abs(sample.variance / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(sample.skewness)).toBeLessThan(4 * Math.sqrt(6 / count));
    expect(Math.abs(sample.kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / count));
  });

  it('does not repeat itself within a pair of draws', () => {
    const numbers = normal()([2 * count], 1);
    const [even, odd] = [0, 1].map((parity) => numbers.filter((_, i) => i % 2 === parity));
    expect(Math.abs(correlation(even!, odd!))).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe('blocks', () => {
  it('fills each block of the last axis by itself', () => {
    const bias = blocks(4, [zeros(), ones(), constant(2), constant(3)])([8], 0);
    expect([...bias]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect([...blocks(2, [identity(1), identity(2)])([2, 4], 0)]).toEqual([1, 0, 2, 0, 0, 1, 0, 2]);
  });

  it('fills along any axis', () => {
    expect([...blocks(2, [ones(), constant(2)], 0)([4, 1], 0)]).toEqual([1, 1, 2, 2]);
    expect([...blocks(2, [ones(), constant(2)], 1)([2, 2, 2], 0)]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
    expect([...blocks(3, zeros(), -2)([3, 0], 0)]).toEqual([]);
  });

  it('gives each block numbers of its own, and the shape of the block', () => {
    const [rows, columns] = [30, 40];
    const numbers = blocks(4, glorotUniform())([rows, 4 * columns], 7);
    const parts = [0, 1, 2, 3].map((block) =>
      numbers.filter((_, i) => Math.floor((i % (4 * columns)) / columns) === block),
    );
    // the bound of one block, not of all four together
    const bound = Math.sqrt(6 / (rows + columns));
    for (const part of parts) {
      expect(part.reduce((a, x) => Math.max(a, Math.abs(x)), 0)).toBeGreaterThan(0.99 * bound);
    }
    expect(Math.abs(correlation(parts[0]!, parts[1]!))).toBeLessThan(4 / Math.sqrt(rows * columns));
    expect(new Set(numbers).size).toBeGreaterThan(numbers.length - 5);
  });

  it.each<[string, () => unknown]>([
    ['blocks: 3 blocks need 3 initializers, but 1 came.', () => blocks(3, [zeros()])],
    ['blocks: the number of blocks must be an integer of at least 1, but is 0.', () => blocks(0, zeros())],
    [
      'blocks: axis 1 of shape [2, 5] does not fall into 2 equal blocks.',
      () => blocks(2, zeros())([2, 5], 0),
    ],
    ['blocks: axis -1 does not exist in a value of rank 0.', () => blocks(1, zeros())([], 0)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });
});

describe('by name', () => {
  const shape = [6, 8];

  it.each<[NamedInitializer, Initializer]>([
    ['zeros', zeros()],
    ['ones', ones()],
    ['constant', constant(0)],
    [{ name: 'constant', value: 2 }, constant(2)],
    ['uniform', uniform(-1, 1)],
    [{ name: 'uniform', low: 0 }, uniform(0, 1)],
    ['normal', normal()],
    [{ name: 'normal', mean: 1, deviation: 0.5 }, normal(1, 0.5)],
    ['glorotUniform', glorotUniform()],
    ['glorotNormal', glorotNormal()],
    ['heUniform', heUniform()],
    ['heNormal', heNormal()],
    ['lecunUniform', lecunUniform()],
    ['lecunNormal', lecunNormal()],
    ['orthogonal', orthogonal()],
    [{ name: 'orthogonal', gain: 0.5 }, orthogonal(0.5)],
    [{ name: 'identity', gain: 0.1 }, identity(0.1)],
  ])('%j is what its function makes', (name, made) => {
    expect(named(name)(shape, 5)).toEqual(made(shape, 5));
  });

  it('refuses names and numbers that it does not know, and says which there are', () => {
    expect(() => named('xavier' as 'zeros')).toThrow(
      "There is no initializer 'xavier'; there are zeros, ones, constant,",
    );
    expect(() => named('toString' as 'zeros')).toThrow("There is no initializer 'toString'");
    expect(() => named({ name: 'orthogonal', scale: 2 } as { name: 'orthogonal' })).toThrow(
      "The initializer 'orthogonal' takes finite numbers for gain, but was given scale: 2.",
    );
    expect(() => named({ name: 'normal', mean: Number.NaN })).toThrow(
      'mean and deviation, but was given mean: NaN.',
    );
    expect(() => named({ name: 'zeros', gain: 1 } as { name: 'zeros' })).toThrow("'zeros' takes no numbers");
  });
});

describe('chrono', () => {
  const hidden = 3000;
  const bias = chrono(81, ['input', 'forget', 'other', 'other'])([4 * hidden], 5);
  const [input, forget, ...others] = [0, 1, 2, 3].map((k) => bias.subarray(k * hidden, (k + 1) * hidden));

  it('lets each unit remember for a time between 1 and T − 1, evenly', () => {
    const times = forget!.map(Math.exp);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(80.001);
    const { mean, variance } = describeSample(times);
    // of numbers spread evenly over 79 the variance is 79² / 12
    expect(Math.abs(mean - 40.5)).toBeLessThan((4 * 79) / Math.sqrt(12 * hidden));
    expect(variance / (79 ** 2 / 12)).toBeCloseTo(1, 1);
  });

  it('lets in as much as it lets go', () => {
    expect(input).toEqual(forget!.map((bias) => -bias));
    for (const other of others) expect(other.every((bias) => bias === 0)).toBe(true);
  });

  it('refuses a dependency too short, and gates that it does not know', () => {
    expect(() => chrono(2)).toThrow('chrono: the longest dependency must span a number of steps above 2');
    expect(() => chrono(9, ['output' as 'other'])).toThrow(
      "chrono: a part must be 'forget', 'input' or 'other', but one is 'output'.",
    );
  });
});

describe('arguments out of range', () => {
  it.each<[string, () => unknown]>([
    ['uniform: low must not be above high, but 1 is above -1.', () => uniform(1, -1)],
    ['uniform: high must be a finite number, but is Infinity.', () => uniform(0, Infinity)],
    ['normal: the deviation must be at least 0, but is -1.', () => normal(0, -1)],
    ['constant: the value must be a finite number, but is NaN.', () => constant(Number.NaN)],
    ['orthogonal: the gain must be a finite number, but is NaN.', () => orthogonal(Number.NaN)],
    ['torchUniform: the size must be an integer of at least 1, but is 0.', () => torchUniform(0)],
    ['torchUniform: the size must be an integer of at least 1, but is 2.5.', () => torchUniform(2.5)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
    expect(make).toThrow(ArgumentError);
  });
});
