import { createModel } from '@sluice/model';
import { tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../src/index.js';
import { batch, droppingNet, tinyModel, tinyTrainer, tokens } from './tiny.js';

describe.each(['reference', 'wasm'] as const)('trainer.evaluate (%s)', (backend) => {
  /** Steps `start` to `end` of one row of a batch. */
  const cut = ({ input, target }: Batch, row: number, start: number, end: number): Batch => {
    const part = (of: typeof input) =>
      tokens(of.data.slice(row * 3 + start, row * 3 + end), [1, end - start]);
    return { input: part(input), target: part(target) };
  };

  it('weights batches of different sizes by the positions that count', async () => {
    const trainer = await tinyTrainer(await tinyModel(backend));
    const [whole, small] = [batch(), cut(batch(1), 0, 0, 2)];
    const [a, b] = [await trainer.evaluate([whole]), await trainer.evaluate([small])];
    expect(await trainer.evaluate([whole, small])).toBeCloseTo((6 * a + 2 * b) / 8, 5);
    const mask = tensor([1, 1, 0, 0, 0, 0], [2, 3]);
    expect(await trainer.evaluate([{ ...whole, mask }, small])).toBeCloseTo(
      (2 * (await trainer.evaluate([cut(whole, 0, 0, 2)])) + 2 * b) / 4,
      5,
    );
    expect(await trainer.evaluate([{ ...whole, lengths: [3, 0] }])).toBeCloseTo(
      await trainer.evaluate([cut(whole, 0, 0, 3)]),
      5,
    );
  });

  it('carries the state if training does', async () => {
    const model = await tinyModel(backend);
    const [stateful, plain] = [await tinyTrainer(model, { stateful: true }), await tinyTrainer(model)];
    const pieces = [cut(batch(), 0, 0, 1), cut(batch(), 0, 1, 3)];
    const whole = await plain.evaluate([cut(batch(), 0, 0, 3)]);
    expect(await stateful.evaluate(pieces)).toBeCloseTo(whole, 5);
    expect(await plain.evaluate(pieces)).not.toBeCloseTo(whole, 3);
    await expect(stateful.evaluate([batch(), pieces[0]!])).rejects.toThrow(/as many rows as the first/);
  });

  it('drops nothing, and changes nothing', async () => {
    const trainer = await tinyTrainer(await createModel(droppingNet, { seed: 1, backend }), {
      stateful: true,
    });
    await trainer.step(batch());
    const before = trainer.checkpoint();
    const losses = [await trainer.evaluate([batch()]), await trainer.evaluate([batch()])];
    expect(losses[0]).toBe(losses[1]);
    expect(trainer.checkpoint()).toEqual(before);
  });

  it('says what is wrong', async () => {
    const trainer = await tinyTrainer(await tinyModel(backend));
    const { input, target } = batch();
    await expect(trainer.evaluate([])).rejects.toThrow(/there are no batches/);
    await expect(trainer.evaluate([{ input, target: tokens([1], [1, 1]) }])).rejects.toThrow(
      /target must be i32\[2, 3\]/,
    );
    await expect(trainer.evaluate([{ input: tokens([], [0, 3]), target }])).rejects.toThrow(
      /at least one row/,
    );
  });
});
