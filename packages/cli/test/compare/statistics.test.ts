import { describe, expect, it } from 'vitest';
import {
  compareRanks,
  holm,
  median,
  rangeCoverage,
  seedsToShow,
  seedsToTell,
} from '../../src/compare/statistics.js';

describe('statistics', () => {
  it('takes the middle one, or the mean of two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('knows how often a range holds the median', () => {
    // It does not where all are on one side of it: twice 1/2 to the power of how many there are.
    expect(rangeCoverage(1)).toBe(0);
    expect(rangeCoverage(3)).toBe(0.75);
    expect(rangeCoverage(6)).toBe(0.96875);
  });

  describe('the rank-sum test', () => {
    it('has the probabilities of its tables', () => {
      // Samples apart: 2 of C(6, 3) = 20, of C(8, 4) = 70, of C(10, 5) = 252 splits.
      expect(compareRanks([1, 2, 3], [4, 5, 6])).toEqual({ less: 1, p: 2 / 20 });
      expect(compareRanks([8, 7, 6, 5], [4, 3, 2, 1])).toEqual({ less: 0, p: 2 / 70 });
      expect(compareRanks([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p).toBeCloseTo(2 / 252, 15);
      // Mann and Whitney's table for 5 and 5: U of 2 or less has a probability of 0.016 on one side, 4 of 252.
      // Here 1, 2, 3, 4, 7 leave U = 2.
      expect(compareRanks([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]).p).toBeCloseTo(8 / 252, 15);
    });

    it('counts equal values as halves', () => {
      // Ranks 1.5, 1.5, 3.5, 3.5; the first sample has 1.5 + 3.5, exactly the mean: all splits are as far from it.
      expect(compareRanks([0, 1], [0, 1])).toEqual({ less: 0.5, p: 1 });
      // Ranks 2, 2, 2, 4: the first has 4 where 5 is the mean, and each of 6 splits is 1 away from it.
      expect(compareRanks([0, 0], [0, 1])).toEqual({ less: 0.75, p: 1 });
      expect(compareRanks([5, 5, 5], [5, 5, 5])).toEqual({ less: 0.5, p: 1 });
    });

    it('ranks what is infinite behind all else, and compares samples of different sizes', () => {
      expect(compareRanks([1, 2], [Infinity, Infinity, 3])).toEqual({ less: 1, p: 2 / 10 });
      expect(compareRanks([3], [1, 2])).toEqual({ less: 0, p: 2 / 3 });
      expect(compareRanks([1], [2]).p).toBe(1);
    });
  });

  it('corrects for several comparisons as Holm does', () => {
    // 0.01 · 3; then 0.02 · 2, which is more; then 0.03 · 1, which may not be less than the one before.
    expect(holm([0.03, 0.01, 0.02])).toEqual([0.04, 0.03, 0.04]);
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('says from how many seeds on anything can be told', () => {
    // 2/20 > 0.05 ≥ 2/70; three comparisons: 6/70 > 0.05 ≥ 6/252; 45 comparisons: 90/924 > 0.05 ≥ 90/3432.
    expect(seedsToTell(1, 0.05)).toBe(4);
    expect(seedsToTell(3, 0.05)).toBe(5);
    expect(seedsToTell(45, 0.05)).toBe(7);
  });

  it('says how many seeds would show a difference', () => {
    // (1.959964 + 0.841621)² = 7.84888; over 6 · 0.25² = 0.375 it is 20.93, over 6 · 0.1² = 0.06 it is 130.8.
    expect(seedsToShow(0.75, 0.05)).toBe(21);
    expect(seedsToShow(0.25, 0.05)).toBe(21);
    expect(seedsToShow(0.6, 0.05)).toBe(131);
    expect(seedsToShow(0.5, 0.05)).toBe(Infinity);
  });
});
