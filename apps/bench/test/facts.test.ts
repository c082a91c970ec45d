import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded, type Fact, type Outcome, type Trial } from '../src/facts/fact.js';
import { facts } from '../src/facts/facts.js';
import { networkOf } from '../src/facts/networks.js';
import { readOptions } from '../src/facts/options.js';
import { findingOf, formatPage } from '../src/facts/page.js';
import { createTask, runTrial } from '../src/facts/run-trial.js';
import { openStore } from '../src/facts/store.js';
import { fails, helps, solves } from '../src/facts/verdicts.js';
import { factsFile, factsPage } from '../src/paths.js';

const trial: Trial = {
  task: 'adding',
  taskOptions: { length: 4 },
  cell: 'gru',
  network: 'plain',
  layers: 1,
  hiddenSize: 8,
  batchSize: 16,
  learningRate: 1e-2,
  steps: 500,
  goal: 0.05,
  seed: 1,
};

const solved: Outcome = { solvedAfter: 250, metric: 0.004 };
const failed: Outcome = { metric: 0.16 };

describe('facts', () => {
  it('have names of their own, trials that can be made, and a page', () => {
    expect(new Set(facts.map(({ name }) => name)).size).toBe(facts.length);
    for (const { trials } of facts) {
      for (const made of trials) expect(networkOf(createTask(made), made).kind).toBe('sequential');
      expect(new Set(trials.map((made) => JSON.stringify(made))).size).toBe(trials.length);
    }
    const page = formatPage(facts.map((fact) => ({ fact, outcomes: fact.trials.map(() => undefined) })));
    for (const { claim, name, trials } of facts) {
      expect(page).toContain(`| ${claim} `);
      if (trials.length > 0) expect(page).toContain(`### ${name}`);
    }
    expect(page).toContain('not run yet');
  });

  it('stand in the docs as the kept outcomes have them', () => {
    const store = openStore(
      factsFile,
      facts.flatMap(({ trials }) => trials),
    );
    const judged = facts.map((fact) => ({ fact, outcomes: fact.trials.map((made) => store.get(made)) }));
    // npm run facts -- --fact parameters writes the page anew
    expect(readFileSync(factsPage, 'utf8')).toBe(formatPage(judged));
  });

  it('count parameters', () => {
    const fact = facts.find(({ name }) => name === 'parameters')!;
    // 3 · (128 · 256 + 256 · 256 + 256) = 295,680, and 4 times the same 394,240
    expect(findingOf({ fact, outcomes: [] })).toEqual({
      verdict: 'holds',
      words: 'at 9 pairs of sizes; with 128 inputs and 256 units 295680 and 394240',
    });
  });
});

describe('verdicts', () => {
  it('hold where all trials agree, do not hold where none does, and are undecided in between', () => {
    const judge = (by: Fact['judge'], ...outcomes: Outcome[]): string => by(outcomes).verdict;
    expect(judge(solves(), solved, solved)).toBe('holds');
    expect(judge(solves(), solved, failed)).toBe('undecided');
    expect(judge(solves(), failed, failed)).toBe('does not hold');
    expect(judge(fails(), failed, failed)).toBe('holds');
    expect(judge(fails(), solved, failed)).toBe('undecided');
    expect(judge(fails(), solved, solved)).toBe('does not hold');
    expect(judge(helps(2), { metric: 4 }, { metric: 6 }, { metric: 2 }, { metric: 3 })).toBe('holds');
    expect(judge(helps(2), { metric: 4 }, { metric: 6 }, { metric: 2 }, { metric: 4 })).toBe('undecided');
  });

  it('say the numbers', () => {
    const diverged = { metric: 0.2, divergedAfter: 7, beyond: 0.5 };
    expect(solves()([solved, failed, diverged]).words).toBe(
      'solved in 1 of 3; its goal reached after 250 steps; 0.004 to 0.2 at the end; 0.5 on longer ones; 1 diverged',
    );
  });

  it('wait for all trials', () => {
    const fact: Fact = { name: '', claim: '', source: '', trials: seeded(trial), judge: solves() };
    expect(findingOf({ fact, outcomes: [solved, undefined, solved] })).toBeUndefined();
    expect(findingOf({ fact, outcomes: [solved, solved, solved] })!.verdict).toBe('holds');
  });
});

describe('runTrial', () => {
  it('ends at the goal, and judges the model under other options', async () => {
    const steps: number[] = [];
    const outcome = await runTrial({ ...trial, beyond: { length: 5 } }, ({ step }) => steps.push(step));
    expect(outcome!.metric).toBeLessThanOrEqual(0.05);
    expect(outcome!.solvedAfter).toBe(steps.at(-1));
    expect(outcome!.beyond).toBeGreaterThan(outcome!.metric);
  });

  it('ends after its steps, and gives the same again', async () => {
    const short = { ...trial, steps: 3, goal: 0, network: 'blocks' } as const;
    const outcome = await runTrial(short, () => {});
    expect(outcome).toEqual({ metric: expect.any(Number) as number });
    expect(await runTrial(short, () => {})).toEqual(outcome);
  });

  it('holds independent recurrent weights within their bound', async () => {
    const indrnn = { ...trial, cell: 'indrnn', steps: 3, goal: 0 } as const;
    const free = await runTrial(indrnn, () => {});
    expect(await runTrial({ ...indrnn, recurrentBound: 5 }, () => {})).toEqual(free);
    expect(await runTrial({ ...indrnn, recurrentBound: 1e-3 }, () => {})).not.toEqual(free);
  });

  it('says where it diverged', async () => {
    const wild = {
      ...trial,
      cell: 'indrnn',
      taskOptions: { length: 60 },
      learningRate: 50,
      goal: 0,
    } as const;
    const outcome = await runTrial(wild, () => {});
    expect(outcome!.divergedAfter).toBeGreaterThan(0);
  });

  it('stops when it is told to while it trains', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1);
    expect(await runTrial({ ...trial, goal: 0, steps: 1e9 }, () => {}, stop.signal)).toBeUndefined();
  });
});

describe('openStore', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sluice-facts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps outcomes, whatever the order of the settings', () => {
    const path = join(folder, 'results', 'facts.json');
    const store = openStore(path, seeded(trial));
    expect(store.get(trial)).toBeUndefined();
    store.set(trial, solved);
    store.set({ ...trial, seed: 2 }, failed);
    const { seed, ...rest } = trial;
    const again = openStore(path, [
      { seed, ...rest },
      { ...trial, seed: 2 },
    ]);
    expect(again.get({ seed, ...rest })).toEqual(solved);
    expect(again.get({ ...trial, seed: 2 })).toEqual(failed);
    expect(again.get({ ...trial, seed: 3 })).toBeUndefined();
    expect(openStore(path, seeded({ ...trial, steps: 9 })).get(trial)).toBeUndefined();
    expect(readdirSync(join(folder, 'results'))).toEqual(['facts.json']);
    expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
  });

  it('refuses a file that is none of its own', () => {
    writeFileSync(join(folder, 'facts.json'), 'half');
    expect(() => openStore(join(folder, 'facts.json'), [])).toThrow('holds no outcomes of facts');
  });
});

describe('readOptions', () => {
  it('takes all facts, or those that are named', () => {
    expect(readOptions([]).facts).toEqual(facts);
    expect(readOptions(['--fact', 'chrono-100', '--again'])).toMatchObject({
      again: true,
      facts: [{ name: 'chrono-100' }],
    });
    expect(() => readOptions(['--fact', 'none'])).toThrow("There is no fact 'none'. There are adding-rnn, ");
    expect(() => readOptions(['--fakt'])).toThrow('--fakt');
  });
});
