import { lstm } from '@sluice/lstm';
import { ArgumentError, type Numbers, type RandomKey } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import {
  defineCell,
  dropped,
  masked,
  sequential,
  weightDropped,
  zoneout,
  type Cell,
} from '../../src/index.js';
import { compiled, reference } from '../../src/testing/compute.js';
import { range } from '../../src/testing/numbers.js';
import { createSubject, runUnrolled } from '../../src/testing/subject.js';
import { f32, plain } from '../numbers.js';
import { echo, filled, runCell } from './run.js';

const [time, batch, size] = [3, 4, 500];
const ones = filled([time, batch, size], 1);

/** A step of a row of outputs `[time, batch, …]`. */
const at = ({ shape, data }: Numbers, t: number, row: number): number[] => {
  const width = shape[2]!;
  const start = (t * shape[1]! + row) * width;
  return Array.from(data.slice(start, start + width));
};

const train = (cell: Cell, key?: RandomKey) => runCell(cell, ones, { training: true, ...(key && { key }) });

/** What an echo shows of its input, and what of its state. */
const inputs = (output: Numbers, t: number, row: number) => at(output, t, row).slice(0, size);
const states = (output: Numbers, t: number, row: number) => at(output, t, row).slice(size);

/** Throws unless a share of the numbers is 0, within four deviations, and the others are 1 / (1 − rate). */
function expectDropped(numbers: readonly number[], rate: number): void {
  const zeros = numbers.filter((x) => x === 0).length;
  for (const x of numbers) if (x !== 0) expect(x).toBeCloseTo(1 / (1 - rate), 6);
  const deviation = Math.sqrt(rate * (1 - rate) * numbers.length);
  expect(Math.abs(zeros - rate * numbers.length)).toBeLessThan(4 * deviation);
}

const everywhere = (pick: (t: number, row: number) => number[]): number[] =>
  range(0, time).flatMap((t) => range(0, batch).flatMap((row) => pick(t, row)));

describe('dropped', () => {
  const cell = echo({ inputSize: size });

  it('drops a share of the inputs, another in each step and row', () => {
    const { output } = train(dropped(cell, { input: 0.3 }));
    expectDropped(
      everywhere((t, row) => inputs(output!, t, row)),
      0.3,
    );
    const masks = range(0, time).flatMap((t) => range(0, batch).map((row) => inputs(output!, t, row).join()));
    expect(new Set(masks).size).toBe(time * batch);
  });

  it('drops a share of the outputs, and not of the state', () => {
    const result = train(dropped(cell, { output: 0.4 }));
    expectDropped([...result['output']!.data], 0.4);
    expect(plain(result['state.s']!)).toEqual(new Array(batch * size).fill(1));
  });

  it('drops a share of the state that the cell sees', () => {
    const { output } = train(dropped(cell, { state: { s: 0.6 } }));
    expectDropped(
      everywhere((t, row) => states(output!, t, row)),
      0.6,
    );
    expect(everywhere((t, row) => inputs(output!, t, row)).every((x) => x === 1)).toBe(true);
  });

  it('drops the same in all steps of a sequence if told to, still another in each row', () => {
    const { output } = train(dropped(cell, { input: 0.3, state: { s: 0.3 }, perSequence: true }));
    for (const row of range(0, batch)) {
      expectDropped(inputs(output!, 0, row), 0.3);
      const [first, ...others] = range(0, time).map((t) => inputs(output!, t, row).join());
      expect(new Set(others)).toEqual(new Set([first]));
    }
    expect(new Set(range(0, batch).map((row) => inputs(output!, 0, row).join())).size).toBe(batch);
    // inputs and states are dropped independently: both in 0.3² of the places
    const both = range(0, batch).flatMap((row) =>
      inputs(output!, 0, row).filter((x, i) => x === 0 && states(output!, 0, row)[i] === 0),
    );
    expect(Math.abs(both.length - 0.09 * batch * size)).toBeLessThan(
      4 * Math.sqrt(0.09 * 0.91 * batch * size),
    );
  });

  it('drops the same in all steps wherever in a net it stands', () => {
    const inner = dropped(cell, { input: 0.3, perSequence: true });
    const { output } = train(masked(sequential(inner)));
    const masks = range(0, time).map((t) => inputs(output!, t, 0).join());
    expect(new Set(masks).size).toBe(1);
    expect(masks[0]).not.toBe(new Array(size).fill(1).join());
  });

  it('draws for some rows of a batch what it draws for them in the whole', () => {
    const cells = [{ input: 0.5 }, { input: 0.5, perSequence: true }].map((rates) => dropped(cell, rates));
    for (const layer of cells) {
      const whole = train(layer)['output']!;
      const two = filled([time, 2, size], 1);
      const part = runCell(layer, two, { training: true, key: { seed: 1, step: 0, row: 2 } })['output']!;
      for (const t of range(0, time)) expect(at(part, t, 1)).toEqual(at(whole, t, 3));
    }
  });

  it('drops nothing of wrappers within each other in the same places', () => {
    const { output } = train(
      dropped(dropped(cell, { input: 0.5, perSequence: true }), { input: 0.5, perSequence: true }),
    );
    // each drops one half of what is there
    const kept = inputs(output!, 0, 0).filter((x) => x !== 0);
    expect(new Set(kept)).toEqual(new Set([4]));
    expect(Math.abs(kept.length - size / 4)).toBeLessThan(4 * Math.sqrt((size * 3) / 16));
  });

  it('lets all pass outside of training', () => {
    const { output } = runCell(dropped(cell, { input: 0.3, output: 0.9, state: { s: 0.5 } }), ones);
    expect(output!.data.every((x: number) => x === 1)).toBe(true);
  });

  it('refuses rates that are none, and states that there are not', () => {
    expect(() => dropped(cell, { input: 1 })).toThrow(ArgumentError);
    expect(() => dropped(cell, { output: -0.1 })).toThrow(
      'dropped: the rate of "output" must be at least 0 and less than 1, but is -0.1.',
    );
    expect(() => dropped(cell, { state: { h: 0.1 } })).toThrow('dropped: there is no "h"; there is s.');
  });
});

describe('zoneout', () => {
  const from = { state: { s: filled([batch, size], 5) } };
  const oneStep = filled([1, batch, size], 1);
  const cell = zoneout(echo({ inputSize: size }), { s: 0.2 });

  it('leaves a share of the state what it was', () => {
    const { 'state.s': s } = runCell(cell, oneStep, { ...from, training: true });
    const stayed = plain(s!).filter((x) => x === 5).length;
    expect(plain(s!).every((x) => x === 5 || x === 1)).toBe(true);
    expect(Math.abs(stayed - 0.2 * batch * size)).toBeLessThan(4 * Math.sqrt(0.16 * batch * size));
  });

  it('is the mean outside of training', () => {
    // 0.2 · 5 + 0.8 · 1 = 1.8
    expect(new Set(plain(runCell(cell, oneStep, from)['state.s']!))).toEqual(new Set([1.8]));
  });

  it('gives the state that stays as its output, computed from what the others would be', () => {
    const bare = lstm({ inputSize: 2, hiddenSize: 3 });
    const { data } = createSubject(bare, { seed: 2 });
    const x = { ...data['x']!, shape: [1, 3, 2], data: data['x']!.data.slice(0, 6) };
    const delta = { ...data['delta']!, shape: [1, 3], data: data['delta']!.data.slice(0, 3) };
    const step = { ...data, x, delta };
    const given = runUnrolled(bare, step);
    const zoned = runUnrolled(zoneout(bare, { h: 0.25, c: 0.5 }), step);
    const mean = (name: string, rate: number) =>
      plain(data[`state.${name}`]!).map(
        (old, i) => rate * old + (1 - rate) * plain(given[`state.${name}`]!)[i]!,
      );
    mean('h', 0.25).forEach((h, i) => expect(plain(zoned['state.h']!)[i]).toBeCloseTo(h, 10));
    mean('c', 0.5).forEach((c, i) => expect(plain(zoned['state.c']!)[i]).toBeCloseTo(c, 10));
    expect(plain(zoned['output']!)).toEqual(plain(zoned['state.h']!));
  });

  it('leaves an output alone that is no state', () => {
    const { output } = runCell(cell, oneStep, { ...from, training: true });
    expect(inputs(output!, 0, 0)).toEqual(new Array(size).fill(1));
  });

  it('refuses states that there are not', () => {
    expect(() => zoneout(lstm({ inputSize: 1, hiddenSize: 1 }), { c: 1 })).toThrow(
      'zoneout: the rate of "c" must be at least 0 and less than 1, but is 1.',
    );
    const rates = { z: 0.1 };
    expect(() => zoneout(lstm({ inputSize: 1, hiddenSize: 1 }) as Cell, rates)).toThrow(
      'zoneout: there is no "z"; there is h, c.',
    );
  });
});

describe('weightDropped', () => {
  const start = () => new Float32Array(size).fill(1);
  const weighted = defineCell({
    kind: 'weighted',
    input: () => ({ shape: [size], dtype: 'f32' }),
    state: () => ({ s: [size] }),
    params: ({ width }: { readonly width: number }) => ({
      w: { shape: [width], initial: start },
      v: { shape: [width], initial: start },
    }),
    step: ({ x, params: { w, v }, state: { s } }) => ({ output: x.mul(w), state: { s: s.mul(v) } }),
  })({ width: size });
  const params = { w: filled([size], 1), v: filled([size], 1) };
  const cell = weightDropped(weighted, { w: 0.3 });
  const run = (training: boolean, seed = 1, row = 0, layer: Cell = cell) =>
    runCell(layer, ones, { params, training, key: { seed, step: 0, row } });

  it.each([
    ['outermost', cell],
    ['within another wrapper', dropped(cell, {})],
  ])('drops a share of a parameter, the same in all steps and rows: %s', (_, layer) => {
    const result = run(true, 1, 0, layer);
    expectDropped(at(result['output']!, 0, 0), 0.3);
    const masks = range(0, time).flatMap((t) =>
      range(0, batch).map((row) => at(result['output']!, t, row).join()),
    );
    expect(new Set(masks).size).toBe(1);
    expect(result['state.s']!.data.every((x: number) => x === 1)).toBe(true);
    expect(run(true, 1, 3, layer)).toEqual(result);
  });

  it('drops others from another seed, and nothing outside of training', () => {
    expect(run(true, 2)).not.toEqual(run(true, 1));
    expect(run(true, 1)).toEqual(run(true, 1));
    expect(run(false)['output']!.data.every((x: number) => x === 1)).toBe(true);
  });

  it('refuses parameters that there are not', () => {
    expect(() => weightDropped(weighted, { wh: 0.1 })).toThrow(
      'weightDropped: there is no "wh"; there is w, v.',
    );
  });
});

describe('random numbers', () => {
  const cell = zoneout(
    dropped(echo({ inputSize: 5 }), { input: 0.5, state: { s: 0.5 }, perSequence: true }),
    { s: 0.5 },
  );
  const x = f32([2, 2, 5], ...range(1, 21));

  it.each([reference, compiled])('are the same from the same seed: %#', (backend) => {
    const [first, again, other] = [7, 7, 8].map((seed) =>
      runCell(cell, x, { training: true, key: { seed, step: 0 }, backend }),
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first).toEqual(
      runCell(cell, x, { training: true, key: { seed: 7, step: 0 }, backend: reference }),
    );
  });
});
