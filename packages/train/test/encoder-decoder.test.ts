import {
  bahdanauAttention,
  bidirectional,
  encoderDecoder,
  MissingConstantError,
  scheduledSampling,
  sequential,
  type Cell,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { crossEntropy, embedding, linear, meanSquaredError } from '@sluice/layers';
import { ShapeError, tensor } from '@sluice/math';
import { createModel, type Backend, type Model } from '@sluice/model';
import { adam, sgd } from '@sluice/optim';
import { cfc } from '@sluice/zoo';
import { describe, expect, it } from 'vitest';
import { createTrainer, pairSequences, sequenceBatches, type Batch, type Trainer } from '../src/index.js';
import { tokens } from './tiny.js';

const decoder = sequential(
  embedding(8, 4),
  bahdanauAttention(gru({ inputSize: 4 + 10, hiddenSize: 6 }), { memorySize: 10, size: 5 }),
  linear(6, 8),
);
const net = (cell: Cell = decoder): Cell =>
  encoderDecoder(sequential(embedding(8, 4), bidirectional(gru({ inputSize: 4, hiddenSize: 5 }))), cell);

const [start, end] = [0, 1];
const pairs = [
  { source: [2, 3, 4], target: [4, 3, 2] },
  { source: [5, 6], target: [6, 5] },
  { source: [7, 2, 2, 3], target: [3, 2, 2, 7] },
  { source: [4], target: [4] },
];
const sequences = pairSequences(pairs, { start, end });
const [batch] = [...sequenceBatches(sequences, { batchSize: 4 })(1)] as [Batch];

const trainerOf = (model: Model, options: object = {}): Promise<Trainer> =>
  createTrainer(model, {
    loss: crossEntropy(),
    optimizer: sgd({ learningRate: 0.1 }),
    batchSize: 4,
    ...sequences.sizes,
    ...options,
  });

/** Losses of some steps, and the weights after them. */
async function train(options: object, cell?: Cell, backend: Backend = 'wasm') {
  const model = await createModel(net(cell), { seed: 3, backend });
  const trainer = await trainerOf(model, options);
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) losses.push((await trainer.step(batch)).loss);
  trainer.close();
  return { losses, params: model.params };
}

type Trained = Awaited<ReturnType<typeof train>>;
const expectClose = (actual: Trained, expected: Trained, digits = 5): void => {
  actual.losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected.losses[i]!, digits));
  for (const [name, { data }] of Object.entries(expected.params)) {
    data.forEach((value, i) => expect(actual.params[name]!.data[i]).toBeCloseTo(value, digits));
  }
};

describe('pairSequences', () => {
  it('shifts targets, and pads', () => {
    const { input, target, lengths, constants, sizes } = pairSequences(pairs.slice(0, 2), {
      start,
      end,
      sourceSteps: 4,
    });
    expect(input).toEqual(tokens([0, 4, 3, 2, 0, 6, 5, 0], [2, 4]));
    expect(target).toEqual(tokens([4, 3, 2, 1, 6, 5, 1, 0], [2, 4]));
    expect(lengths).toEqual([4, 3]);
    expect(constants).toEqual({
      source: tokens([2, 3, 4, 0, 5, 6, 0, 0], [2, 4]),
      sourceLengths: tokens([3, 2], [2]),
    });
    expect(sizes).toEqual({ timeSteps: 4, axes: { sourceSteps: 4 } });
  });

  it('says what is wrong', () => {
    expect(() => pairSequences([], { start, end })).toThrow(/there are no pairs/);
    expect(() => pairSequences([{ source: [], target: [1] }], { start, end })).toThrow(
      /source of pair 0 is empty/,
    );
    expect(() => pairSequences(pairs, { start, end, timeSteps: 4 })).toThrow(
      /timeSteps must be an integer of at least 5, which pair 2 takes, but is 4/,
    );
  });
});

describe('a trainer of an encoder-decoder', () => {
  it(
    'does on every backend and number of threads what the reference does on one',
    { timeout: 60_000 },
    async () => {
      const expected = await train({}, undefined, 'reference');
      expect(expected.losses[2]).toBeLessThan(expected.losses[0]!);
      expectClose(await train({}), expected);
      expectClose(await train({ threads: 3 }), expected);
      expectClose(await train({ checkpointing: 'sqrt' }), expected);
    },
  );

  it('chooses the same inputs on every backend and number of threads', { timeout: 60_000 }, async () => {
    const sampling = scheduledSampling(decoder, { teacherForcing: 0.5, draw: 'sample' });
    const expected = await train({ seed: 5 }, sampling, 'reference');
    expectClose(await train({ seed: 5 }, sampling), expected);
    expectClose(await train({ seed: 5, threads: 2 }, sampling), expected);
    const other = await train({ seed: 6 }, sampling);
    expect(other.losses[0]).not.toBeCloseTo(expected.losses[0]!, 4);
  });

  it('does not look at padding, of sources or of targets', async () => {
    const { loss } = await (await trainerOf(await createModel(net(), { seed: 3 }))).step(batch);
    const wide = pairSequences(pairs, { start, end, sourceSteps: 7, timeSteps: 6 });
    const trainer = await trainerOf(await createModel(net(), { seed: 3 }), wide.sizes);
    const { input, target, lengths, constants } = wide;
    expect((await trainer.step({ input, target, lengths, constants })).loss).toBeCloseTo(loss, 5);
    expect(await trainer.evaluate([batch])).toBeLessThan(loss);
  });

  it('takes sources of other sizes in between, and goes on', async () => {
    const [plain, mixed] = await Promise.all(
      [0, 1].map(async () =>
        trainerOf(await createModel(net(), { seed: 3 }), { optimizer: adam({ learningRate: 0.01 }) }),
      ),
    );
    const { constants: wide } = pairSequences(pairs, { start, end, sourceSteps: 6 });
    for (let i = 0; i < 4; i++) {
      const expected = await plain!.step(batch);
      const { loss, step } = await mixed!.step(i % 2 ? { ...batch, constants: wide } : batch);
      expect(loss).toBeCloseTo(expected.loss, 5);
      expect(step).toBe(i + 1);
    }
  });

  it('says what is wrong with constants', async () => {
    const trainer = await trainerOf(await createModel(net()));
    const { constants, ...without } = batch;
    await expect(trainer.step(without)).rejects.toThrow(MissingConstantError);
    await expect(trainer.step(without)).rejects.toThrow(
      /trainer.step: encoderDecoder reads a constant "source"/,
    );
    await expect(trainer.evaluate([without])).rejects.toThrow(
      /trainer.evaluate: encoderDecoder reads a constant "source"/,
    );
    const source = tokens([1, 2], [1, 2]);
    await expect(trainer.step({ ...batch, constants: { ...constants, source } })).rejects.toThrow(ShapeError);
    await expect(trainer.step({ ...batch, constants: { ...constants, other: source } })).rejects.toThrow(
      /reads no constant "other"/,
    );
    await expect(trainerOf(await createModel(net()), { axes: { sourceSteps: 0 } })).rejects.toThrow(
      /axes.sourceSteps must be an integer of at least 1, but got 0/,
    );
  });
});

describe('a trainer of a cell that knows of time', () => {
  const input = tensor(
    Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    [4, 3, 2],
  );
  const target = tensor(
    Float32Array.from({ length: 12 }, (_, i) => Math.cos(i)),
    [4, 3, 1],
  );
  const delta = tensor(
    Float32Array.from({ length: 12 }, (_, i) => 0.5 + (i % 5)),
    [4, 3],
  );

  const losses = async (options: object, batches: readonly Batch[], backend: Backend = 'wasm') => {
    const model = await createModel(sequential(cfc({ inputSize: 2, hiddenSize: 4 }), linear(4, 1)), {
      seed: 1,
      backend,
    });
    const trainer = await createTrainer(model, {
      loss: meanSquaredError(),
      optimizer: sgd({ learningRate: 0.1 }),
      batchSize: 4,
      timeSteps: 3,
      ...options,
    });
    const found: number[] = [];
    for (const item of batches) found.push((await trainer.step(item)).loss);
    found.push(await trainer.evaluate(batches));
    trainer.close();
    return found;
  };

  it('hands it the times between steps', async () => {
    const batches = [
      { input, target, delta },
      { input, target },
      { input, target, delta },
    ];
    const expected = await losses({}, batches, 'reference');
    for (const options of [{}, { threads: 2 }]) {
      (await losses(options, batches)).forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5));
    }
    expect((await losses({}, [{ input, target }]))[0]).not.toBeCloseTo(expected[0]!, 4);
    await expect(losses({}, [{ input, target, delta: target }])).rejects.toThrow(
      /trainer.step: delta must be f32\[4, 3\]/,
    );
  });
});
