import { bidirectional, last, sequential, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { crossEntropy, embedding, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { createModel, type Backend } from '@sluice/model';
import { adam } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTrainer, explainTraining, type Batch, type TrainerOptions } from '../src/index.js';
import { classes, dropHalf, tinyModel, tinyTrainer, tokens } from './tiny.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const again = { inputSize: 4, hiddenSize: 4 };
const between = (...parts: SequenceLayer[]): SequenceLayer =>
  sequential(embedding(classes, 3), ...parts, linear(4, classes));

const nets: Record<string, SequenceLayer> = {
  rnn: between(rnn(sizes)),
  lstm: between(lstm(sizes)),
  'lstm with two biases': between(lstm({ ...sizes, recurrentBias: true })),
  gru: between(gru(sizes)),
  'a stack with dropout': between(lstm(sizes), dropHalf({} as never), gru(again), layerNorm(4), rnn(again)),
  bidirectional: between(
    bidirectional(lstm(sizes), { merge: 'sum' }),
    bidirectional(gru(again), { merge: 'mean' }),
  ),
  'many to one': sequential(embedding(classes, 3), lstm(sizes), last(), linear(4, classes)),
  'both directions to one': sequential(
    embedding(classes, 3),
    bidirectional(sequential(gru(sizes), last()), { merge: 'sum' }),
    linear(4, classes),
  ),
};

/** The sizes of a batch, and which of the optional parts it has. */
interface Drawn {
  readonly rows: number;
  readonly steps: number;
  readonly stateful: boolean;
  readonly masked: boolean;
  readonly padded: boolean;
}

/** A chunk is of 64 rows at least: these are sequences of one chunk and of several, whole and with steps left. */
const drawn = (longest: number): fc.Arbitrary<Drawn> =>
  fc.record({
    rows: fc.constantFrom(1, 5, 16, 33),
    steps: fc.constantFrom(1, 2, 7, 16, 25, 67, 128, 131).filter((steps) => steps <= longest),
    stateful: fc.boolean(),
    masked: fc.boolean(),
    padded: fc.boolean(),
  });

function batchOf({ rows, steps, masked, padded }: Drawn, manyToOne: boolean, which: number): Batch {
  const number = (i: number): number => (i * i + 3 * i + 7 * which) % 101;
  const list = (shape: number[]): number[] =>
    Array.from({ length: shape.reduce((size, extent) => size * extent, 1) }, (_, i) => number(i));
  const ids = (shape: number[], from: number): Tensor<'i32'> =>
    tokens(
      list(shape).map((n) => (n + from) % classes),
      shape,
    );
  const target = manyToOne ? [rows] : [rows, steps];
  return {
    input: ids([rows, steps], 0),
    target: ids(target, 1),
    ...(masked && {
      mask: tensor(
        list(target).map((n, i) => (i === 0 || n % 3 > 0 ? 1 : 0)),
        target,
      ),
    }),
    ...(padded && { lengths: list([rows]).map((n) => 1 + (n % steps)) }),
  };
}

/** All that three steps of training give and leave. */
async function train(
  layer: SequenceLayer,
  backend: Backend,
  shape: Drawn,
  checkpointing: TrainerOptions['checkpointing'],
): Promise<unknown> {
  const trainer = await createTrainer(await createModel(layer, { seed: 5, backend }), {
    checkpointing,
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.05 }),
    clipNorm: 1,
    batchSize: shape.rows,
    timeSteps: shape.steps,
    stateful: shape.stateful,
    seed: 9,
  });
  const results = [];
  for (let i = 0; i < 3; i++) results.push(await trainer.step(batchOf(shape, layer.manyToOne === true, i)));
  const { parameters, optimizer, state } = trainer.checkpoint();
  return {
    results: results.map(({ loss, gradientNorm }) => [loss, gradientNorm]),
    parameters,
    optimizer,
    state,
  };
}

describe.each(Object.entries(nets))(
  `checkpointing 'sqrt' changes no bit of the training of %s`,
  (_, layer) => {
    it.each<[Backend, number, number]>([
      ['wasm', 8, 131],
      ['reference', 3, 25],
    ])('on %s', { timeout: 60_000 }, async (backend, count, longest) => {
      await fc.assert(
        fc.asyncProperty(drawn(longest), async (shape) => {
          expect(await train(layer, backend, shape, 'sqrt')).toEqual(
            await train(layer, backend, shape, 'none'),
          );
        }),
        { seed: 20, numRuns: count },
      );
    });
  },
);

describe('checkpointing', () => {
  /** Bytes of a training step of an LSTM of 32 over 8 rows of so many steps. */
  const bytes = (timeSteps: number, checkpointing: TrainerOptions['checkpointing']): number => {
    const layer = lstm({ inputSize: 4, hiddenSize: 32 });
    return explainTraining(layer, { loss: crossEntropy(), batchSize: 8, timeSteps, checkpointing }).memory;
  };

  it('takes a third of the memory of long sequences, and of longer ones a smaller part', () => {
    const [short, long] = [100, 900].map((time) => bytes(time, 'sqrt') / bytes(time, 'none')) as [
      number,
      number,
    ];
    expect(long).toBeLessThan(1 / 3);
    expect(long).toBeLessThan(short);
  });

  it('is the same on several threads', async () => {
    const weights = async (checkpointing: TrainerOptions['checkpointing']): Promise<unknown> => {
      const model = await tinyModel();
      const trainer = await tinyTrainer(model, { batchSize: 6, timeSteps: 50, threads: 2, checkpointing });
      const shape = { rows: 6, steps: 50, stateful: false, masked: true, padded: true };
      for (let i = 0; i < 3; i++) await trainer.step(batchOf(shape, false, i));
      trainer.close();
      return model.params;
    };
    expect(await weights('sqrt')).toEqual(await weights('none'));
  });

  it('is one of two words', async () => {
    await expect(tinyTrainer(await tinyModel(), { checkpointing: 'log' as 'sqrt' })).rejects.toThrow(
      new ArgumentError(`createTrainer: checkpointing must be 'none' or 'sqrt', but got log.`),
    );
  });
});
