import { describe, expect, it } from 'vitest';
import { bandOf } from '../../src/compare/plot/bands.js';
import { valueAxis } from '../../src/compare/plot/frame.js';
import { drawCurves, drawRuns } from '../../src/compare/plot/pictures.js';
import { element } from '../../src/compare/plot/svg.js';
import { summarise } from '../../src/compare/summary.js';
import type { Point } from '../../src/compare/settings.js';
import { resultOf, resultsOf, settingsOf } from './results.js';

/** Fails unless a text is one element of XML, and returns how many of each name it holds. */
function countElements(xml: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([\w:-]+)((?: [\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>/g,
    (_, end: string, name: string, _attributes: string, empty: string) => {
      if (end) expect(open.pop()).toBe(name);
      else counts[name] = (counts[name] ?? 0) + 1;
      if (!end && !empty) open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!#\d+;)/);
  expect(xml).not.toMatch(/NaN|Infinity|undefined/);
  return counts;
}

describe('the pictures of a comparison', () => {
  const settings = settingsOf({ cells: ['lstm', 'gru'] });
  const summary = summarise(
    settings,
    resultsOf({ lstm: [0.1, 0.2, 0.3, 0.4], gru: [0.01, null, 0.02, null] }),
  );

  it('are XML with a line and a band for each cell, and a dot for each run', () => {
    for (const along of ['steps', 'seconds'] as const) {
      const picture = drawCurves(summary, along);
      expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 760 \d+"/);
      expect(countElements(picture)).toMatchObject({ svg: 1, path: 4 });
      expect(picture).toContain(along === 'steps' ? '>training steps; ' : '>seconds of training; ');
      expect(picture).toContain('>baseline 0.167</text>');
    }
    const runs = drawRuns(summary);
    expect(countElements(runs)).toMatchObject({ circle: 6 });
    expect(runs).toContain('>gru (2 diverged)</text>');
  });

  it('are drawn where there is next to nothing to draw', () => {
    const diverged = summarise(settings, resultsOf({ lstm: [null, null, null, null], gru: [1, 1, 1, 1] }));
    const cells = diverged.cells.map((cell) => ({
      ...cell,
      runs: cell.runs.map((run) => ({ ...run, curve: [] })),
    }));
    expect(countElements(drawCurves(diverged, 'steps'))).toMatchObject({ path: 4 });
    expect(countElements(drawCurves({ ...diverged, cells }, 'seconds'))).toMatchObject({ path: 4 });
    expect(countElements(drawRuns(diverged))).toMatchObject({ circle: 4 });
  });

  it('make room for many cells', () => {
    const cells = Array.from({ length: 30 }, (_, i) => `cell${i}`);
    const many = summarise(
      settingsOf({ cells, seeds: 1 }),
      resultsOf(Object.fromEntries(cells.map((cell, i) => [cell, [i + 1]]))),
    );
    const heightOf = (picture: string): number => Number(/height="(\d+)"/.exec(picture)![1]);
    expect(heightOf(drawCurves(many, 'steps'))).toBeGreaterThan(30 * 20);
    expect(heightOf(drawRuns(many))).toBeGreaterThan(heightOf(drawRuns(summary)));
    expect(drawRuns(many)).toMatch(/rotate\(-90\)" text-anchor="end">cell29</);
  });

  it('write text such that it stands for itself', () => {
    expect(element('text', { name: 'a "b" & c' })).toBe('<text name="a &#34;b&#34; &#38; c"/>');
  });
});

describe('a band', () => {
  const point = (steps: number, seconds: number, validation: number | null): Point => ({
    steps,
    seconds,
    loss: 0,
    validation,
  });
  const budget = { budget: { unit: 'steps', amount: 100 }, validations: 2 } as const;

  it('is the median and the range of what runs have at the same part of their budget', () => {
    const runs = [3, 1, 2].map((seconds) =>
      resultOf('gru', seconds, 0, { curve: [point(50, seconds, 10 * seconds), point(100, 2 * seconds, 5)] }),
    );
    expect(bandOf(budget, runs, 'seconds')).toEqual([
      { x: 2, middle: 20, low: 10, high: 30 },
      { x: 4, middle: 5, low: 5, high: 5 },
    ]);
  });

  it('keeps runs that have solved the task where they are, and leaves out those that are gone', () => {
    const runs = [
      resultOf('gru', 1, 0, { curve: [point(50, 1, 0.4), point(100, 2, 0.3)] }),
      resultOf('gru', 2, 0, { outcome: 'solved', curve: [point(50, 1, 0.1)] }),
      resultOf('gru', 3, null, { curve: [point(50, 1, 9)] }),
    ];
    expect(bandOf(budget, runs, 'steps')).toEqual([
      { x: 50, middle: 0.4, low: 0.1, high: 9 },
      { x: 100, middle: 0.2, low: 0.1, high: 0.3 },
    ]);
  });
});

describe('the axis of values', () => {
  it('is logarithmic for positive values of different orders of magnitude alone', () => {
    expect(valueAxis('error', [0.001, 0.1])).toMatchObject({
      label: 'error (logarithmic)',
      ticks: [0.001, 0.01, 0.1],
    });
    expect(valueAxis('accuracy', [0, 1])).toMatchObject({
      label: 'accuracy',
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    });
    expect(valueAxis('error', [0.1, 0.9]).label).toBe('error');
    expect(valueAxis('error', [2, 2]).ticks.length).toBeGreaterThan(1);
  });
});
