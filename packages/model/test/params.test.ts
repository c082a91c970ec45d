import { sequential } from '@sluice/cell';
import { linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { ArgumentError, ShapeError, tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { createModel } from '../src/index.js';
import { numbers } from './tensors.js';

const cell = rnn({ inputSize: 2, hiddenSize: 3 });
const x = numbers([1, 2, 2]);

/** A hash of the bits of all numbers (FNV-1a over 32-bit words). */
const fingerprint = (numbers: Float32Array): string => {
  const words = new Uint32Array(numbers.buffer);
  const hash = words.reduce((state, word) => Math.imul(state ^ word, 0x01000193), 0x811c9dc5);
  return (hash >>> 0).toString(16);
};

describe('params', () => {
  it('come from the seed', async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => createModel(cell, { seed })));
    expect(a!.params).toEqual(b!.params);
    expect(a!.params['wx']).not.toEqual(c!.params['wx']);
    expect(Object.keys(a!.params)).toEqual(['wx', 'wh', 'b']);
    expect(a!.params['wx']!.shape).toEqual([2, 3]);
  });

  it('of an LSTM stay what they are for a seed', async () => {
    const { params } = await createModel(lstm({ inputSize: 128, hiddenSize: 128 }), { seed: 1 });
    const fingerprints = Object.entries(params).map(([name, { data }]) => [name, fingerprint(data)]);
    expect(Object.fromEntries(fingerprints)).toEqual({ wx: '82ce8470', wh: '13778b33', b: '127705c5' });
  });

  it('of a layer do not depend on what stands beside it', async () => {
    const alone = await createModel(sequential(cell), { seed: 4 });
    const more = await createModel(sequential(cell, linear(3, 5)), { seed: 4 });
    expect(more.params['0.wx']).toEqual(alone.params['0.wx']);
    expect(more.params['0.wh']).toEqual(alone.params['0.wh']);
  });

  it('differ from layer to layer', async () => {
    const model = await createModel(
      sequential(rnn({ inputSize: 3, hiddenSize: 3 }), rnn({ inputSize: 3, hiddenSize: 3 })),
    );
    expect(model.params['0.wx']).not.toEqual(model.params['1.wx']);
  });

  it.each(['reference', 'wasm'] as const)('are used at once when they are replaced (%s)', async (backend) => {
    const model = await createModel(cell, { seed: 1, backend });
    const other = await createModel(cell, { seed: 2, backend });
    const stream = model.stream();
    const before = await model.predict(x);
    const [first] = [Float32Array.from(stream.step([1, 2]))];
    stream.reset();

    model.params = other.params;
    expect(await model.predict(x)).toEqual(await other.predict(x));
    expect(stream.step([1, 2])).toEqual(other.stream().step([1, 2]));

    model.params = (await createModel(cell, { seed: 1 })).params;
    expect(await model.predict(x)).toEqual(before);
    stream.reset();
    expect(stream.step([1, 2])).toEqual(first);
  });

  it('can be replaced one by one, and changed in place and assigned', async () => {
    const model = await createModel(cell, { seed: 1 });
    const { params } = model;
    params['b'] = tensor([1, 2, 3]);
    expect(params['b'].data).toEqual(Float32Array.of(1, 2, 3));

    const { output } = await model.predict(tensor([0, 0], [1, 1, 2]));
    [1, 2, 3].forEach((b, i) => expect(output.data[i]).toBeCloseTo(Math.tanh(b), 6));

    params['b'].data.fill(0.5);
    model.params = params;
    const after = await model.predict(tensor([0, 0], [1, 1, 2]));
    for (const number of after.output.data) expect(number).toBeCloseTo(Math.tanh(0.5), 6);
  });

  it('keep their own numbers', async () => {
    const model = await createModel(cell, { seed: 1 });
    const mine = tensor([1, 2, 3]);
    model.params['b'] = mine;
    mine.data.fill(9);
    expect(model.params['b'].data).toEqual(Float32Array.of(1, 2, 3));
  });

  it('are plain data to whoever reads them', async () => {
    const model = await createModel(cell, { seed: 1 });
    expect(structuredClone(model.params)).toEqual({ ...model.params });
  });

  it('are refused when they do not fit, and nothing changes', async () => {
    const model = await createModel(cell, { seed: 1 });
    const before = structuredClone(model.params);
    const { wx, wh, b } = before as Required<typeof before>;
    const assign = (params: object) => () => {
      model.params = params as typeof before;
    };
    expect(assign({ wx, wh })).toThrow(/"b" missing.*parameters "wx", "wh", "b"/);
    expect(assign({ wx, wh, b, bias: b })).toThrow(/"bias" unknown/);
    expect(assign({ wx, wh, b: tensor([1, 2]) })).toThrow(/"b" must have shape \[3\], but got \[2\]/);
    expect(assign({ wx, wh, b: tensor(Int32Array.of(1, 2, 3)) })).toThrow(/f32\[3\], but got i32\[3\]/);
    expect(assign({ wx, wh, b: tensor([1, NaN, 3]) })).toThrow(/"b" holds NaN at position 1/);
    expect(assign({ wx, wh, b: [1, 2, 3] })).toThrow(/make one with tensor/);
    expect(assign({ wx, wh, b: tensor([1, 2]) })).toThrow(ShapeError);
    expect(assign({ wx, wh })).toThrow(ArgumentError);
    expect(() => {
      model.params['b'] = tensor([Infinity, 0, 0]);
    }).toThrow(/"b" holds Infinity/);
    expect(() => {
      model.params['other'] = b!;
    }).toThrow(/other/);
    expect({ ...model.params }).toEqual(before);
  });

  it('and other options are checked when a model is made', async () => {
    await expect(createModel(cell, { params: {} })).rejects.toThrow(/"wx", "wh", "b" missing/);
    await expect(createModel(cell, { seed: 0.5 })).rejects.toThrow(/seed must be an integer, but got 0.5/);
    await expect(createModel(cell, { backend: 'gpu' as never })).rejects.toThrow(
      /"wasm", "reference", but got "gpu"/,
    );
  });
});
