import { ArgumentError } from '@sluice/math';
import { exponential, sgd } from '@sluice/optim';
import { describe, expect, it } from 'vitest';
import { DivergedError, type Batch, type FitReport } from '../src/index.js';
import { batch, batches, tinyModel, tinyTrainer, tokens } from './tiny.js';

async function collect(reports: AsyncIterable<FitReport>): Promise<FitReport[]> {
  const all: FitReport[] = [];
  for await (const report of reports) all.push(report);
  return all;
}

describe('trainer.fit', () => {
  it('takes the same steps as calling step, and reports them', async () => {
    const [model, twin] = [await tinyModel(), await tinyModel()];
    const [trainer, other] = [await tinyTrainer(model), await tinyTrainer(twin)];
    const reports = await collect(trainer.fit(batches(3), { epochs: 2 }));
    const expected = [];
    for (const i of [0, 1, 2, 0, 1, 2]) expected.push(await other.step(batch(i)));
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(reports.map(({ epoch, ...result }) => (epoch > 0 ? result : undefined))).toEqual(expected);
    expect(model.params).toEqual(twin.params);
  });

  it('takes generators, asynchronous ones, and functions of the epoch', async () => {
    async function* slowly(): AsyncGenerator<Batch> {
      for (const item of batches(2)) yield await Promise.resolve(item);
    }
    const epochs: number[] = [];
    const trainer = await tinyTrainer(await tinyModel());
    expect(await collect(trainer.fit(slowly()))).toHaveLength(2);
    const perEpoch = (epoch: number): Iterable<Batch> => {
      epochs.push(epoch);
      return batches(epoch);
    };
    expect(await collect(trainer.fit(perEpoch, { epochs: 3 }))).toHaveLength(6);
    expect(epochs).toEqual([1, 2, 3]);
    await expect(collect(trainer.fit(slowly, { epochs: 2 }))).resolves.toHaveLength(4);
  });

  it('begins each epoch of a carried state in zeros', async () => {
    const trainer = await tinyTrainer(await tinyModel(), {
      stateful: true,
      optimizer: sgd({ learningRate: 0 }),
    });
    const losses = (await collect(trainer.fit(batches(2), { epochs: 2 }))).map(({ loss }) => loss);
    expect(losses.slice(2)).toEqual(losses.slice(0, 2));
  });

  it('validates at the end of each epoch, or every so many steps', async () => {
    const trainer = await tinyTrainer(await tinyModel());
    const validate = [batch(8)];
    const after = (reports: FitReport[]): number[] =>
      reports.filter(({ validation }) => validation !== undefined).map(({ step }) => step);
    const reports = await collect(trainer.fit(batches(3), { epochs: 2, validate }));
    expect(after(reports)).toEqual([3, 6]);
    expect(reports.at(-1)!.validation).toBe(await trainer.evaluate(validate));
    expect(after(await collect(trainer.fit(batches(5), { validate, validateEvery: 2 })))).toEqual([8, 10]);
  });

  it('follows a schedule', async () => {
    const optimizer = sgd({ learningRate: exponential(1, { factor: 0.5 }) });
    const trainer = await tinyTrainer(await tinyModel(), { optimizer });
    const reports = await collect(trainer.fit(batches(5)));
    expect(reports.map(({ learningRate }) => learningRate)).toEqual([1, 0.5, 0.25, 0.125, 0.0625]);
  });

  it('stops early and ends with the best weights', async () => {
    // It is trained to say the opposite of what it is validated on, so that the first validation is the best.
    const model = await tinyModel();
    const trainer = await tinyTrainer(model, { optimizer: sgd({ learningRate: 0.5 }) });
    const { input } = batch();
    const ones = { input, target: tokens([1, 1, 1, 1, 1, 1], [2, 3]) };
    const twos = { input, target: tokens([2, 2, 2, 2, 2, 2], [2, 3]) };
    const params: unknown[] = [];
    const options = { epochs: 50, validate: [twos], validateEvery: 2, earlyStopping: { patience: 3 } };
    for await (const report of trainer.fit([ones], options)) {
      if (report.validation !== undefined) params.push({ ...model.params });
    }
    expect(trainer.stepCount).toBe(8);
    expect(params).toHaveLength(4);
    expect({ ...model.params }).toEqual(params[0]);
  });

  it('ends after the present step when it is aborted, and keeps the weights', async () => {
    const trainer = await tinyTrainer(await tinyModel());
    const controller = new AbortController();
    const steps: number[] = [];
    for await (const { step } of trainer.fit(batches(5), { epochs: 1000, signal: controller.signal })) {
      steps.push(step);
      if (step === 7) controller.abort();
    }
    expect(steps).toHaveLength(7);
    expect(trainer.stepCount).toBe(7);
    expect(await collect(trainer.fit(batches(5), { signal: controller.signal }))).toEqual([]);
  });

  it('lets timers run, so that a signal can come from outside', async () => {
    const trainer = await tinyTrainer(await tinyModel());
    const signal = AbortSignal.timeout(60);
    const reports = await collect(trainer.fit(batches(5), { epochs: 1e6, signal }));
    expect(reports.length).toBeGreaterThan(0);
    expect(signal.aborted).toBe(true);
  });

  it('tells callbacks first, and stops when one says so', async () => {
    const seen: number[] = [];
    const trainer = await tinyTrainer(await tinyModel());
    const callbacks = [
      async ({ step }: FitReport) => {
        await Promise.resolve();
        seen.push(step);
      },
      ({ step }: FitReport) => (step === 4 ? 'stop' : undefined) as 'stop',
    ];
    expect(await collect(trainer.fit(batches(10), { callbacks }))).toHaveLength(4);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('closes the batches when the loop is left', async () => {
    let closed = false;
    function* watched(): Generator<Batch> {
      try {
        for (;;) yield batch();
      } finally {
        closed = true;
      }
    }
    const trainer = await tinyTrainer(await tinyModel());
    for await (const { step } of trainer.fit(watched())) if (step === 3) break;
    expect(closed).toBe(true);
    expect(trainer.stepCount).toBe(3);
  });

  it('hands on what goes wrong with the batches, and counts the steps that were taken', async () => {
    function* failing(): Generator<Batch> {
      yield* batches(2);
      throw new Error('no more memory cards');
    }
    const trainer = await tinyTrainer(await tinyModel());
    await expect(collect(trainer.fit(failing))).rejects.toThrow('no more memory cards');
    expect(trainer.checkpoint().data.training).toMatchObject({ step: 2, epoch: 0, batch: 2 });
  });

  it('stops where training diverges', async () => {
    const trainer = await tinyTrainer(await tinyModel(), { optimizer: sgd({ learningRate: 1e30 }) });
    await expect(collect(trainer.fit(batches(100)))).rejects.toBeInstanceOf(DivergedError);
  });

  it('says what is wrong with its options', async () => {
    const trainer = await tinyTrainer(await tinyModel());
    const failing = (reports: AsyncIterable<FitReport>) => expect(collect(reports)).rejects;
    function* once(): Generator<Batch> {
      yield batch();
    }
    await failing(trainer.fit([])).toThrow(/epoch 1 has no batches/);
    await failing(trainer.fit(once(), { epochs: 2 })).toThrow(/epoch 2 has no batches. A generator/);
    await failing(trainer.fit(batches(1), { epochs: 0 })).toThrow(
      /epochs must be an integer of at least 1, but got 0/,
    );
    await failing(trainer.fit(batches(1), { earlyStopping: { patience: 1 } })).toThrow(/give validate/);
    await failing(trainer.fit(batches(1), { validateEvery: 0.5, validate: batches(1) })).toThrow(
      /validateEvery.*0.5/,
    );
    await failing(trainer.fit(batches(1), { epochs: 0 })).toBeInstanceOf(ArgumentError);
  });
});
