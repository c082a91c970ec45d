import { createModel } from '@sluice/model';
import { adam, sgd } from '@sluice/optim';
import { loadCheckpoint, saveCheckpoint } from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import type { FitOptions, FitReport, LoadedCheckpoint, Trainer } from '../src/index.js';
import { batch, batches, droppingNet, tinyModel, tinyTrainer } from './tiny.js';

describe.each(['reference', 'wasm'] as const)('a checkpoint (%s)', (backend) => {
  const make = async (seed: number): Promise<Trainer> =>
    tinyTrainer(await createModel(droppingNet, { seed, backend }), { stateful: true, seed, clipNorm: 0.5 });
  const options: FitOptions = {
    epochs: 3,
    validate: [batch(9)],
    validateEvery: 2,
    earlyStopping: { patience: 4 },
  };
  const run = async (trainer: Trainer, steps = Infinity): Promise<FitReport[]> => {
    const reports: FitReport[] = [];
    for await (const report of trainer.fit(batches(4), options)) {
      reports.push(report);
      if (reports.length === steps) break;
    }
    return reports;
  };

  it(
    'resumes bit for bit the run that was never interrupted, wherever it stops',
    { timeout: 30_000 },
    async () => {
      const whole = await make(1);
      const expected = await run(whole);
      expect(expected.length).toBeGreaterThan(8);
      const last = whole.checkpoint();
      for (const steps of [1, 4, 7]) {
        const first = await make(1);
        const before = await run(first, steps);
        const bytes = saveCheckpoint(first.checkpoint());
        const resumed = await make(2);
        resumed.restore(loadCheckpoint(bytes));
        expect([...before, ...(await run(resumed))]).toEqual(expected);
        expect(resumed.checkpoint()).toEqual(last);
      }
    },
  );

  it('makes up for a validation that was cut off', async () => {
    const whole = await make(1);
    await run(whole);
    const controller = new AbortController();
    const first = await make(1);
    const aborting = {
      *[Symbol.iterator]() {
        if (first.stepCount === 4) controller.abort();
        yield batch(9);
      },
    };
    const cut = { ...options, validate: aborting, signal: controller.signal };
    for await (const { step } of first.fit(batches(4), cut)) expect(step).toBeLessThan(5);
    const resumed = await make(1);
    const checkpoint = first.checkpoint();
    expect(checkpoint.data.training.validationDue).toBe(true);
    resumed.restore(checkpoint);
    await run(resumed);
    expect(resumed.checkpoint()).toEqual(whole.checkpoint());
  });

  it('is a copy', async () => {
    const trainer = await make(1);
    const checkpoint = trainer.checkpoint();
    const before = structuredClone(checkpoint);
    await run(trainer, 3);
    expect(checkpoint).toEqual(before);
  });
});

describe('trainer.restore', () => {
  it('refuses what does not fit, and changes nothing', async () => {
    const trainer = await tinyTrainer(await tinyModel(), { stateful: true });
    await trainer.step(batch());
    const good = trainer.checkpoint();
    const plain = (await tinyTrainer(await tinyModel(), { optimizer: sgd() })).checkpoint();
    const wider = (await tinyTrainer(await tinyModel(), { stateful: true, batchSize: 3 })).checkpoint();
    const other = (await tinyTrainer(await createModel(droppingNet), { stateful: true })).checkpoint();
    const amsgrad = (
      await tinyTrainer(await tinyModel(), { stateful: true, optimizer: adam({ amsgrad: true }) })
    ).checkpoint();
    const wrong: (readonly [LoadedCheckpoint, RegExp])[] = [
      [plain, /optimizer "m\/0.weight" must be f32\[5, 4\], but got undefined/],
      [wider, /state "1.h" must be f32\[2, 6\], but got f32\[3, 6\]/],
      [other, /optimizer "m\/1.wx" must be f32\[4, 6\]/],
      [amsgrad, /holds optimizer "vMax\/0.weight"/],
      [{ ...good, parameters: {} }, /"0.weight".* missing/],
      [
        { ...good, data: {} },
        /data.training.step must be an integer of 32 bits of at least 0, but is undefined/,
      ],
      [
        { ...good, data: { training: { ...good.data.training, step: 2 ** 32 } } },
        /step must .* is 4294967296/,
      ],
      [{ ...good, data: { training: { ...good.data.training, batch: -1 } } }, /training.batch .* is -1/],
      [{ ...good, data: { training: { ...good.data.training, best: { loss: 'x' } } } }, /best/],
    ];
    for (const [checkpoint, message] of wrong) {
      expect(() => trainer.restore(checkpoint)).toThrow(message);
      expect(trainer.checkpoint()).toEqual(good);
    }
    trainer.restore(good);
    expect(trainer.checkpoint()).toEqual(good);
  });

  it('needs the batches that the training began with', async () => {
    const trainer = await tinyTrainer(await tinyModel());
    for await (const { step } of trainer.fit(batches(4))) if (step === 3) break;
    const checkpoint = trainer.checkpoint();
    trainer.restore(checkpoint);
    const resumed = trainer.fit(batches(2));
    await expect(resumed.next()).rejects.toThrow(/interrupted after batch 3 of epoch 1/);
  });
});
