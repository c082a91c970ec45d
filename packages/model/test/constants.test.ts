import {
  bahdanauAttention,
  bidirectional,
  encoderDecoder,
  luongAttention,
  MissingConstantError,
  sequential,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, ShapeError, tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { createModel, explainPrediction, explainStream, type Constants } from '../src/index.js';
import { numbers, rows } from './tensors.js';

const attending = sequential(
  luongAttention(lstm({ inputSize: 3, hiddenSize: 4 }), { memorySize: 2 }),
  linear(4, 2),
);
const translator = encoderDecoder(
  sequential(embedding(7, 3), bidirectional(gru({ inputSize: 3, hiddenSize: 3 }))),
  sequential(
    embedding(5, 2),
    bahdanauAttention(gru({ inputSize: 2 + 6, hiddenSize: 4 }), { memorySize: 6, size: 3 }),
    linear(4, 5),
  ),
);
const tokens = (shape: number[], ...data: number[]) => tensor(Int32Array.from(data), shape);
const source = tokens([2, 4], 1, 2, 3, 4, 6, 5, 0, 0);
const sourceLengths = tokens([2], 4, 2);
const x = tokens([2, 3], 1, 2, 3, 4, 3, 2);

const rowOf = (constants: Constants, row: number): Constants =>
  Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, rows(value, row, row + 1)]));

describe.each(['reference', 'wasm'] as const)('constants (%s)', (backend) => {
  const cases = [
    [
      'a memory',
      attending,
      numbers([2, 3, 3]),
      { memory: numbers([2, 5, 2]), memoryMask: tokens([2, 5], 1, 1, 0, 1, 1, 1, 1, 1, 1, 0) },
    ],
    ['a source', translator, x, { source, sourceLengths }],
  ] as const;

  it.each(cases)('%s reaches predictions, and the steps of a stream', async (_, layer, input, constants) => {
    const model = await createModel(layer as typeof translator, { seed: 1, backend });
    const whole = await model.predict(input, { constants });
    const width = input.data.length / 6;
    const size = whole.output.shape[2]!;
    const streams = [0, 1].map((row) => model.stream({ constants: rowOf(constants, row) }));
    // side by side, so that each finds the other's constants where its own are to be
    for (let t = 0; t < 3; t++) {
      streams.forEach((stream, row) => {
        const at = (row * 3 + t) * width;
        const y = stream.step(input.data.subarray(at, at + width));
        y.forEach((value, k) => expect(value).toBeCloseTo(whole.output.data[(row * 3 + t) * size + k]!, 5));
      });
    }
    for (const row of [0, 1]) {
      const alone = await model.predict(rows(input, row, row + 1), { constants: rowOf(constants, row) });
      rows(whole.output, row, row + 1).data.forEach((value, k) =>
        expect(alone.output.data[k]).toBeCloseTo(value, 5),
      );
    }
  });

  it('reach what is inspected, and the gradient that is followed', async () => {
    const model = await createModel(translator, { seed: 1, backend });
    const { gates } = await model.inspect(x, { constants: { source, sourceLengths } });
    const attention = gates['decoder.1.attention']!;
    expect(attention.shape).toEqual([2, 3, 4]);
    for (let t = 0; t < 3; t++) {
      const weights = attention.data.subarray((3 + t) * 4, (4 + t) * 4);
      expect(weights[0]! + weights[1]!).toBeCloseTo(1, 5);
      expect([...weights.subarray(2)]).toEqual([0, 0]);
    }
    const flow = await model.gradientFlow(x, { constants: { source, sourceLengths } });
    expect(flow['decoder.1.h'].every((norm) => norm > 0)).toBe(true);
  });

  it('start a row that has no step yet when it has one', async () => {
    const model = await createModel(translator, { seed: 1, backend });
    const constants = { source, sourceLengths };
    const whole = await model.predict(x, { constants });
    const { state } = await model.predict(x, { constants, lengths: [0, 3] });
    expect([...state.started.data]).toEqual([0, 1]);
    const next = await model.predict(x, { constants, state });
    rows(whole.output, 0, 1).data.forEach((value, k) => expect(next.output.data[k]).toBeCloseTo(value, 5));
    expect(rows(next.output, 1, 2).data).not.toEqual(rows(whole.output, 1, 2).data);
  });

  it('are as large as one says where a program is explained', () => {
    const stream = (sourceSteps: number): number => explainStream(translator, { sourceSteps }).memory;
    const predict = (sourceSteps: number): number =>
      explainPrediction(translator, { batch: 2, time: 3 }, { sourceSteps }).memory;
    // a memory of 6 and keys of 3 numbers at each of the places that there are more
    expect(stream(1000) - stream(500)).toBeGreaterThanOrEqual(500 * (6 + 3) * 4);
    expect(predict(1000)).toBeGreaterThan(predict(500));
  });

  it('that a layer prepares are prepared again once the weights have changed', async () => {
    const [model, other] = await Promise.all(
      [1, 2].map((seed) => createModel(translator, { seed, backend })),
    );
    const constants = rowOf({ source }, 0);
    const stream = model!.stream({ constants });
    const before = Float32Array.from(stream.step(1));
    model!.params = other!.params;
    stream.reset();
    const after = stream.step(1);
    expect(after).not.toEqual(before);
    expect(after).toEqual(other!.stream({ constants }).step(1));
  });

  it('are asked for by name, and refused where they do not fit', async () => {
    const model = await createModel(translator, { backend });
    const plain = await createModel(gru({ inputSize: 3, hiddenSize: 2 }), { backend });
    const wrong: readonly (readonly [Constants, new (...args: never[]) => Error, RegExp])[] = [
      [
        {},
        MissingConstantError,
        /predict: encoderDecoder reads a constant "source" of i32\[batch, sourceSteps\], but none came/,
      ],
      [
        { source, memory: source },
        ArgumentError,
        /reads no constant "memory"; it reads "source", "sourceLengths", "sourceDelta"/,
      ],
      [
        { source: rows(source, 0, 1) },
        ShapeError,
        /constant "source" must be i32\[2, 4\], but is i32\[1, 4\]/,
      ],
      [{ source: numbers([2, 4]) }, ShapeError, /constant "source" must be i32\[2, 4\], but is f32\[2, 4\]/],
      [
        { source, sourceDelta: numbers([2, 3]) },
        ShapeError,
        /"sourceDelta" must be f32\[2, 4\], but is f32\[2, 3\]/,
      ],
      [
        { source, sourceLengths: tokens([2], 4, 5) },
        ArgumentError,
        /constant "sourceLengths" is 5 at row 1, but must be from 0 to 4, as many as "source" has/,
      ],
      [{ source: { ...source, data: new Int32Array(3) } }, ShapeError, /constant "source" must be/],
    ];
    for (const [constants, type, message] of wrong) {
      await expect(model.predict(x, { constants })).rejects.toThrow(message);
      await expect(model.predict(x, { constants })).rejects.toBeInstanceOf(type);
    }
    expect(() => model.stream()).toThrow(/stream: encoderDecoder reads a constant "source"/);
    expect(() => model.streamBatch()).toThrow(/streamBatch: encoderDecoder reads a constant "source"/);
    await expect(plain.predict(numbers([1, 2, 3]), { constants: { source } })).rejects.toThrow(
      /gru reads no constant "source"; it reads \(none\)/,
    );
  });
});

describe('a stream with constants', () => {
  it('allocates no buffer from step to step', async () => {
    const model = await createModel(attending, { seed: 1 });
    const stream = model.stream({ constants: { memory: numbers([1, 4000, 2]) } });
    stream.step([1, 2, 3]);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 50; i++) stream.step([1, 2, 3]);
    // one copy of the memory in each step would be 50 × 32 KB
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000);
  });
});
