import { sequential, type Cell } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { describe, expect, it } from 'vitest';
import { createTrainer } from '../src/index.js';
import { batchesOf, cellsOf, optimizerOf, paramsOf, readRun } from './golden.js';

/** How far f32 may be from PyTorch's f64. */
const close = (expected: number): number => 2e-6 + 1e-5 * Math.abs(expected);

describe.each(['train_lstm_adam_clip', 'train_gru_rmsprop_stateful', 'train_lstm_two_biases'])(
  '%s',
  (name) => {
    const run = readRun(name);
    const { vocab, embedding: width, hidden_size: hidden, batch, seq_len: time, clip, stateful } = run.config;

    it.each([
      ['reference', 1],
      ['wasm', 1],
      ['wasm', 2],
      ['wasm', 3],
    ] as const)(
      'has the losses, norms and final weights of PyTorch (%s, threads: %i)',
      async (backend, threads) => {
        const net: Cell = sequential(embedding(vocab, width), ...cellsOf(run), linear(hidden, vocab));
        const model = await createModel(net, {
          params: paramsOf(`${name}/weights.safetensors`, run),
          backend,
        });
        const trainer = await createTrainer(model, {
          loss: crossEntropy(),
          optimizer: optimizerOf(run),
          clipNorm: clip,
          batchSize: batch,
          timeSteps: time,
          stateful,
          threads,
        });
        expect(trainer.threads).toBe(threads);
        const batches = batchesOf(name);
        expect(batches).toHaveLength(run.config.steps);
        for (const [i, item] of batches.entries()) {
          const { loss, gradientNorm, step } = await trainer.step(item);
          expect(step).toBe(i + 1);
          expect(Math.abs(loss - run.loss_f64[i]!), `loss ${i}`).toBeLessThan(close(run.loss_f64[i]!));
          expect(Math.abs(gradientNorm - run.gradient_norm_f64[i]!), `norm ${i}`).toBeLessThan(
            close(run.gradient_norm_f64[i]!),
          );
        }
        const expected = paramsOf(`${name}/final64.safetensors`, run);
        expect(Object.keys(model.params).sort()).toEqual(Object.keys(expected).sort());
        for (const [key, { data }] of Object.entries(model.params)) {
          const worst = data.reduce(
            (most, number, i) => Math.max(most, Math.abs(number - expected[key]!.data[i]!)),
            0,
          );
          expect(worst, key).toBeLessThan(1e-5);
        }
        trainer.close();
      },
    );
  },
);
