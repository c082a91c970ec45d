import { readFile, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { trainRun } from '../../src/compare/train-run.js';
import type { State } from '../../src/compare/state.js';
import type { RunResult } from '../../src/compare/settings.js';
import { sluice, useFolder, type Outcome } from '../harness.js';

const at = useFolder();

/** A comparison that is over in a moment. */
const small = [
  ['--task', 'adding', '--length', '6'],
  ['--hidden', '4', '--batch-size', '4', '--budget', '12steps'],
  ['--validations', '3', '--validation-examples', '8', '--test-examples', '8'],
].flat();

const compare = (
  out: string,
  argv: readonly string[] = [],
  world: Parameters<typeof sluice>[1] = {},
): Promise<Outcome> => sluice(['compare', '--out', at(out), ...small, ...argv], world);

const stateOf = async (out: string): Promise<State> =>
  JSON.parse(await readFile(at(`${out}/state.json`), 'utf8')) as State;

/** What does not depend on how fast the machine is, in an order that does not either. */
const numbersOf = ({ results }: State): unknown =>
  results
    .map(({ seconds: _, curve, ...result }) => ({
      ...result,
      curve: curve.map(({ seconds: _, ...point }) => point),
    }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

describe('sluice compare', { timeout: 60_000 }, () => {
  it('trains each cell at each learning rate, then from each seed, and writes a report', async () => {
    const argv = ['--cells', 'lstm,rnn', '--seeds', '2', '--learning-rates', '0.01,0.001'];
    const { code, stdout, stderr } = await compare('out', argv);
    expect(stderr).toMatch(
      /^Adding problem: .*\nlstm of 4 and rnn of 4\. 8 runs of 12 steps, 4 of them to choose/,
    );
    expect(stderr).toMatch(
      /8 of 8: (lstm|rnn), learning rate 0\.0\d+, seed 2: mean squared error [\d.]+ after 12 steps of/,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nlstm +4 +/);
    expect(stdout).toContain('lstm and rnn cannot be told apart at 2 seeds.');
    expect(stdout).toMatch(/Report: .*report\.md\n$/);
    expect((await readdir(at('out'))).sort()).toEqual([
      'by-steps.svg',
      'by-time.svg',
      'report.json',
      'report.md',
      'runs.svg',
      'state.json',
    ]);

    const { results } = await stateOf('out');
    expect(results.filter(({ purpose }) => purpose === 'tuning')).toHaveLength(4);
    const judging = results.filter(({ purpose }) => purpose === 'judging');
    expect(judging.map(({ cell, seed }) => `${cell} ${seed}`).sort()).toEqual([
      'lstm 1',
      'lstm 2',
      'rnn 1',
      'rnn 2',
    ]);
    for (const { cell, learningRate } of judging) {
      const tried = results.filter((run) => run.purpose === 'tuning' && run.cell === cell);
      const best = Math.min(...tried.map(({ validation }) => validation!));
      expect(tried.find(({ validation }) => validation === best)!.learningRate).toBe(learningRate);
    }
    // 4·4·4 + 2·4·4 + 4·4 weights and biases of an LSTM of 4 with 2 inputs, and 4 + 1 of the linear layer.
    expect(judging.find(({ cell }) => cell === 'lstm')).toMatchObject({
      parameters: 117,
      steps: 12,
      hiddenSize: 4,
    });
    for (const run of results) {
      expect(run.curve.map(({ steps }) => steps)).toEqual([4, 8, 12]);
      expect(run.memory).toBeGreaterThan(0);
    }

    const report = await readFile(at('out/report.md'), 'utf8');
    expect(report).toContain('# Adding problem: lstm and rnn');
    expect(report).toContain('It takes at least 4 seeds to tell 2 cells apart');
    expect(report).toMatch(/\| \(baseline\) \|.*0\.167/);
    expect(report).toMatch(
      /```sh\nsluice compare --task adding --length 6 --cells lstm,rnn --budget 12steps /,
    );
    const data = JSON.parse(await readFile(at('out/report.json'), 'utf8')) as Record<string, unknown>;
    expect(data).toMatchObject({ version: 1, verdict: { winner: null }, task: { name: 'adding' } });
  });

  it('gives the same numbers whoever trains beside whom, and stopped or not', async () => {
    const argv = ['--cells', 'gru,rnn', '--seeds', '2', '--learning-rates', '0.01,0.003'];
    await compare('whole', [...argv, '--workers', '1']);

    // Stops each run once, in its middle.
    let [code, stops] = [130, 0];
    while (code === 130) {
      let stop = (): void => undefined;
      const train: typeof trainRun = (assignment, { signal }) =>
        trainRun(assignment, {
          signal,
          onProgress: () => undefined,
        });
      void train;
      const outcome = await compare('parts', stops > 0 ? ['--resume'] : [...argv, '--workers', '3'], {
        onInterrupt: (interrupt) => (stop = interrupt),
        train: (assignment, options) => {
          if (stops < 4) setTimeout(stop, 1);
          return trainRun(assignment, options);
        },
      });
      code = outcome.code;
      if (code === 130) stops++;
    }
    expect(stops).toBeGreaterThan(0);
    expect(code).toBe(0);
    expect(numbersOf(await stateOf('parts'))).toEqual(numbersOf(await stateOf('whole')));
  });
});
