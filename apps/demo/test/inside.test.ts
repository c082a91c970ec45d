import type { CellEntry } from '@sluice/cell';
import { describe, expect, it } from 'vitest';
import { registry as grus } from '@sluice/gru';
import { registry as lstms } from '@sluice/lstm';
import { registry as rnns } from '@sluice/rnn';
import { registry as zoo } from '@sluice/zoo';
import { catalog } from '../src/cells/catalog.js';
import { cellGraph } from '../src/graph/cell-graph.js';
import { insideCode } from '../src/pages/inside/code.js';
import { learnedText } from '../src/pages/inside/corpus.js';
import { meanAt, means, reachOf, unitCourse, unitsAt } from '../src/pages/inside/course.js';
import { gateEffect } from '../src/pages/inside/gate-effect.js';
import { mapOf, mapRows, meansOf } from '../src/pages/inside/map-rows.js';
import { meaningOf } from '../src/pages/inside/meanings.js';
import { sizes, type Watched } from '../src/pages/inside/settings.js';
import { watch, type Snapshot, type WatchNews } from '../src/pages/inside/watch.js';
import { runProgram } from './support/run-program.js';

const registries: Readonly<Record<string, CellEntry>> = { ...rnns, ...lstms, ...grus, ...zoo };
const graphOf = (name: string): ReturnType<typeof cellGraph> => cellGraph(registries[name]!.create(sizes));
const packageOf = (name: string): string => catalog.get(name)!.from;

/** All that is told of a watch, and the last picture. */
async function follow(watched: Watched): Promise<{ news: WatchNews[]; snapshot: Snapshot }> {
  const news: WatchNews[] = [];
  for await (const one of watch(watched)) news.push(one);
  return { news, snapshot: news.findLast(({ snapshot }) => snapshot)!.snapshot! };
}

describe('what a gate does, read off the graph', () => {
  it.each([
    ['lstm', 'forget', 'keeps', 'c'],
    ['lstm', 'input', 'other', undefined],
    ['lstm', 'output', 'other', undefined],
    ['gru', 'update', 'keeps', 'h'],
    ['gru', 'reset', 'other', undefined],
    ['mgu', 'forget', 'replaces', 'h'],
    ['minGru', 'update', 'replaces', 'h'],
    ['lem', 'paceZ', 'replaces', 'z'],
    ['ligru', 'update', 'keeps', 'h'],
    ['janet', 'forget', 'keeps', 'h'],
    ['slstm', 'forget', 'keeps', 'c'],
    ['gatedDeltaNet', 'alpha', 'keeps', 's'],
    ['cfc', 'time', 'other', undefined],
  ])('%s: %s %s %s', (name, gate, effect, state) => {
    const found = gateEffect(graphOf(name), gate);
    expect([found.effect, found.state]).toEqual([effect, state]);
  });

  it('tells a reset gate of the candidate from one of the output', () => {
    expect(gateEffect(graphOf('gru'), 'reset').feedsGate).toBe(true);
    expect(gateEffect(graphOf('sru'), 'reset').feedsGate).toBe(false);
  });
});

describe('what a gate means', () => {
  it('is said of every gate of every registered cell, in both languages, without gaps', () => {
    for (const name of catalog.keys()) {
      const graph = graphOf(name);
      for (const gate of graph.gates) {
        const effect = gateEffect(graph, gate);
        for (const language of ['en', 'ko'] as const) {
          const said = meaningOf(gate, effect, language);
          expect(said).toMatch(/[.]$/);
          expect(said, `${name} ${gate}`).not.toMatch(/undefined|NaN/);
        }
      }
    }
  });

  it('follows the equations where papers use a name either way', () => {
    const says = (name: string, gate: string): string =>
      meaningOf(gate, gateEffect(graphOf(name), gate), 'en');
    expect(says('gru', 'update')).toContain('open keeps the past');
    expect(says('minGru', 'update')).toContain('open writes');
    expect(says('lstm', 'forget')).toContain('open keeps c');
    expect(says('mgu', 'forget')).toContain('open forgets');
  });

  it('is said honestly of a name that nobody knows', () => {
    const opens = { effect: 'other', opens: true, feedsGate: false } as const;
    expect(meaningOf('toString', opens, 'en')).toContain('from 0, shut, to 1, open');
    expect(meaningOf('mine', { ...opens, opens: false }, 'en')).toContain('in its equation');
    expect(meaningOf('mine', { ...opens, effect: 'keeps', state: 'h' }, 'en')).toContain('multiplies h');
  });
});

describe('numbers over time', () => {
  const course = { size: 2, values: Float32Array.of(0, 1, 0.5, 0.25, -3, 2) };

  it('are taken by step and by unit', () => {
    expect([...unitsAt(course, 1)]).toEqual([0.5, 0.25]);
    expect(meanAt(course, 0)).toBe(0.5);
    expect(means(course)).toEqual([0.5, 0.375, -0.5]);
    expect(unitCourse(course, 1)).toEqual([1, 0.25, 2]);
    expect(reachOf(course)).toBe(3);
    expect(meanAt(course, 9)).toBe(0);
  });

  it('make maps', () => {
    const snapshot: Snapshot = {
      sentence: 'abc',
      gates: { forget: { size: 1, values: Float32Array.of(0, 0.5, 1) } },
      states: { c: course },
      inputs: course,
    };
    expect(meansOf(snapshot, ['forget']).values).toEqual([[0, 0.5, 1]]);
    const memory = mapOf(snapshot, 's:c', ['forget'], String);
    expect([memory.scale, memory.reach, memory.values[0]![2]]).toEqual(['signed', 3, -1]);
    expect(mapOf(snapshot, 'all', ['forget'], String).rows).toEqual([{ name: '1', group: 'forget' }]);
    expect(mapOf(snapshot, 'g:other', ['forget'], String).rows).toEqual([]);
    expect(mapRows(graphOf('lstm'), ['input', 'forget', 'output'])[0]).toBe('s:c');
    expect(mapRows(graphOf('rnn'), [])).toEqual(['s:h']);
  });
});

describe('the model that reads', () => {
  const sentence = 'So (it is told) ends.';

  it('shows its gates untrained, learns, and goes on from there', async () => {
    const first = await follow({ cell: { name: 'lstm' }, sentence, steps: 40 });
    expect(first.news[0]).toMatchObject({ step: 0, snapshot: { sentence } });
    expect(first.news[0]!.loss).toBeUndefined();
    expect(first.news.at(-1)!.step).toBe(40);
    expect(Object.keys(first.snapshot.gates)).toEqual(['input', 'forget', 'candidate', 'output']);
    for (const course of Object.values({ ...first.snapshot.gates, ...first.snapshot.states })) {
      expect(course.size).toBe(sizes.hiddenSize);
      expect(course.values).toHaveLength(sizes.hiddenSize * sentence.length);
    }
    expect(first.snapshot.inputs.size).toBe(sizes.inputSize);

    const more = await follow({ cell: { name: 'lstm' }, sentence, steps: 60 });
    expect(more.news[0]!.step).toBe(40);
    expect(more.news[0]!.snapshot!.gates['forget']!.values).toEqual(first.snapshot.gates['forget']!.values);
    expect(more.news.at(-1)!.loss).toBeLessThan(first.news.at(-1)!.loss!);

    const again = await follow({ cell: { name: 'lstm' }, sentence, steps: 0 });
    expect(again.news).toHaveLength(1);
    expect(again.snapshot).toEqual(first.news[0]!.snapshot);
  });

  it('waits for a run that has not ended, and takes its turn when that is cancelled', async () => {
    const long = watch({ cell: { name: 'gru' }, sentence, steps: 1000 });
    await long.next();
    const next = follow({ cell: { name: 'rnn' }, sentence, steps: 1 });
    await long.return(undefined);
    expect((await next).news.at(-1)!.step).toBe(1);
  });

  it('takes cells whose output is not as wide as they are hidden, and those with a matrix for a state', async () => {
    for (const name of ['scrn', 'mlstm', 'mamba', 'ltc']) {
      const { snapshot } = await follow({ cell: { name }, sentence, steps: 1 });
      expect(Object.values(snapshot.states).every(({ values }) => values.every(Number.isFinite))).toBe(true);
    }
  });

  it('reads Korean from a Korean text, and characters that no text has', async () => {
    expect(learnedText('문이')).toContain('물레방아');
    expect(learnedText('gate')).toContain('the old mill');
    const { snapshot } = await follow({ cell: { name: 'rnn' }, sentence: '뷁🦊`$', steps: 1 });
    expect(snapshot.states['h']!.values).toHaveLength(4 * sizes.hiddenSize);
  });
});

describe('the code', () => {
  it('gives the numbers of the page', async () => {
    const watched: Watched = {
      cell: { name: 'gru' },
      sentence: ['A `gate` $', '{x} \\ "y"'].join(''),
      steps: 20,
    };
    const { snapshot } = await follow(watched);
    const printed = await runProgram(insideCode(watched, packageOf));
    const lines = printed.slice(-watched.sentence.length);
    lines.forEach((line, step) => {
      const [update, h] = [snapshot.gates['update']!, snapshot.states['h']!].map((course) =>
        meanAt(course, step),
      );
      expect(line).toContain(JSON.stringify(watched.sentence[step]));
      expect(line).toContain(`update ${update!.toFixed(2)}`);
      expect(line).toContain(`h' ${h!.toFixed(2)}`);
    });
  });

  it('changes by a word and the package it comes from when the cell does', () => {
    const watched = { sentence: 'x', steps: 10 };
    const [a, b] = ['lstm', 'gru'].map((name) => insideCode({ ...watched, cell: { name } }, packageOf));
    // the imports stand in the order of the alphabet
    const lines = (code: string): string[] => code.split('\n').sort();
    expect(lines(a!.replaceAll('lstm', 'gru'))).toEqual(lines(b!));
    const untrained = insideCode({ ...watched, steps: 0, cell: { name: 'lstm' } }, packageOf);
    expect(untrained).not.toMatch(/createTrainer|adam|crossEntropy/);
  });
});
