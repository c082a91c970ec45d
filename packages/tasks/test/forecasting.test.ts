import { describe, expect, it } from 'vitest';
import { forecasting, mackeyGlass } from '@sluice/tasks';
import { judge, rowsOf } from './rows.js';

describe('mackeyGlass', () => {
  it('solves its equation', () => {
    // Euler's method with steps of a thousandth, whose error is of that order
    const h = 0.001;
    const x = [1.2];
    for (let i = 0; i < 100_000; i++) {
      const delayed = x[Math.max(i - 17_000, 0)]!;
      x.push(x[i]! + h * ((0.2 * delayed) / (1 + delayed ** 10) - 0.1 * x[i]!));
    }
    const series = mackeyGlass({ length: 101 });
    series.forEach((value, t) => expect(value).toBeCloseTo(x[1000 * t]!, 2));
    // until the delay is over, dx/dt = a − x/10 with a constant a
    const a = 0.24 / (1 + 1.2 ** 10);
    expect(series[10]).toBeCloseTo(10 * a + (1.2 - 10 * a) * Math.exp(-1), 6);
  });

  it('takes other delays, and refuses what is none', () => {
    expect(mackeyGlass({ length: 60, delay: 30 })[59]).not.toBeCloseTo(mackeyGlass({ length: 60 })[59]!, 2);
    expect(mackeyGlass({ length: 1 })).toEqual([1.2]);
    expect(() => mackeyGlass({ length: 0 })).toThrow(
      'mackeyGlass: length must be a positive integer, but is 0.',
    );
    expect(() => mackeyGlass({ length: 9, delay: 0.5 })).toThrow(
      'delay must be a positive integer, but is 0.5.',
    );
  });
});

describe('forecasting', () => {
  const series = Array.from({ length: 400 }, (_, t) => 0.02 * t + Math.sin(t / 5) + 0.3 * Math.sin(t));
  const rms = (values: number[]): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const moves = (values: number[], by: number): number[] =>
    values.flatMap((value, i) => (i >= by ? [value - values[i - by]!] : []));

  it.each(['train', 'validation', 'test'] as const)(
    'asks how far the series will move, in the part to %s',
    (split) => {
      const task = forecasting({ series, length: 8, ahead: 3 });
      const { input, target } = task.examples({ split, seed: 1, count: 30 });
      const first = series.slice(0, 320);
      const part = { train: first, validation: series.slice(320, 360), test: series.slice(360) }[split];
      const [reach, unit] = [rms(moves(first, 8)), rms(moves(first, 3))];
      rowsOf(input).forEach((row, i) => {
        // the stretch is the one whose moves these are
        const from = part.findIndex((value, at) =>
          row.every((x, t) => Math.abs(part[at + t]! - value - x * reach) < 1e-4),
        );
        expect(from).toBeGreaterThanOrEqual(0);
        rowsOf(target)[i]!.forEach((move, t) => {
          expect(move * unit).toBeCloseTo(part[from + t + 3]! - part[from + t]!, 4);
        });
      });
    },
  );

  it('has the baseline that one gets by saying that nothing moves', () => {
    const task = forecasting({ series, length: 37, ahead: 3 });
    const unit = rms(moves(series.slice(0, 320), 3));
    expect(task.baseline.value).toBeCloseTo(rms(moves(series.slice(360), 3)) ** 2 / unit ** 2, 12);
    // an example that takes up the whole of the last part has exactly its moves
    const examples = task.examples({ split: 'test', seed: 1, count: 2 });
    expect(judge(task, examples, () => Array<number>(37).fill(0))).toBeCloseTo(task.baseline.value, 5);
  });

  it('has a series of its own', () => {
    const task = forecasting();
    const { input } = task.examples({ split: 'train', seed: 1, count: 4 });
    expect(input.shape).toEqual([4, 48, 1]);
    expect(task.baseline.value).toBeGreaterThan(0.8);
    expect(task.baseline.value).toBeLessThan(1.2);
  });

  it('refuses what is no series', () => {
    expect(() => forecasting({ series: [1, 2, 3] })).toThrow('series has a length of 3');
    expect(() => forecasting({ series: Array<number>(900).fill(1) })).toThrow('does not move in 48 steps');
    expect(() => forecasting({ series: Array.from(series, (x, i) => (i === 7 ? NaN : x)) })).toThrow(
      'series must be finite, but value 7 is NaN.',
    );
  });
});
