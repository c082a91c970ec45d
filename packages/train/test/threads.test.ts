import { embedding, linear } from '@sluice/layers';
import { last, sequential } from '@sluice/cell';
import { lstm } from '@sluice/lstm';
import { IndexError, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { sgd } from '@sluice/optim';
import { afterEach, describe, expect, it } from 'vitest';
import { DivergedError, type Batch, type Trainer, type TrainerOptions } from '../src/index.js';
import { batches, classes, droppingNet, tinyModel, tinyTrainer, tokens } from './tiny.js';

const [rows, steps] = [5, 4];
const open: Trainer[] = [];
afterEach(() => open.splice(0).forEach((trainer) => trainer.close()));

/** A trainer of the net with dropout over batches of five rows. */
async function trainerOn(
  threads: NonNullable<TrainerOptions['threads']>,
  options: Partial<TrainerOptions> = {},
  net: Parameters<typeof createModel>[0] = droppingNet,
): Promise<Trainer> {
  const model = await createModel(net, { seed: 3 });
  const trainer = await tinyTrainer(model, { batchSize: rows, timeSteps: steps, threads, ...options });
  open.push(trainer);
  return trainer;
}

const item = (which: number): Batch => {
  const token = (i: number): number => (i * i + 3 * i + 7 * which) % classes;
  const data = (first: number): number[] => Array.from({ length: rows * steps }, (_, i) => token(first + i));
  return { input: tokens(data(0), [rows, steps]), target: tokens(data(1), [rows, steps]) };
};

const masks: Record<string, Partial<Batch>> = {
  'whole batches': {},
  'rows of their own lengths': { lengths: [4, 1, 3, 2, 4] },
  'a mask that leaves rows out': {
    mask: tensor([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1], [rows, steps]),
  },
  both: { lengths: [4, 4, 4, 1, 2], mask: tensor(new Float32Array(rows * steps).fill(1), [rows, steps]) },
};

async function losses(trainer: Trainer, parts: Partial<Batch>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < 6; i++) {
    const { loss, gradientNorm } = await trainer.step({ ...item(i), ...parts });
    found.push(loss, gradientNorm);
  }
  return found;
}

describe.each(Object.entries(masks))('threads over %s', (_, parts) => {
  it.each([false, true])('train as one does, dropout included, stateful: %s', async (stateful) => {
    const options = { stateful, clipNorm: 0.5 };
    const one = await trainerOn(1, options);
    const expected = await losses(one, parts);
    for (const threads of [2, 3, 5]) {
      const several = await trainerOn(threads, options);
      const found = await losses(several, parts);
      found.forEach((number, i) => expect(number).toBeCloseTo(expected[i]!, 5));
      const { parameters, state } = one.checkpoint();
      for (const [name, { data }] of Object.entries({ ...parameters, ...state })) {
        const other = { ...several.checkpoint().parameters, ...several.checkpoint().state }[name]!.data;
        data.forEach((number, i) => expect(other[i]).toBeCloseTo(number, 4));
      }
    }
  });
});

describe('threads', () => {
  it('give the same bits each time', async () => {
    const [first, second] = [await trainerOn(2), await trainerOn(2)];
    expect(await losses(first, {})).toEqual(await losses(second, {}));
    expect(first.checkpoint()).toEqual(second.checkpoint());
  });

  it('go on from a checkpoint bit for bit, and from weights that were replaced', async () => {
    const [first, second] = [await trainerOn(2, { stateful: true }), await trainerOn(2, { stateful: true })];
    await losses(first, {});
    second.restore(first.checkpoint());
    expect(await losses(second, {})).toEqual(await losses(first, {}));
    second.model.params = first.model.params;
    expect((await second.step(item(1))).loss).toBe((await first.step(item(1))).loss);
  });

  it('train models that keep the last step', async () => {
    const net = sequential(
      embedding(classes, 4),
      lstm({ inputSize: 4, hiddenSize: 6 }),
      last(),
      linear(6, classes),
    );
    const [one, two] = [await trainerOn(1, {}, net), await trainerOn(2, {}, net)];
    const batch = { ...item(0), target: tokens([0, 1, 2, 3, 4], [rows]), lengths: [4, 1, 2, 3, 4] };
    for (let i = 0; i < 3; i++) {
      expect((await two.step(batch)).loss).toBeCloseTo((await one.step(batch)).loss, 5);
    }
  });

  it('leave no trace of a step that fails', async () => {
    const trainer = await trainerOn(2, { stateful: true, optimizer: sgd({ learningRate: 0.1 }) });
    await trainer.step(item(0));
    const before = trainer.checkpoint();
    const wrong = { ...item(1), input: tokens(new Array<number>(rows * steps).fill(9), [rows, steps]) };
    await expect(trainer.step(wrong)).rejects.toBeInstanceOf(IndexError);
    expect(trainer.checkpoint()).toEqual(before);

    const parameters = { ...trainer.model.params };
    trainer.model.params = {
      ...parameters,
      '3.w': tensor(
        parameters['3.w']!.data.map(() => 3e38),
        parameters['3.w']!.shape,
      ),
    };
    const large = trainer.checkpoint();
    await expect(trainer.step(item(1))).rejects.toBeInstanceOf(DivergedError);
    expect(trainer.checkpoint()).toEqual(large);
  });

  it('are as many as were asked for, or as make sense', async () => {
    const auto = await tinyTrainer(await tinyModel(), { threads: 'auto' });
    expect([auto.threads, auto.threadsReason]).toEqual([1, expect.stringMatching(/so small/)]);
    const many = await trainerOn(64);
    expect([many.threads, many.threadsReason]).toEqual([rows, expect.stringMatching(/5 rows/)]);
    const reference = await tinyTrainer(await tinyModel('reference'), { threads: 2 });
    expect([reference.threads, reference.threadsReason]).toEqual([1, expect.stringMatching(/reference/)]);
    const plain = await tinyTrainer(await tinyModel());
    expect([plain.threads, plain.threadsReason]).toEqual([1, expect.stringMatching(/asked for/)]);
  });

  it('end when they are told to', async () => {
    const trainer = await tinyTrainer(await tinyModel(), { threads: 2 });
    await trainer.step(batches(1)[0]!);
    trainer.close();
    await expect(trainer.step(batches(1)[0]!)).rejects.toThrow('closed');
  });
});
