import { describe, expect, it } from 'vitest';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import {
  adding,
  exampleText,
  hiddenSizeFor,
  networkFor,
  storyRecall,
  tasks,
  type Task,
  type TaskName,
} from '@sluice/tasks';
import { createTrainer } from '@sluice/train';
import { meanOf } from './rows.js';

const text = 'the gate is open and the water runs. '.repeat(40);
const made = Object.entries(tasks).map(([name, { create }]): [TaskName, Task] => [
  name as TaskName,
  (create as (options: object) => Task)(name === 'characters' ? { text } : {}),
]);

describe.each(made)('%s', (name, task) => {
  it('goes by its name and says what it is', () => {
    expect(task.name).toBe(name);
    for (const said of [task.title, task.description, task.source, task.baseline.by])
      expect(said).toMatch(/\S/);
    if (task.input.kind === 'tokens') expect(task.input.names).toHaveLength(task.input.count);
    if (task.answerNames) expect(task.answerNames).toHaveLength(task.outputSize);
  });

  it('gives the same example wherever it stands in a batch, and others for other seeds and splits', () => {
    const all = task.examples({ split: 'test', seed: 1, count: 6 });
    const some = task.examples({ split: 'test', seed: 1, from: 2, count: 3 });
    const cut = <T extends { slice(from: number, to: number): T; length: number }>(data: T): T =>
      data.slice((data.length / 6) * 2, (data.length / 6) * 5);
    expect(some.input.data).toEqual(cut(all.input.data as Float32Array));
    expect(some.target.data).toEqual(cut(all.target.data as Float32Array));
    expect(some.lengths).toEqual(all.lengths?.slice(2, 5));
    expect(task.examples({ split: 'test', seed: 2, count: 6 }).input).not.toEqual(all.input);
    const inputs = (['train', 'validation', 'test'] as const).map(
      (split) => task.examples({ split, seed: 1, count: 6 }).input,
    );
    expect(new Set(inputs.map(({ data }) => data.join())).size).toBe(3);
  });

  it('refuses examples that there are none of', () => {
    for (const wrong of [{ count: 0 }, { count: 1.5 }, { count: 1, from: -1 }, { count: 1, seed: NaN }]) {
      expect(() => task.examples({ split: 'test', seed: 1, ...wrong })).toThrow('examples: ');
    }
  });

  it('has defaults and ranges that hold', () => {
    const { create, options } = tasks[name] as { create: (options: object) => Task; options: object };
    const given = name === 'characters' ? { text } : {};
    for (const [option, said] of Object.entries(options) as [
      string,
      (typeof tasks.parity.options)['length'],
    ][]) {
      expect(said.about).toMatch(/\S/);
      if (said.kind === 'integer') {
        expect(create({ ...given, [option]: said.default }).description).toBe(task.description);
        for (const wrong of [said.atLeast - 1, 2.5, NaN, ...(said.atMost ? [said.atMost + 1] : [])]) {
          expect(() => create({ ...given, [option]: wrong })).toThrow(
            `${name}: ${option} must be an integer`,
          );
        }
      }
      if (said.kind === 'choice') {
        expect(() => create({ ...given, [option]: 'none' })).toThrow(`${name}: ${option} must be `);
      }
    }
    expect(() => create({ ...given, lenght: 3 })).toThrow(`${name} has no option 'lenght'; it has `);
  });

  it('is trained on and judged by the network around a cell', async () => {
    const model = await createModel(networkFor(task, gru, { hiddenSize: 3, embeddingSize: 2 }), { seed: 1 });
    const size = { batchSize: 2, timeSteps: task.timeSteps };
    const trainer = await createTrainer(model, { loss: task.loss, optimizer: adam(), ...size });
    const examples = task.examples({ split: 'train', seed: 1, count: 2 });
    const { loss } = await trainer.step(examples);
    expect(Number.isFinite(loss)).toBe(true);
    const { input, lengths } = examples;
    const { output } = await model.predict(input, lengths ? { lengths } : {});
    const measured = meanOf(task.metric.measure(output, examples));
    expect(measured).toBeGreaterThanOrEqual(0);
    if (name === 'copyMemory') {
      // the metric is the loss, so both say the same of a model
      expect(measured).toBeCloseTo(await trainer.evaluate([examples]), 5);
    }
  });
});

describe('options', () => {
  it('say what came', () => {
    expect(() => adding({ length: NaN })).toThrow(
      'adding: length must be an integer of at least 2, but is NaN.',
    );
    expect(() => adding({ length: '9' as never })).toThrow('of at least 2, but is "9".');
    expect(() => storyRecall({ people: 41 })).toThrow('people must be an integer from 3 to 40, but is 41.');
    expect(() => tasks.parity.create({ answers: 'first' as never })).toThrow(
      `'last' or 'each', but is "first".`,
    );
  });
});

describe('exampleText', () => {
  it('writes numbers, step by step', () => {
    const examples = adding({ length: 3 }).examples({ split: 'train', seed: 1, count: 2 });
    const { input, answer } = exampleText(adding({ length: 3 }), examples, 1);
    expect(input).toMatch(/^0\.\d{3} [01]\.000, 0\.\d{3} [01]\.000, 0\.\d{3} [01]\.000$/);
    expect(answer).toBe(examples.target.data[1]!.toFixed(3));
  });

  it('refuses rows that there are none of', () => {
    const examples = adding().examples({ split: 'train', seed: 1, count: 2 });
    for (const row of [2, -1, 0.5]) expect(() => exampleText(adding(), examples, row)).toThrow('from 0 to 1');
  });
});

describe('networkFor', () => {
  it('stacks layers, each as wide as what it is given', () => {
    const projected = (sizes: { inputSize: number; hiddenSize: number }) =>
      lstm({ ...sizes, projectionSize: 2 });
    const { params } = networkFor(storyRecall(), projected, { hiddenSize: 4, layers: 2, embeddingSize: 3 });
    expect(params['1.wx']!.shape).toEqual([3, 16]);
    expect(params['2.wx']!.shape).toEqual([2, 16]);
    expect(params['4.w']!.shape).toEqual([2, 20]);
  });
});

describe('hiddenSizeFor', () => {
  // lstm: 4·(2·H + H² + H) and a linear layer of H + 1
  const count = (hidden: number): number => 4 * (3 * hidden + hidden * hidden) + hidden + 1;

  it('comes closest to the number of parameters', () => {
    for (const parameters of [1, 100, 1000, 9999, 50_000]) {
      const sizes = Array.from({ length: 200 }, (_, i) => i + 1);
      const off = (hidden: number): number => Math.abs(count(hidden) - parameters);
      const best = sizes.reduce((a, b) => (off(b) < off(a) ? b : a));
      expect(hiddenSizeFor(adding(), lstm, { parameters })).toBe(best);
    }
  });

  it('makes a cell with fewer gates wider', () => {
    expect(hiddenSizeFor(adding(), gru, { parameters: 10_000 })).toBeGreaterThan(
      hiddenSizeFor(adding(), lstm, { parameters: 10_000 }),
    );
  });

  it('refuses what is no number of parameters', () => {
    expect(() => hiddenSizeFor(adding(), lstm, { parameters: 0 })).toThrow(
      'hiddenSizeFor: parameters must be a positive integer, but is 0.',
    );
  });
});
