import { readFile, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { trainRun, type TrainRun } from '../../src/compare/train-run.js';
import type { State } from '../../src/compare/state.js';
import { sluice, useFolder, type Outcome } from '../harness.js';

const at = useFolder();

/** A comparison that is over in a moment. */
const small = [
  '--task adding --length 6 --hidden 4 --batch-size 4 --budget 12steps',
  '--validations 3 --validation-examples 8 --test-examples 8',
].flatMap((words) => words.split(' '));

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
    .map(({ curve, ...result }) => ({
      ...result,
      seconds: 0,
      curve: curve.map((point) => ({ ...point, seconds: 0 })),
    }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

describe('sluice compare', { timeout: 60_000 }, () => {
  it('trains each cell at each learning rate, then from each seed, and writes a report', async () => {
    const argv = '--cells lstm,rnn --seeds 2 --learning-rates 0.01,0.001 --tuning-seeds 2'.split(' ');
    const { code, stdout, stderr } = await compare('out', argv);
    expect(stderr).toMatch(/^Adding problem: .*\nHidden size 4\. 12 runs of 12 steps, 8 of them to choose/);
    expect(stderr).toMatch(
      /12 of 12: (lstm|rnn), learning rate 0\.0\d+, seed [12]: mean squared error [\d.]+ after 12 steps of/,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nlstm +[\d.]+ \([\d.]+ to [\d.]+\) +0 of 2 /);
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
    expect(results.filter(({ purpose }) => purpose === 'tuning')).toHaveLength(8);
    const judging = results.filter(({ purpose }) => purpose === 'judging');
    expect(judging.map(({ cell, seed }) => `${cell} ${seed}`).sort()).toEqual([
      'lstm 1',
      'lstm 2',
      'rnn 1',
      'rnn 2',
    ]);
    for (const { cell, learningRate } of judging) {
      const validationAt = (rate: number): number =>
        results
          .filter((run) => run.purpose === 'tuning' && run.cell === cell && run.learningRate === rate)
          .reduce((sum, { validation }) => sum + validation!, 0);
      expect(learningRate).toBe(validationAt(0.01) <= validationAt(0.001) ? 0.01 : 0.001);
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
    const argv = ['--cells', 'gru,rnn', '--seeds', '1', '--learning-rates', '0.01,0.003'];
    await compare('whole', [...argv, '--workers', '1']);

    // A run that has stopped goes on from its checkpoint, in this same comparison.
    let stops = 0;
    const stopping: TrainRun = async (assignment, options) => {
      let looks = 0;
      const signal = {
        get aborted() {
          return looks++ === 7;
        },
      } as AbortSignal;
      const result = await trainRun(assignment, { ...options, signal });
      if (!result) stops++;
      return result;
    };
    expect((await compare('parts', [...argv, '--workers', '3'], { train: stopping })).code).toBe(0);
    // Each of 6 runs after its 7th step.
    expect(stops).toBe(6);
    expect(numbersOf(await stateOf('parts'))).toEqual(numbersOf(await stateOf('whole')));
  });

  it('stops when asked to, keeps what is done, and goes on', async () => {
    const argv = ['--cells', 'gru,rnn', '--seeds', '2', '--learning-rates', '0.01'];
    await compare('whole', argv);

    let stop = (): void => undefined;
    let begun = 0;
    const stopped = await compare('parts', [...argv, '--workers', '1'], {
      onInterrupt: (interrupt) => (stop = interrupt),
      train: (assignment, options) => {
        if (++begun === 3) stop();
        return trainRun(assignment, options);
      },
    });
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/Stopped with 2 of 4 runs done; .* Add --resume to go on\.\n$/);
    expect(await readdir(at('parts'))).toEqual(['state.json', 'unfinished']);

    const resumed = await sluice(['compare', '--out', at('parts'), '--resume']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('4 runs of 12 steps; 2 are done; ');
    expect(numbersOf(await stateOf('parts'))).toEqual(numbersOf(await stateOf('whole')));
  });

  it('adds seeds to what there is', async () => {
    const argv = ['--cells', 'rnn', '--learning-rates', '0.01'];
    await compare('all', [...argv, '--seeds', '3']);
    await compare('more', [...argv, '--seeds', '1']);
    const more = await sluice(['compare', '--out', at('more'), '--resume', '--seeds', '3']);
    expect(more.stderr).toContain('3 runs of 12 steps; 1 is done; ');
    expect(numbersOf(await stateOf('more'))).toEqual(numbersOf(await stateOf('all')));
  });

  it('trains for a time, and tells how it comes along', async () => {
    const { code, stderr } = await compare('out', ['--cells', 'rnn', '--seeds', '1', '--budget', '0.05s'], {
      isTTY: true,
      columns: 70,
    });
    expect(code).toBe(0);
    const run = (await stateOf('out')).results.find(({ purpose }) => purpose === 'judging');
    expect(run!.seconds).toBeGreaterThanOrEqual(0.05);
    expect(run!.steps).toBeGreaterThan(1);
    expect(run!.curve.at(-1)).toMatchObject({ steps: run!.steps, validation: run!.validation });
    // Nothing but "so many lines up", "erase to the end of the line" and "erase what is below".
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stderr.replaceAll(/\r|\x1b\[(\d+A|K|J)/g, '')).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(stderr).toContain('100 % | 4 of 4 runs done, 0 running');
  });

  it('takes a run that diverges for a result', async () => {
    const { code, stdout } = await compare(
      'out',
      '--cells rnn,gru --seeds 2 --learning-rates 1e38 --tuning-seeds 3'.split(' '),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('rnn diverged in 2 of 2 runs, which count as worse than any other.');
    const { results } = await stateOf('out');
    expect(results.map(({ outcome, test }) => ({ outcome, test }))).toEqual(
      results.map(() => ({ outcome: 'diverged', test: null })),
    );
    expect(await readFile(at('out/report.md'), 'utf8')).toMatch(/\| rnn \|.*\| diverged \|/);
  });

  it('ends runs when the task is solved, if asked to', async () => {
    // One bit is easy to tell from the other.
    const { code, stdout } = await sluice([
      'compare',
      '--out',
      at('out'),
      ...'--task parity --length 1 --cells gru,rnn --hidden 4 --batch-size 8 --budget 400steps --learning-rates 0.03'.split(
        ' ',
      ),
      ...'--seeds 2 --validation-examples 20 --test-examples 20 --until-solved'.split(' '),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/gru .* 2 of 2 /);
    for (const { outcome, steps } of (await stateOf('out')).results) {
      expect(outcome).toBe('solved');
      expect(steps).toBeLessThan(400);
    }
  });

  it('trains on a text of the user, and goes on with no other', async () => {
    await writeFile(at('text'), 'the cat sat on the mat. '.repeat(40));
    const argv = [
      '--text',
      at('text'),
      '--out',
      at('out'),
      ...'--task characters --length 8 --cells rnn --seeds 1 --learning-rates 0.01 --budget 10steps --hidden 4'.split(
        ' ',
      ),
    ];
    const { code, stdout } = await sluice(['compare', ...argv]);
    expect(code).toBe(0);
    expect(stdout).toContain('bits per character');
    const more = await sluice(['compare', '--out', at('out'), '--resume', '--seeds', '2', '--length', '8']);
    expect(more).toMatchObject({ code: 0 });
    const longer = await sluice(['compare', '--out', at('out'), '--resume', '--length', '9']);
    expect(longer.stderr).toMatch(/another value of --length\./);
    await writeFile(at('text'), 'another text. '.repeat(40));
    const { stderr } = await sluice(['compare', '--out', at('out'), '--resume']);
    expect(stderr).toMatch(/text has changed since the comparison began\. Begin anew with --force\.\n$/);
  });

  it('trains on numbers of the user', async () => {
    const series = Array.from({ length: 200 }, (_, i) => Math.sin(i));
    await writeFile(at('good.csv'), series.join(';\n'));
    await writeFile(at('bad.csv'), `value\n${series.join('\n')}`);
    const argv = '--task forecasting --length 8 --cells rnn --seeds 1 --learning-rates 0.01'.split(' ');
    expect((await compare('out', [...argv, '--series', at('good.csv')])).code).toBe(0);
    expect((await compare('bad', [...argv, '--series', at('bad.csv')])).stderr).toMatch(
      /bad\.csv must hold numbers and nothing else, but holds "value"\.\n$/,
    );
  });

  it.each([
    [['--cells', 'lstm,grv'], /There is no cell "grv"\. Did you mean gru\? It must be one of .*lstm/],
    [['--cells', 'xyzzy'], /There is no cell "xyzzy"\. It must be one of/],
    [['--cells', 'gru,gru'], /--cells names gru twice/],
    [['--cells', 'gru,,rnn'], /--cells.* is invalid\. It must be names with commas between them/],
    [
      ['--task', 'addin'],
      /There is no task "addin"\. Did you mean adding\? It must be one of adding, copyMemory/,
    ],
    [['--budget', '0s'], /--budget.* is invalid\. It must be a time above 0, such as 60s/],
    [['--budget', '1.5steps'], /It must be a time above 0/],
    [['--budget', 'long'], /It must be a time above 0/],
    [['--seeds', '0'], /--seeds.* is invalid\. It must be an integer of at least 1/],
    [['--learning-rates', '0.1,0'], /--learning-rates.* is invalid\. It must be a number above 0/],
    [['--learning-rates', '0.1,1e-1'], /It names a number twice/],
    [['--length', '1'], /adding: length must be an integer of at least 2/],
    [['--length', 'long'], /--length must be an integer, but is long/],
    [['--gap', '3'], /The task adding has no --gap\. Its options: --length\./],
    [['--task', 'characters'], /The task characters needs --text FILE: the text to model/],
    [['--task', 'forecasting', '--until-solved'], /has no point at which it is solved/],
    [['--hidden', '4', '--parameters', '100'], /--hidden.* cannot be used with.*--parameters/],
    [
      ['--workers', '1024', '--batch-size', '2000000', '--cells', 'rnn'],
      /of memory, of which .* are free\. Take .*a smaller --batch-size/,
    ],
    [['--resume'], /holds no comparison to go on with\. Leave --resume out/],
    [['--out', ''], /--out is empty/],
  ])('refuses %j in one line that helps', async (argv, message) => {
    const { code, stdout, stderr } = await compare('out', argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^sluice: .*\n$/);
  });

  it('replaces nothing unless told to, and goes on with nothing else', async () => {
    const argv = ['--cells', 'rnn', '--seeds', '1', '--learning-rates', '0.01'];
    await compare('out', argv);
    expect((await compare('out', argv)).stderr).toMatch(
      /holds a comparison\. Go on with it by --resume, replace it by --force, or name another --out\.\n$/,
    );
    const changed = await compare('out', ['--resume', '--cells', 'gru', '--budget', '5steps']);
    expect(changed.stderr).toMatch(/holds a comparison with another value of --cells\. Leave it out/);
    const fewer = await sluice(['compare', '--out', at('out'), '--resume', '--seeds', '1', '--clip', '2']);
    expect(fewer.stderr).toMatch(/another value of --clip/);

    await writeFile(at('out/notes.txt'), 'mine');
    expect((await compare('out', [...argv, '--force'])).code).toBe(0);
    expect(await readdir(at('out'))).toContain('notes.txt');

    await writeFile(at('out/state.json'), '{"version":1}');
    expect((await sluice(['compare', '--out', at('out'), '--resume'])).stderr).toMatch(
      /state\.json is damaged/,
    );
    const [folder] = [at('')];
    await writeFile(at('other'), '');
    expect((await sluice(['compare', ...small, '--out', folder])).stderr).toMatch(/holds other files/);
    expect((await compare('other', argv)).stderr).toMatch(/Could not read/);
  });

  it('lists tasks, their options and the cells in its help', async () => {
    const { code, stdout } = await sluice(['compare', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      / {2}adding\n {4}--length <number> +number of steps of a sequence \(default: 200\)/,
    );
    expect(stdout).toMatch(/\nCells: .*\blstm,/s);
  });
});
