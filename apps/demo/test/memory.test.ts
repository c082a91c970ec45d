import { tasks } from '@sluice/tasks';
import { describe, expect, it } from 'vitest';
import { memoryCode } from '../src/pages/memory/code.js';
import { isRight, partsOf, shownAnswer } from '../src/pages/memory/example-parts.js';
import {
  controls,
  fields,
  raceOf,
  settled,
  spansOf,
  taskNames,
  type Settings,
} from '../src/pages/memory/settings.js';
import { outcomeOf } from '../src/pages/memory/verdict.js';
import { previewRace } from '../src/training/preview.js';
import type { Measure } from '../src/training/race-news.js';
import { newRace } from '../src/training/race-state.js';
import { readFields } from '../src/url/address.js';
import { runProgram } from './support/run-program.js';

const at = (query: string): Settings => readFields(fields, new URLSearchParams(query));
const packageOf = (name: string): string => `@sluice/${name}`;

describe('settings of the memory page', () => {
  it.each(taskNames)('has a control for each option of %s, within its range', (name) => {
    const options = tasks[name].options as Record<string, { atLeast: number; atMost?: number }>;
    expect(controls[name].map(({ option }) => option)).toEqual(Object.keys(options));
    for (const { option, initial, atLeast, atMost } of controls[name]) {
      expect(atLeast).toBeGreaterThanOrEqual(options[option]!.atLeast);
      expect(atMost).toBeLessThanOrEqual(options[option]!.atMost ?? Infinity);
      expect(initial).toBeGreaterThanOrEqual(atLeast);
      expect(initial).toBeLessThanOrEqual(atMost);
    }
  });

  it('learns up to what is set, and is judged up to its double', () => {
    expect(spansOf(at('gap=4'))).toEqual({
      option: 'gap',
      learnt: [0, 1, 2, 3, 4],
      judged: [0, 1, 2, 3, 4, 6, 8],
    });
    expect(spansOf(at('gap=0'))).toEqual({ option: 'gap', learnt: [0], judged: [0] });
    expect(spansOf(at('gap=20&learn=longest')).learnt).toEqual([20]);
    expect(spansOf(at('task=adding')).judged).toEqual([10, 20, 30, 40, 50, 75, 100]);
    expect(spansOf(at('task=copyMemory&delay=1'))).toMatchObject({ learnt: [1], judged: [1, 2] });
  });

  it('takes what suits the task unless the address says otherwise', () => {
    expect(settled(at('task=adding')).hidden).toBe(32);
    expect(raceOf(at('hidden=20&steps=300'))).toMatchObject({ size: { hiddenSize: 20 }, steps: 300 });
    expect(raceOf(at('size=parameters&parameters=9000')).size).toEqual({ parameters: 9000 });
  });
});

describe('examples', () => {
  it('lets what matters in a story stand out, and shortens a long one', () => {
    const words = 'A was in the hall. B came in. C went out. D went out. B said hi to ?';
    expect(partsOf.storyRecall(words).map(({ kind }) => kind)).toEqual([
      'matters',
      'matters',
      'between',
      'between',
      'matters',
    ]);
    const long = `A was in. B came in. ${'C went out. '.repeat(9)}B said hi to ?`;
    expect(partsOf.storyRecall(long)).toContainEqual({ kind: 'left out', count: 5 });
  });

  it('finds the marked numbers and the symbols', () => {
    expect(partsOf.adding('0.100 0.000, 0.200 1.000')).toEqual([
      { kind: 'between', text: '0.100' },
      { kind: 'matters', text: '0.200' },
    ]);
    const copied = partsOf.copyMemory(`AB${'·'.repeat(20)}!··`);
    expect(copied.filter(({ kind }) => kind === 'matters')).toHaveLength(3);
    expect(copied).toContainEqual({ kind: 'left out', count: 14 });
  });

  it('knows a right answer', () => {
    expect(isRight('storyRecall', 'Mina', 'Mina')).toBe(true);
    expect(isRight('adding', '1.050', '1.100')).toBe(true);
    expect(isRight('adding', '1.050', '1.200')).toBe(false);
    expect(shownAnswer('copyMemory', '····AB', 2)).toBe('AB');
  });

  it('shows a story of each span before anybody has learnt', async () => {
    const { examples, measure, sizes } = await previewRace(raceOf(at('gap=2')));
    expect(examples).toHaveLength(5);
    expect(examples[0]!.input).toMatch(/^(\w+) was .* came in\. \w+ said hi to \?$/);
    expect(measure).toMatchObject({ name: 'accuracy', baseline: 1 / 12 });
    expect(sizes.map((size) => size?.hiddenSize)).toEqual([48, 48, 48]);
  });
});

describe('the verdict', () => {
  const measure: Measure = { name: 'accuracy', unit: '', better: 'higher', baseline: 0.05 };
  const lane = (...values: number[]) => ({
    ...newRace(1).lanes[0]!,
    points: values.map((value, i) => ({ step: 10 * i, loss: 1, value, bySpan: [], answers: [] })),
  });

  it('says from which step on a cell was good, and does not count what was lost again', () => {
    expect(outcomeOf(measure, lane(0, 0.97, 0.5, 0.96, 1))).toEqual({ kind: 'solved', step: 30 });
    expect(outcomeOf(measure, lane(0, 0.97, 0.5))).toEqual({ kind: 'part', value: 0.5 });
    expect(outcomeOf(measure, lane(0, 0.07))).toEqual({ kind: 'nothing' });
    expect(outcomeOf(measure, lane(0))).toBeUndefined();
  });

  it('goes by errors too', () => {
    const error: Measure = {
      name: 'mean squared error',
      unit: '',
      better: 'lower',
      baseline: 1 / 6,
      solved: 0.01,
    };
    expect(outcomeOf(error, lane(1, 0.2))).toEqual({ kind: 'nothing' });
    expect(outcomeOf(error, lane(1, 0.05))).toEqual({ kind: 'part', value: 0.05 });
    expect(outcomeOf(error, lane(1, 0.005))).toEqual({ kind: 'solved', step: 10 });
  });
});

describe('the code', { timeout: 20_000 }, () => {
  it.each([
    ['storyRecall', 'gap=1&people=4&size=parameters&parameters=2000', 'accuracy'],
    ['adding', 'length=10&learn=longest', 'mean squared error'],
    ['copyMemory', 'delay=3&symbols=2', 'Symbols right:'],
  ])('trains and judges on %s', async (task, query, metric) => {
    const settings = at(`task=${task}&steps=100&hidden=8&${query}`);
    const code = memoryCode([{ name: 'lstm' }], settings, packageOf);
    const lines = await runProgram(code);
    expect(lines).toHaveLength(1 + spansOf(settings).judged.length);
    expect(lines.at(-1)).toContain(metric);
  });

  it('differs in one word, and in where it comes from, when a cell is swapped', () => {
    const [lstm, gru] = ['lstm', 'gru'].map((name) => memoryCode([{ name }], at(''), packageOf));
    expect(lstm!.replaceAll('lstm', 'gru').split('\n').sort()).toEqual(gru!.split('\n').sort());
  });
});
