import { sequential } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { MemoryError } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTrainer, type TrainerOptions } from '../src/index.js';
import { batch, tinyModel, tinyTrainer } from './tiny.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const wide = sequential(embedding(5, 64), lstm({ inputSize: 64, hiddenSize: 512 }), linear(512, 5));

/** Fails to make a trainer, and returns how; counts the memories that are asked for. */
async function failure(
  options: Partial<TrainerOptions>,
): Promise<{ readonly error: MemoryError; readonly asked: number }> {
  const model = await createModel(wide);
  const memory = vi.spyOn(WebAssembly, 'Memory');
  const made = createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.1 }),
    batchSize: 256,
    timeSteps: 4096,
    ...options,
  });
  const error: unknown = await made.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(MemoryError);
  return { error: error as MemoryError, asked: memory.mock.calls.length };
}

describe('the memory of a trainer', () => {
  it('is stated by what it is there for', async () => {
    const trainer = await tinyTrainer(await tinyModel(), { stateful: true });
    const { total, activations, inputs } = trainer.memory!;
    // 5·4 + 4·6 + 6·6 + 6 + 6·5 + 5 = 121 weights, which Adam remembers twice; 2 × 3 tokens and targets; h of 2 × 6
    expect(inputs).toEqual({ weights: 4 * 121, optimizer: 2 * 4 * 121, batch: 2 * 4 * 6, state: 4 * 12 });
    const sum = Object.values(inputs).reduce((all, part) => all + part, activations);
    expect(total).toBe(sum);
    await trainer.step(batch());
  });

  it('counts every thread', async () => {
    const one = await tinyTrainer(await tinyModel());
    const two = await tinyTrainer(await tinyModel(), { threads: 2 });
    two.close();
    expect(two.memory!.inputs['batch']).toBe(one.memory!.inputs['batch']);
    expect(two.memory!.inputs['weights']).toBe(3 * one.memory!.inputs['weights']!);
  });

  it('is not known of the reference evaluator', async () => {
    expect((await tinyTrainer(await tinyModel('reference'))).memory).toBeUndefined();
  });

  it('is smaller where steps are computed again', async () => {
    const model = await createModel(lstm({ inputSize: 2, hiddenSize: 32 }));
    const bytes = async (checkpointing: TrainerOptions['checkpointing']): Promise<number> =>
      (await tinyTrainer(model, { batchSize: 8, timeSteps: 400, checkpointing })).memory!.activations;
    expect(await bytes('sqrt')).toBeLessThan(0.5 * (await bytes('none')));
  });
});

describe('a training step that fits in no memory', () => {
  it('says so before any is taken: how much, what for, and what to do', async () => {
    const { error, asked } = await failure({});
    expect(asked).toBe(0);
    expect(error.message).toMatch(
      /^createTrainer: a training step of 256 rows and 4096 steps takes \d+\.\d GB of memory \(weights 4\.\d MB, optimizer 9\.\d MB, batch 8\.0 MB, activations \d+\.\d GB\), but a WebAssembly memory holds 4\.0 GB at most\. Take a smaller batchSize, fewer timeSteps, or checkpointing: 'sqrt'\.$/,
    );
    expect(error.shortage.bytes).toBeGreaterThan(2 ** 32);
  });

  it('does not propose what is done already, and needs less of it', async () => {
    const [kept, again] = [await failure({}), await failure({ checkpointing: 'sqrt' })];
    expect(again.error.message).toMatch(/Take a smaller batchSize or fewer timeSteps\.$/);
    expect(again.error.shortage.bytes).toBeLessThan(kept.error.shortage.bytes / 2);
  });

  it('names the share of a thread', async () => {
    const { error, asked } = await failure({ threads: 3 });
    expect(asked).toBe(0);
    expect(error.message).toMatch(/^createTrainer: a thread's share of a training step of 256 rows/);
  });

  it('says so too where the engine has less than it takes', async () => {
    const model = await tinyModel();
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(() => {
      throw new RangeError('could not allocate memory');
    });
    await expect(tinyTrainer(model)).rejects.toThrow(
      /^createTrainer: a training step of 2 rows and 3 steps takes .* but the engine does not give it that much\. Take/,
    );
  });
});
