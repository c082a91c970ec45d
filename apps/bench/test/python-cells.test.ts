// Every cell as it is written in Python, beside the reference evaluator, in double precision and where there is a PyTorch:
// autograd is an independent check of each gradient.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, initializers, trace, valueAndGrad, zeros, type Numbers, type Shape } from '@sluice/math';
import { cellTrainings } from '../src/cases/cells.js';
import type { CellTraining } from '../src/cases/work.js';
import { sluice } from '../src/adapters/sluice/index.js';
import { compareResults, firstResults } from '../src/check.js';
import { createPackagedCell } from '../src/cells.js';
import { contestInProcess } from '../src/contestant.js';
import { peers } from '../src/peers/index.js';
import { writeCell } from '../src/python/write-cell.js';
import { startContestant } from '../src/start-contestant.js';
import { createTask } from '../src/task.js';
import { shrink } from './tiny.js';

/** The inputs `xs` `[time, batch, inputSize]`, and each parameter. */
type Given = Readonly<Record<string, Numbers>>;

/** What a cell gives over a sequence, and the gradient of its sum of squares by all that it is given. */
interface Results {
  readonly output: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

const works = cellTrainings.filter(({ hiddenSize }) => hiddenSize === 32).map(shrink);

/** Draws parameters near the cell's own start values, but not at them, where many are zero. */
function drawGiven(work: CellTraining): Given {
  const { batchSize, timeSteps, inputSize } = work;
  let seed = 0;
  const draw = (shape: Shape, spread: number, around: ArrayLike<number> = []): Numbers => ({
    shape,
    dtype: 'f32',
    data: Float64Array.from(initializers.normal(0, spread)(shape, ++seed), (x, i) => x + (around[i] ?? 0)),
  });
  const params = Object.entries(createPackagedCell(work).params).map(([name, { shape, initial }]) => [
    `params.${name}`,
    draw(shape, 0.1, initial(shape, ++seed)),
  ]);
  return { xs: draw([timeSteps, batchSize, inputSize], 1), ...(Object.fromEntries(params) as Given) };
}

/** Computes them with the reference evaluator. */
function evaluateCell(work: CellTraining, given: Given): Results {
  const cell = createPackagedCell(work);
  const names = Object.keys(given);
  const program = trace(
    (...values) => {
      const { gradients, aux } = valueAndGrad((inputs) => {
        const { output } = cell.unroll({
          x: inputs['xs']!,
          params: Object.fromEntries(
            Object.keys(cell.params).map((name) => [name, inputs[`params.${name}`]!]),
          ),
          state: Object.fromEntries(
            Object.entries(cell.state).map(([name, shape]) => [name, zeros([work.batchSize, ...shape])]),
          ),
          training: true,
          key: { seed: 0, step: 0 },
        });
        return { loss: output.square().sum(), aux: { output } };
      })(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
      return [aux.output, ...names.map((name) => gradients[name]!)];
    },
    names.map((name) => ({ shape: given[name]!.shape, dtype: 'f32' })),
  );
  const [output, ...gradients] = evaluate(program, Object.values(given), { precision: 'f64' });
  return { output: [...output!.data], gradients: gradients.map(({ data }) => [...data]) };
}

const entry = await peers.PyTorch.find({});

describe.skipIf('missing' in entry)('PyTorch', () => {
  const given = works.map(drawGiven);
  let theirs: readonly Results[];

  beforeAll(() => {
    if ('missing' in entry) return;
    const { command, environment } = entry.launch(works[0]!);
    const cells = works.map((work, i) => ({
      source: writeCell(createPackagedCell(work), work.batchSize),
      given: Object.values(given[i]!).map(({ shape, data }) => [shape, [...data]]),
    }));
    const answer = execFileSync(command, [fileURLToPath(new URL('programs/run_cells.py', import.meta.url))], {
      input: JSON.stringify(cells),
      env: { ...process.env, ...environment },
      maxBuffer: 2 ** 26,
    });
    theirs = JSON.parse(answer.toString()) as Results[];
  }, 60_000);

  it.each(works.map(({ cell }, i) => ({ cell, i })))('agrees about $cell and its gradient', ({ i }) => {
    const ours = evaluateCell(works[i]!, given[i]!);
    expectClose(theirs[i]!.output, ours.output);
    for (const [k, gradient] of ours.gradients.entries()) {
      expect(gradient.some((each) => each !== 0)).toBe(true);
      expectClose(theirs[i]!.gradients[k]!, gradient);
    }
  });
});

it.skipIf('missing' in entry)(
  'PyTorch trains a cell as Sluice does, with an output wider than its state',
  async () => {
    if ('missing' in entry) return;
    const work = works.find(({ cell }) => cell === 'scrn')!;
    const task = createTask(work);
    const own = { ...task, work: entry.adapt!(work) };
    const theirs = await startContestant('PyTorch', entry.launch(work), own);
    const ours = await contestInProcess('Sluice', sluice, task);
    try {
      const [a, b] = [await firstResults(work, ours), await firstResults(work, theirs)];
      expect(compareResults(work, a, b)).toMatchObject({ steps: 4, same: true });
      expect(a.at(-1)![0]).toBeLessThan(a[0]![0]!);
    } finally {
      theirs.close();
      ours.close();
    }
  },
);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs), 1);
  const worst = Math.max(...actual.map((each, i) => Math.abs(each - expected[i]!)));
  expect(worst / scale).toBeLessThan(1e-9);
}
