import { last, sequential } from '@sluice/cell';
import { crossEntropy, embedding, linear, type LossContext } from '@sluice/layers';
import { IndexError, ShapeError, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam, sgd } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { createTrainer, DivergedError } from '../src/index.js';
import { batch, droppingNet, tinyModel, tinyTrainer, tokens } from './tiny.js';

describe.each(['reference', 'wasm'] as const)('trainer.step (%s)', (backend) => {
  it('makes one update of plain gradient descent as worked out by hand', async () => {
    // y = w·x with w = 2, x = 3 and squared error against 5: loss = 1, dL/dw = 2·(6 − 5)·3 = 6, w ← 2 − 0.1·6 = 1.4
    const model = await createModel(linear(1, 1, { bias: false }), {
      params: { w: tensor([2], [1, 1]) },
      backend,
    });
    const squaredError = {
      kind: 'squaredError',
      targetDType: 'f32',
      targetShape: (output: readonly number[]) => output,
      compute: ({ output, target }) => output.sub(target).square().mean(),
    } as const satisfies Parameters<typeof createTrainer>[1]['loss'];
    const trainer = await createTrainer(model, {
      loss: squaredError,
      optimizer: sgd({ learningRate: 0.1 }),
      batchSize: 1,
      timeSteps: 1,
    });
    const [input, target] = [tensor([3], [1, 1, 1]), tensor([5], [1, 1, 1])];
    const result = await trainer.step({ input, target });
    expect(result.loss).toBeCloseTo(1, 6);
    expect(result.gradientNorm).toBeCloseTo(6, 5);
    expect(result.learningRate).toBeCloseTo(0.1, 6);
    expect(result.step).toBe(1);
    expect(model.params['w']!.data[0]).toBeCloseTo(1.4, 6);

    const clipped = await createTrainer(model, {
      loss: squaredError,
      optimizer: sgd({ learningRate: 0.1 }),
      batchSize: 1,
      timeSteps: 1,
      clipValue: 0.5,
    });
    // w = 1.4: the gradient 2·(4.2 − 5)·3 = −4.8 is cut to −0.5
    expect((await clipped.step({ input, target })).gradientNorm).toBeCloseTo(4.8, 4);
    expect(model.params['w']!.data[0]).toBeCloseTo(1.45, 6);
  });

  it('learns, and the model follows', async () => {
    const model = await tinyModel(backend);
    const trainer = await tinyTrainer(model);
    const stream = model.stream();
    const before = model.params['1.wx']!;
    const kept = Float32Array.from(before.data);
    const first = await trainer.step(batch());
    const scores = Float32Array.from(stream.step(0));
    let last = first;
    for (let i = 0; i < 60; i++) last = await trainer.step(batch());
    expect(last.step).toBe(61);
    expect(trainer.stepCount).toBe(61);
    expect(last.loss).toBeLessThan(first.loss / 3);
    expect(before.data).toEqual(kept);
    expect(model.params['1.wx']!.data).not.toEqual(kept);
    stream.reset();
    expect(stream.step(0)).not.toEqual(scores);
    const { output } = await model.predict(batch().input);
    stream.reset();
    const scores0 = stream.step(batch().input.data[0]!);
    scores0.forEach((score, k) => expect(score).toBeCloseTo(output.data[k]!, 5));
  });

  it('goes on from weights that were replaced', async () => {
    const [model, other] = [await tinyModel(backend), await tinyModel(backend)];
    const [trainer, twin] = [await tinyTrainer(model), await tinyTrainer(other)];
    const { loss } = await trainer.step(batch());
    const start = structuredClone(other.params);
    await trainer.step(batch(1));
    model.params = start;
    expect((await trainer.step(batch())).loss).toBe(loss);

    // two trainers of one model take turns
    const third = await tinyTrainer(other);
    await twin.step(batch());
    const { loss: second } = await third.step(batch());
    expect(second).not.toBe(loss);
    await third.step(batch());
    expect((await twin.step(batch())).loss).toBeLessThan(second);
  });

  it('says what is wrong with a batch, and changes nothing', async () => {
    const model = await tinyModel(backend);
    const trainer = await tinyTrainer(model, { stateful: true });
    await trainer.step(batch());
    const before = trainer.checkpoint();
    const { input, target } = batch();
    const wrong = [
      [
        { input: tokens([1, 2, 3], [1, 3]), target },
        ShapeError,
        /input must be i32\[2, 3\], but got i32\[1, 3\]/,
      ],
      [
        { input, target: tokens([1, 2], [2, 1]) },
        ShapeError,
        /target must be i32\[2, 3\], but got i32\[2, 1\]/,
      ],
      [
        { input: tensor([1, 2, 3, 4, 0, 1], [2, 3]), target },
        ShapeError,
        /input must be i32\[2, 3\], but got f32/,
      ],
      [{ input: tokens([1, 2, 9, 0, 0, 0], [2, 3]), target }, IndexError, /9.*outside of 0 to 4/],
      [{ input, target: tokens([1, 2, -1, 0, 0, 0], [2, 3]) }, IndexError, /-1.*outside of 0 to 4/],
      [
        { input, target, mask: tensor([1, 1], [2, 1]) },
        ShapeError,
        /mask must be f32\[2, 3\], but got f32\[2, 1\]/,
      ],
      [{ input, target, lengths: [1, 4] }, Error, /lengths\[1\] is 4/],
    ] as const;
    for (const [item, type, message] of wrong) {
      await expect(trainer.step(item)).rejects.toThrow(message);
      await expect(trainer.step(item)).rejects.toBeInstanceOf(type);
    }
    expect(trainer.checkpoint()).toEqual(before);
    expect((await trainer.step(batch())).step).toBe(2);
  });

  it('stops before weights that are not finite, and keeps the last good ones', async () => {
    const model = await tinyModel(backend);
    const trainer = await tinyTrainer(model, { optimizer: sgd({ learningRate: 3e37 }), stateful: true });
    let good = trainer.checkpoint();
    const learn = async (): Promise<never> => {
      for (;;) {
        await trainer.step(batch());
        good = trainer.checkpoint();
      }
    };
    const error: unknown = await learn().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DivergedError);
    const { step, message } = error as DivergedError;
    expect(step).toBe(trainer.stepCount + 1);
    expect(message).toMatch(
      new RegExp(`^Step ${step}: training diverged.*weights of step ${step - 1}.*3e\\+37`),
    );
    expect(trainer.checkpoint()).toEqual(good);
    for (const { data } of Object.values(model.params)) expect(data.every(Number.isFinite)).toBe(true);
  });

  it('counts only what the mask and the lengths let count', async () => {
    const { input, target } = batch();
    const losses = async (item: object): Promise<number> =>
      (await (await tinyTrainer(await tinyModel(backend))).step({ input, target, ...item })).loss;
    const rowLoss = async (row: number, time: number): Promise<number> => {
      const trainer = await tinyTrainer(await tinyModel(backend), { batchSize: 1, timeSteps: time });
      const cut = (of: typeof input) => tokens(of.data.slice(row * 3, row * 3 + time), [1, time]);
      return (await trainer.step({ input: cut(input), target: cut(target) })).loss;
    };
    const [a3, b2] = [await rowLoss(0, 3), await rowLoss(1, 2)];
    expect(await losses({ mask: tensor([1, 1, 1, 0, 0, 0], [2, 3]) })).toBeCloseTo(a3, 5);
    expect(await losses({ lengths: [3, 2] })).toBeCloseTo((3 * a3 + 2 * b2) / 5, 5);
    const both = { lengths: [3, 2], mask: tensor([0, 0, 0, 1, 1, 1], [2, 3]) };
    expect(await losses(both)).toBeCloseTo(b2, 5);
  });

  it('keeps weights, optimizer and state when batches come with other parts', async () => {
    const [plain, mixed] = await Promise.all(
      [0, 1].map(async () => tinyTrainer(await tinyModel(backend), { stateful: true })),
    );
    const mask = tensor([1, 1, 1, 1, 1, 1], [2, 3]);
    for (let i = 0; i < 6; i++) {
      const a = await plain!.step(batch(i));
      const b = await mixed!.step({ ...batch(i), ...(i % 2 === 1 && { mask }) });
      expect(b.loss).toBeCloseTo(a.loss, 5);
      expect(b.step).toBe(a.step);
    }
  });

  it('carries the state from batch to batch if asked to, and forgets it if asked to', async () => {
    const optimizer = sgd({ learningRate: 0 });
    const model = await tinyModel(backend);
    const long = await tinyTrainer(model, { optimizer, timeSteps: 6 });
    const [first, second] = [batch(0), batch(1)];
    const join = (a: Int32Array, b: Int32Array) =>
      tokens([...a.slice(0, 3), ...b.slice(0, 3), ...a.slice(3), ...b.slice(3)], [2, 6]);
    const whole = await long.step({
      input: join(first.input.data as Int32Array, second.input.data as Int32Array),
      target: join(first.target.data as Int32Array, second.target.data as Int32Array),
    });
    const trainer = await tinyTrainer(model, { optimizer, stateful: true });
    const halves = [await trainer.step(first), await trainer.step(second)];
    expect((halves[0]!.loss + halves[1]!.loss) / 2).toBeCloseTo(whole.loss, 5);
    trainer.resetState();
    expect((await trainer.step(second)).loss).not.toBeCloseTo(halves[1]!.loss, 4);
    trainer.resetState();
    expect((await trainer.step(first)).loss).toBe(halves[0]!.loss);
  });

  it('draws the same random numbers for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const model = await createModel(droppingNet, { seed: 1, backend });
      const trainer = await tinyTrainer(model, { seed });
      const losses: number[] = [];
      for (let i = 0; i < 3; i++) losses.push((await trainer.step(batch())).loss);
      return losses;
    };
    const [a, b, c] = [await run(1), await run(1), await run(2)];
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('trains a model that keeps the last step only', async () => {
    const net = sequential(rnn({ inputSize: 2, hiddenSize: 4 }), last(), linear(4, 2));
    const model = await createModel(net, { seed: 1, backend });
    const trainer = await createTrainer(model, {
      loss: crossEntropy(),
      optimizer: adam({ learningRate: 0.05 }),
      batchSize: 2,
      timeSteps: 3,
    });
    const input = tensor([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], [2, 3, 2]);
    const target = tokens([0, 1], [2]);
    const { loss } = await trainer.step({ input, target });
    for (let i = 0; i < 50; i++) await trainer.step({ input, target, lengths: [3, 1] });
    expect((await trainer.step({ input, target, lengths: [3, 1] })).loss).toBeLessThan(loss / 4);
    const one = await trainer.step({ input, target, lengths: [3, 1], mask: tensor([0, 1]) });
    expect(one.loss).toBeLessThan(loss);
  });
});

describe('a compiled step', () => {
  it('allocates no buffer', async () => {
    const net = sequential(embedding(5, 32), rnn({ inputSize: 32, hiddenSize: 64 }), linear(64, 5));
    const model = await createModel(net, { seed: 1, backend: 'wasm' });
    const trainer = await tinyTrainer(model);
    const item = batch();
    await trainer.step(item);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100; i++) await trainer.step(item);
    // one copy of the weights in each step would be 100 × 26 KB
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });
});

describe('createTrainer', () => {
  it('says what is wrong with its options', async () => {
    const model = await tinyModel();
    await expect(tinyTrainer(model, { batchSize: 0 })).rejects.toThrow(
      /batchSize must be an integer of at least 1, but got 0/,
    );
    await expect(tinyTrainer(model, { timeSteps: 1.5 })).rejects.toThrow(/timeSteps must be an integer.*1.5/);
    await expect(tinyTrainer(model, { clipNorm: -1 })).rejects.toThrow(
      /clipNorm must be greater than 0, but got -1/,
    );
    await expect(tinyTrainer(model, { clipValue: NaN })).rejects.toThrow(
      /clipValue must be greater than 0, but got NaN/,
    );
    await expect(tinyTrainer(model, { threads: 0 })).rejects.toThrow(/threads must be 'auto'.*got 0/);
    await expect(tinyTrainer(model, { seed: 0.5 })).rejects.toThrow(/seed must be an integer, but got 0.5/);
  });

  it('names the loss that an output does not fit', async () => {
    const model = await createModel(embedding(3, 4));
    const squared = {
      ...crossEntropy(),
      compute: ({ output, target }: LossContext) => output.sub(target).sum(),
    };
    await expect(tinyTrainer(model, { loss: squared })).rejects.toThrow(/sub.*\[3, 2, 4\].*\[3, 2\]/);
  });
});
