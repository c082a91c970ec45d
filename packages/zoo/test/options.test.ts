import type { Cell } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import {
  antisymmetricRnn,
  brc,
  cfn,
  cornn,
  elstm,
  fastGrnn,
  fastRnn,
  intersectionRnn,
  janet,
  lem,
  minGru,
  multiplicativeLstm,
  mut1,
  mut2,
  ran,
  rhn,
  scrn,
  sru,
  ugrnn,
  unicornn,
  wmclstm,
} from '../src/index.js';

const sizes = { inputSize: 2, hiddenSize: 2 };

/** The numbers that a parameter starts with. */
const startOf = ({ params }: Cell, name: string): number[] => {
  const { shape, initial } = params[name]!;
  return Array.from(initial(shape, 1));
};

describe('start values', () => {
  it.each([
    ['janet', janet(sizes), 'b', [1, 1, 0, 0]],
    ['janet with a forget bias', janet({ ...sizes, forgetBias: 3 }), 'b', [3, 3, 0, 0]],
    ['wmclstm', wmclstm(sizes), 'b', [0, 0, 1, 1, 0, 0, 0, 0]],
    ['multiplicativeLstm', multiplicativeLstm(sizes), 'b', [0, 0, 1, 1, 0, 0, 0, 0]],
    ['elstm', elstm(sizes), 'b', [1, 1, 0, 0, 0, 0]],
    ['ugrnn', ugrnn(sizes), 'b', [0, 0, 1, 1]],
    ['intersectionRnn', intersectionRnn(sizes), 'b', [0, 0, 0, 0, 1, 1, 1, 1]],
    ['cfn', cfn(sizes), 'b', [1, 1, -1, -1]],
    ['brc', brc(sizes), 'u', [1, 1, 1, 1]],
    ['rhn', rhn(sizes), 'b', [0, 0, -2, -2, 0, 0, -2, -2]],
    ['rhn, not coupled', rhn({ ...sizes, depth: 1, coupled: false }), 'b', [0, 0, -2, -2, 2, 2]],
    ['sru', sru({ ...sizes, highwayBias: -1 }), 'b', [0, 0, -1, -1]],
    ['fastRnn', fastRnn(sizes), 'alpha', [-3]],
    ['fastGrnn', fastGrnn(sizes), 'b', [1, 1, 1, 1]],
    ['fastGrnn', fastGrnn(sizes), 'nu', [-4]],
  ])('%s: %# %s', (_, cell, name, expected) => {
    expect(startOf(cell, name)).toEqual(expected);
  });

  it("are PyTorch's where asked for, biases too", () => {
    const cell = wmclstm({ inputSize: 30, hiddenSize: 25, initial: 'torch' });
    for (const name of Object.keys(cell.params)) {
      const largest = Math.max(...startOf(cell, name).map(Math.abs));
      expect(largest).toBeGreaterThan(0.15);
      expect(largest).toBeLessThanOrEqual(0.2);
    }
  });

  it('of JANET follow the longest dependency where asked to', () => {
    const [forget, candidate] = [0, 300].map((start) =>
      startOf(
        janet({ inputSize: 1, hiddenSize: 300, initial: { bias: { name: 'chrono', longest: 101 } } }),
        'b',
      ).slice(start, start + 300),
    ) as [number[], number[]];
    const times = forget.map(Math.exp);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(100.001);
    // four deviations of a mean of 300 numbers: 4 · 99 / √(12 · 300)
    expect(Math.abs(times.reduce((a, b) => a + b) / 300 - 50.5)).toBeLessThan(6.6);
    expect(new Set(candidate)).toEqual(new Set([0]));
  });

  it('of the layers of a highway are an orthogonal matrix each', () => {
    const wh = startOf(rhn({ ...sizes, depth: 3 }), 'wh'); // [3, 2, 4]: two blocks side by side
    for (let layer = 0; layer < 3; layer++) {
      const [a, b, , , c, d] = wh.slice(8 * layer) as [number, number, number, number, number, number];
      expect(a * c + b * d).toBeCloseTo(0, 6);
      expect(a * a + b * b).toBeCloseTo(1, 6);
    }
  });
});

describe('options', () => {
  it('project an input only where its size is another', () => {
    for (const cell of [intersectionRnn, mut1, mut2, sru]) {
      expect(cell(sizes).params).not.toHaveProperty('wp');
      expect(cell({ ...sizes, inputSize: 3 }).params['wp']!.shape).toEqual([3, 2]);
    }
  });

  it('make matrices of low rank', () => {
    const { params } = fastGrnn({ inputSize: 9, hiddenSize: 8, inputRank: 2, recurrentRank: 3 });
    const shapes = ['wx', 'wx2', 'wh', 'wh2'].map((name) => params[name]!.shape);
    expect(shapes).toEqual([
      [9, 2],
      [2, 8],
      [8, 3],
      [3, 8],
    ]);
  });

  it.each([
    [() => lem({ ...sizes, timeStep: 0 }), 'In lem: timeStep must be a positive number, but is 0.'],
    [() => cornn({ ...sizes, gamma: -1 }), 'In cornn: gamma must be a positive number, but is -1.'],
    [() => unicornn({ ...sizes, alpha: NaN }), 'In unicornn: alpha must be a positive number, but is NaN.'],
    [
      () => antisymmetricRnn({ ...sizes, epsilon: Infinity }),
      'In antisymmetricRnn: epsilon must be a positive number, but is Infinity.',
    ],
    [() => rhn({ ...sizes, depth: 0 }), 'In rhn: depth must be a positive integer, but is 0.'],
    [() => scrn({ ...sizes, alpha: 1.1 }), 'In scrn: alpha must be a number from 0 to 1, but is 1.1.'],
    [() => ran({ ...sizes, activation: 'swoosh' as 'tanh' }), "In ran: There is no activation 'swoosh'"],
    [
      () => minGru({ ...sizes, positive: false, logSpace: true }),
      'In minGru: logSpace: true keeps logarithms',
    ],
    [() => fastGrnn({ ...sizes, inputRank: -1 }), 'In fastGrnn: The options give parameter "wx"'],
  ])('that make no sense are refused: %s', (create, message) => {
    expect(create).toThrow(ArgumentError);
    expect(create).toThrow(message);
  });
});
