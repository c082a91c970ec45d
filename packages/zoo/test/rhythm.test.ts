import type { Cell } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { mapValues } from '../../cell/src/names.js';
import { range, type NamedNumbers } from '../../cell/src/testing/numbers.js';
import { createSubject, runUnrolled, type RunOptions } from '../../cell/src/testing/subject.js';
import { clockworkRnn, lru, mamba, phasedLstm } from '../src/index.js';

/** A cell over one row of so many steps, from a state of zeros; some of its numbers may be given. */
function run(cell: Cell, steps: number, given: Record<string, number[]> = {}, options: RunOptions = {}) {
  const { data, batch } = createSubject(cell, { seed: 3 });
  const one: NamedNumbers = mapValues(data, ({ shape, dtype, data }, name) => {
    if (name.startsWith('params.')) {
      const numbers = given[name.slice('params.'.length)];
      return { shape, dtype, data: numbers ? Float64Array.from(numbers) : data };
    }
    const perStep = name === 'x' || name === 'delta';
    const size = data.length / (perStep ? shape[0]! * batch : batch);
    const full = perStep ? [steps, 1, ...shape.slice(2)] : [1, ...shape.slice(1)];
    const start = perStep
      ? Array.from({ length: steps * size }, (_, i) => (name === 'x' ? Math.sin(i) : 1))
      : 0;
    return { shape: full, dtype, data: Float64Array.from(start || new Array<number>(size).fill(0)) };
  });
  return mapValues(runUnrolled(cell, one, { capture: true, ...options }), ({ data }) => [...data]);
}

describe('clockworkRnn', () => {
  it('runs each module at the steps that its period divides', () => {
    const periods = [1, 2, 3, 8];
    const running = run(clockworkRnn({ inputSize: 1, hiddenSize: 4, periods }), 50)['gates.running']!;
    expect(running).toEqual(range(0, 50).flatMap((t) => periods.map((period) => (t % period === 0 ? 1 : 0))));
  });

  it('has periods of powers of two unless they are given', () => {
    const sizes = { inputSize: 1, hiddenSize: 3 };
    expect(run(clockworkRnn({ ...sizes, periods: 3 }), 9)).toEqual(
      run(clockworkRnn({ ...sizes, periods: [1, 2, 4] }), 9),
    );
  });

  it.each([[0], [21], [1.5], [[]], [[2, 0]], [[2 ** 21]]])('refuses periods of %j', (periods) => {
    const create = () => clockworkRnn({ inputSize: 1, hiddenSize: 2, periods });
    expect(create).toThrow(ArgumentError);
    expect(create).toThrow('In clockworkRnn: periods must be a number of modules from 1 to 20');
  });
});

describe('phasedLstm', () => {
  const cell = phasedLstm({ inputSize: 1, hiddenSize: 1, leak: 0.25 });
  // a period of 8 steps, open for its first half: φ is 1/8, 2/8 … 7/8, 0
  const rhythm = { tau: [Math.log(8)], s: [0], r: [0.5] };

  it('opens and closes in the rhythm of its period', () => {
    const time = run(cell, 8, rhythm)['gates.time']!;
    [0.5, 1, 0.5, 0, 0, 0, 0, 0].forEach((k, t) => expect(time[t]).toBeCloseTo(k, 6));
  });

  it('leaks while it trains, and then only', () => {
    const time = run(cell, 7, rhythm, { training: true })['gates.time']!;
    // α·φ, where φ is 4/8 to 7/8
    [0.5, 1, 0.5, 0.125, 0.15625, 0.1875, 0.21875].forEach((k, t) => expect(time[t]).toBeCloseTo(k, 6));
  });

  it('refuses a leak that is no share', () => {
    const create = () => phasedLstm({ inputSize: 1, hiddenSize: 1, leak: -1 });
    expect(create).toThrow('In phasedLstm: leak must be a number from 0 to 1, but is -1.');
  });
});

describe('start values', () => {
  const startOf = ({ params }: Cell, name: string): number[] => {
    const { shape, initial } = params[name]!;
    return Array.from(initial(shape, 1));
  };

  it('of an LRU are spread evenly over a ring', () => {
    const cell = lru({ inputSize: 1, hiddenSize: 4000, innerRadius: 0.5, outerRadius: 0.9, maxPhase: 2 });
    const squares = startOf(cell, 'nu').map((nu) => Math.exp(-2 * Math.exp(nu)));
    const angles = startOf(cell, 'theta').map(Math.exp);
    const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    expect(Math.min(...squares)).toBeGreaterThan(0.25 - 1e-6);
    expect(Math.max(...squares)).toBeLessThan(0.81 + 1e-6);
    // four deviations of a mean of 4000 numbers: 4 · width / √(12 · 4000)
    expect(Math.abs(mean(squares) - 0.53)).toBeLessThan(0.56 / 54);
    expect(Math.abs(mean(angles) - 1)).toBeLessThan(2 / 54);
  });

  it.each([
    [{ innerRadius: 0.9, outerRadius: 0.5 }, 'innerRadius and outerRadius must be'],
    [{ outerRadius: 1 }, 'innerRadius and outerRadius must be'],
    [{ maxPhase: 0 }, 'maxPhase must be a positive number'],
  ])('of an LRU are not spread over %j', (options, message) => {
    expect(() => lru({ inputSize: 1, hiddenSize: 2, ...options })).toThrow(`In lru: ${message}`);
  });

  it('of Mamba are rates of 1, 2, 3 … and steps between 0.001 and 0.1', () => {
    const cell = mamba({ inputSize: 1, hiddenSize: 500, stateSize: 3 });
    startOf(cell, 'a').forEach((a, i) => expect(Math.exp(a)).toBeCloseTo((i % 3) + 1, 5));
    const deltas = startOf(cell, 'b').map((b) => Math.log1p(Math.exp(b)));
    expect(Math.min(...deltas)).toBeGreaterThan(0.000999);
    expect(Math.max(...deltas)).toBeLessThan(0.1001);
    // spread evenly on a logarithmic scale: half of them below 0.01
    expect(deltas.filter((delta) => delta < 0.01).length / 500).toBeCloseTo(0.5, 1);
  });
});
