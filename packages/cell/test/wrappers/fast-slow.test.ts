import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { fastSlow, type Cell } from '../../src/index.js';
import { f32, plain } from '../numbers.js';
import { runningSum } from '../running-sum.js';
import { runCell } from './run.js';

// s' = s + x, and it gives 10 · s'
const sum = runningSum({ weight: 1 });
const one = f32([1], 1);
const params = { 'fast.0.w': one, 'fast.1.w': one, 'slow.w': one };
const state = { 'fast.s': f32([1, 1], 0), 'slow.s': f32([1, 1], 0) };
const x = f32([2, 1, 1], 1, 2);

describe('fastSlow', () => {
  it('hands a state from one fast cell to the next, and lets the slow one see the first', () => {
    const result = runCell(fastSlow({ fast: [sum, sum], slow: sum }), x, { params, state });
    // f = 0 + 1, s = 0 + 10 · 1, f = 1 + 10 · 10 = 101; then f = 101 + 2, s = 10 + 1030, f = 103 + 10400
    expect(plain(result['output']!)).toEqual([1010, 105030]);
    expect(plain(result['state.fast.s']!)).toEqual([10503]);
    expect(plain(result['state.slow.s']!)).toEqual([1040]);
    expect(plain(result['gates.fast.1.kept']!)).toEqual([1, 103]);
  });

  it('gives the third fast cell nothing but the state', () => {
    const three = fastSlow({ fast: [sum, sum, sum], slow: sum });
    // the third doubles what the second leaves: f = 2 · 101; then f = 202 + 2, s = 10 + 2040, f = 2 · (204 + 20500)
    const weights = { ...params, 'fast.2.w': f32([1], 2) };
    expect(plain(runCell(three, x, { params: weights, state })['output']!)).toEqual([2020, 414080]);
  });

  it('refuses cells that do not fit', () => {
    const fast = [lstm({ inputSize: 3, hiddenSize: 4 }), lstm({ inputSize: 2, hiddenSize: 4 })] as const;
    const slow = gru({ inputSize: 4, hiddenSize: 2 });
    expect(() => fastSlow({ fast: [fast[0]] as unknown as typeof fast, slow })).toThrow(ArgumentError);
    expect(() => fastSlow({ fast, slow: gru({ inputSize: 3, hiddenSize: 2 }) })).toThrow(
      'fastSlow: the slow cell (gru) takes f32[3], but is given f32[4] by lstm; both are without batch and time.',
    );
    expect(() => fastSlow({ fast: [fast[0], fast[0]], slow })).toThrow(
      'fastSlow: fast cell 1 (lstm) takes f32[3], but is given f32[2] by gru;',
    );
    expect(() => fastSlow<Cell, Cell>({ fast: [fast[0], slow], slow })).toThrow(
      'that of fast cell 1 (gru) is {"h":[2]}, and that of the first {"h":[4],"c":[4]}.',
    );
  });
});
