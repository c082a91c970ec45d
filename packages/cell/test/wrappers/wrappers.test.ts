import { embedding, linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { describe, expect, it } from 'vitest';
import {
  dropped,
  highway,
  last,
  layerNormed,
  learnedStart,
  resettable,
  residual,
  sequential,
  tied,
  zoneout,
} from '../../src/index.js';
import { f32, i32, plain } from '../numbers.js';
import { runningSum } from '../running-sum.js';
import { runCell } from './run.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

// s' = s + x, and it gives 10 · s'
const sum = runningSum({ weight: 1 });
const w = f32([1], 1);
const state = { s: f32([1, 1], 0) };

describe('residual', () => {
  it('adds the input to the output', () => {
    // 10 · 1 + 1 = 11, 10 · 3 + 2 = 32
    const { output } = runCell(residual(sum), f32([2, 1, 1], 1, 2), { params: { w }, state });
    expect(plain(output!)).toEqual([11, 32]);
  });

  it('refuses a cell that gives another size than it takes', () => {
    expect(() => residual(lstm({ inputSize: 2, hiddenSize: 3 }))).toThrow(
      'residual: the cell must give as many numbers as it takes, but lstm takes 2 and gives 3;',
    );
    expect(() => residual(last())).toThrow(
      'residual: the cell must take f32[batch, size], which last does not.',
    );
    expect(() => residual(embedding(3, 3))).toThrow('residual: the cell must take f32[batch, size]');
  });
});

describe('highway', () => {
  it('goes by its gate from the input to the output', () => {
    const params = { w, 'highway.w': f32([1, 1], 0.5), 'highway.b': f32([1], -0.25) };
    const result = runCell(highway(sum), f32([2, 1, 1], 1, 2), { params, state });
    // t = σ(0.5 · x − 0.25)
    const [first, second] = [sigmoid(0.25), sigmoid(0.75)] as const;
    expect(plain(result['output']!)[0]).toBeCloseTo(first * 10 + (1 - first) * 1, 12);
    expect(plain(result['output']!)[1]).toBeCloseTo(second * 30 + (1 - second) * 2, 12);
    expect(plain(result['gates.highway.transform']!)[1]).toBeCloseTo(second, 12);
    expect(plain(result['gates.kept']!)).toEqual([0, 1]);
  });

  it('starts with a bias that lets most of the input pass by', () => {
    const { 'highway.b': b } = highway(gru({ inputSize: 2, hiddenSize: 2 })).params;
    expect([...b!.initial(b!.shape, 1)]).toEqual([-1, -1]);
  });
});

describe('layerNormed', () => {
  it('gives each output mean 0 and variance 1, then scale and shift', () => {
    const cell = layerNormed(linear(2, 2, { bias: false }));
    const params = {
      w: f32([2, 2], 1, 0, 0, 1),
      'norm.scale': f32([2], 2, 3),
      'norm.shift': f32([2], 0.5, -1),
    };
    // mean 4 and variance 1 of (3, 5): ∓1 / √(1 + 10⁻⁵)
    const { output } = runCell(cell, f32([1, 1, 2], 3, 5), { params });
    const one = 1 / Math.sqrt(1 + 1e-5);
    expect(plain(output!)[0]).toBeCloseTo(0.5 - 2 * one, 12);
    expect(plain(output!)[1]).toBeCloseTo(3 * one - 1, 12);
  });
});

describe('the epsilon of layerNormed', () => {
  it('is added to the variance', () => {
    const cell = layerNormed(linear(2, 2, { bias: false }), { epsilon: 3 });
    const params = { w: f32([2, 2], 1, 0, 0, 1), 'norm.scale': f32([2], 1, 1), 'norm.shift': f32([2], 0, 0) };
    // ∓1 / √(1 + 3)
    expect(plain(runCell(cell, f32([1, 1, 2], 3, 5), { params })['output']!)).toEqual([-0.5, 0.5]);
  });
});

describe('tied', () => {
  it('scores each index by the row that it is turned into', () => {
    const params = { w, 'tied.weight': f32([3, 1], 1, 2, 4), 'tied.b': f32([3], 0.5, 0, 0) };
    // E[2] = 4, s = 4, 40 · (1, 2, 4) + b; then E[0] = 1, s = 5
    const { output } = runCell(tied(3, sum), i32([2, 1], 2, 0), { params, state });
    expect(plain(output!)).toEqual([40.5, 80, 160, 50.5, 100, 200]);
  });

  it('refuses a vocabulary without a size', () => {
    expect(() => tied(0, sum)).toThrow('In tied: The options give parameter "tied.weight" the shape [0, 1]');
  });
});

describe('resettable', () => {
  it('starts from zeros where its last input says so, in that row only', () => {
    const x = f32([3, 2, 2], 1, 0, 1, 0, 2, 1, 2, 0, 3, 0, 3, 1);
    const { output } = runCell(resettable(sum), x, { params: { w }, state: { s: f32([2, 1], 5, 5) } });
    // row 0: 5 + 1, 0 + 2, 2 + 3; row 1: 5 + 1, 6 + 2, 0 + 3
    expect(plain(output!)).toEqual([60, 60, 20, 80, 50, 30]);
  });
});

describe('learnedStart', () => {
  const params = { w, 'start.s': f32([1], 7) };
  const cell = learnedStart(sum);
  const x = f32([2, 2, 1], 1, 1, 2, 2);

  it('starts from its parameter where nothing came before', () => {
    // row 0 starts from 7: 8, 10; row 1 goes on from 100: 101, 103
    const given = { s: f32([2, 1], 0, 100), started: f32([2, 1], 0, 1) };
    const result = runCell(cell, x, { params, state: given });
    expect(plain(result['output']!)).toEqual([80, 1010, 100, 1030]);
    expect(plain(result['state.started']!)).toEqual([1, 1]);
  });

  it('starts so again behind a reset', () => {
    const flagged = f32([2, 1, 2], 1, 0, 2, 1);
    const given = { s: f32([1, 1], 100), started: f32([1, 1], 1) };
    // 100 + 1, then 7 + 2
    expect(plain(runCell(resettable(cell), flagged, { params, state: given })['output']!)).toEqual([
      1010, 90,
    ]);
  });

  it('has a start for each state, of zeros', () => {
    const { params } = learnedStart(lstm({ inputSize: 1, hiddenSize: 2 }));
    expect(Object.keys(params)).toEqual(['wx', 'wh', 'b', 'start.h', 'start.c']);
    expect([...params['start.c']!.initial([2], 1)]).toEqual([0, 0]);
  });
});

describe('names', () => {
  it('stay those of the cell', () => {
    const bare = lstm({ inputSize: 3, hiddenSize: 3 });
    const cell = layerNormed(highway(residual(zoneout(dropped(bare, { input: 0.1 }), { c: 0.1 }))));
    expect(Object.keys(cell.state)).toEqual(['h', 'c']);
    expect(Object.keys(cell.params).slice(0, 3)).toEqual(Object.keys(bare.params));
    expect(Object.keys(sequential(cell).params)).toContain('0.highway.w');
  });

  it('are refused where two wrappers need the same', () => {
    expect(() => learnedStart(learnedStart(sum))).toThrow(
      'learnedStart: needs a state "started", but learnedStart has one; is it wrapped twice?',
    );
    expect(() => layerNormed(residual(layerNormed(gru({ inputSize: 2, hiddenSize: 2 }))))).toThrow(
      'layerNormed: needs a parameter "norm.scale", but residual has one; is it wrapped twice?',
    );
  });

  it('stand in the options, as plain data', () => {
    expect(zoneout(sum, { s: 0.5 }).options).toEqual({
      cell: { kind: 'runningSum', options: { weight: 1 } },
      rates: { s: 0.5 },
    });
  });
});
