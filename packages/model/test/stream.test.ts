import { defineCell, sequential } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { IndexError, tensor } from '@sluice/math';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModel } from '../src/index.js';
import { countWebAssembly } from './count-webassembly.js';
import { offsetLookup, offsetParams } from './offset-lookup.js';
import { numbers, steps } from './tensors.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['reference', 'wasm'] as const)('stream (%s)', (backend) => {
  const net = sequential(embedding(5, 4), lstm({ inputSize: 4, hiddenSize: 6 }), linear(6, 5));
  const tokens = [3, 1, 4, 1, 0, 2];

  it('gives what predict gives, step by step', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const { output, state } = await model.predict(tensor(Int32Array.from(tokens), [1, tokens.length]));
    const stream = model.stream();
    tokens.forEach((token, t) => {
      const y = stream.step(token);
      y.forEach((number, k) => expect(number).toBeCloseTo(output.data[t * 5 + k]!, 5));
    });
    expect(stream.state['1.c'].shape).toEqual([1, 6]);
    stream.state['1.c'].data.forEach((number, k) => expect(number).toBeCloseTo(state['1.c'].data[k]!, 5));
  });

  it('takes vectors, and gives the same array each time', async () => {
    const model = await createModel(rnn({ inputSize: 2, hiddenSize: 3 }), { seed: 1, backend });
    const x = numbers([1, 3, 2]);
    const { output } = await model.predict(x);
    const stream = model.stream();
    const arrays = [0, 1, 2].map((t) => stream.step(steps(x, t, t + 1).data));
    expect(new Set(arrays).size).toBe(1);
    arrays[0]!.forEach((number, k) => expect(number).toBeCloseTo(output.data[2 * 3 + k]!, 5));
  });

  it('keeps its state as plain data: to copy, to put back, to forget', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const stream = model.stream();
    const first = Float32Array.from(stream.step(3));
    const saved = structuredClone(stream.state);
    const second = Float32Array.from(stream.step(1));
    expect(stream.state).not.toEqual(saved);

    stream.state = saved;
    expect(stream.step(1)).toEqual(second);
    stream.reset();
    expect(stream.step(3)).toEqual(first);
    expect(model.stream().step(3)).toEqual(first);
  });

  it('goes on from the state of a prediction', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const whole = model.stream();
    for (const token of tokens) whole.step(token);
    const stream = model.stream();
    const { state } = await model.predict(tensor(Int32Array.from(tokens), [1, tokens.length]));
    stream.state = state;
    const [a, b] = [whole.step(2), stream.step(2)];
    a.forEach((number, k) => expect(number).toBeCloseTo(b[k]!, 5));
  });

  it('runs a cell from outside that remembers in other ways', async () => {
    const counter = defineCell({
      kind: 'counter',
      input: () => ({ shape: [], dtype: 'f32' as const }),
      state: () => ({ total: [], largest: [] }),
      params: () => ({}),
      step({ x, state: { total, largest } }) {
        const next = { total: total.add(x), largest: largest.maximum(x) };
        return { output: next.total.mul(next.largest), state: next };
      },
    });
    const stream = (await createModel(counter({} as never), { backend })).stream();
    expect([1, 3, 2].map((x) => stream.step(x)[0])).toEqual([1, 12, 18]);
    expect(stream.state.largest).toEqual(tensor([3], [1]));
  });

  it('says what is wrong and goes on from where it was', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const dense = (await createModel(rnn({ inputSize: 2, hiddenSize: 3 }), { backend })).stream();
    const stream = model.stream();
    stream.step(3);
    const before = stream.state;
    expect(() => stream.step(7)).toThrow(/7.*outside of 0 to 4/);
    expect(() => stream.step(-1)).toThrow(/-1.*outside of 0 to 4/);
    expect(() => stream.step(1.5)).toThrow(/holds 1.5 at position 0.*integers/);
    expect(() => stream.step([1, 2])).toThrow(/takes 1 numbers, i32\[\], but 2 came/);
    expect(() => dense.step([1, NaN])).toThrow(/holds NaN at position 1/);
    expect(() => dense.step([1])).toThrow(/takes 2 numbers, f32\[2\], but 1 came/);
    expect(() => {
      stream.state = { h: tensor([1]) };
    }).toThrow(/names "1.h", "1.c", but got "h"/);
    expect(() => {
      stream.state = { ...before, '1.h': tensor([1, 2], [1, 2]) };
    }).toThrow(/state "1.h" must be f32\[1, 6\]/);
    expect(stream.state).toEqual(before);
    const fresh = model.stream();
    fresh.step(3);
    expect(Float32Array.from(stream.step(1))).toEqual(Float32Array.from(fresh.step(1)));
  });

  it('is one of many, each with a state and an output of its own', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const alone = (await createModel(net, { seed: 1, backend })).stream();
    const expected = tokens.map((token) => Float32Array.from(alone.step(token)));
    const streams = [model.stream(), model.stream(), model.stream()];
    // each runs one step behind the one before it
    for (let t = 0; t < tokens.length + 2; t++) {
      const outputs = streams.map((stream, i) =>
        tokens[t - i] === undefined ? undefined : stream.step(tokens[t - i]!),
      );
      outputs.forEach((output, i) => output && expect(output).toEqual(expected[t - i]));
    }
    for (const stream of streams) expect(stream.state).toEqual(alone.state);
    streams[1]!.reset();
    expect(streams[1]!.step(tokens[0]!)).toEqual(expected[0]);
    expect(streams[0]!.state).toEqual(alone.state);
    expect(streams[2]!.state).toEqual(alone.state);
  });

  it('follows the weights, wherever it stands among others', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const other = await createModel(net, { seed: 2, backend });
    const [a, b] = [model.stream(), model.stream()];
    a.step(3);
    b.step(4);
    const states = [a.state, b.state];
    model.params = other.params;
    [a, b].forEach((stream, i) => {
      const expected = other.stream();
      expected.state = states[i]!;
      expect(stream.step(1)).toEqual(expected.step(1));
    });
  });

  it('goes on from where it was when a cell selects what is not there', async () => {
    const model = await createModel(offsetLookup, { params: offsetParams, backend });
    const [a, b] = [model.stream(), model.stream()];
    expect([a.step(0)[0], b.step(1)[0]]).toEqual([2, 4]);
    expect(() => a.step(2)).toThrow(IndexError);
    expect(() => a.step(2)).toThrow(/index.* 3/);
    expect([a.step(0)[0], b.step(0)[0]]).toEqual([4, 6]);
  });

  it('says what is wrong with a state that went through JSON', async () => {
    const stream = (await createModel(net, { seed: 1, backend })).stream();
    expect(() => {
      stream.state = JSON.parse(JSON.stringify(stream.state)) as typeof stream.state;
    }).toThrow(/state "1.h" must be f32\[1, 6\].*its data is no typed array, and JSON keeps none/);
  });
});

describe('a thousand streams', () => {
  it('are compiled once, and take a memory once', async () => {
    const model = await createModel(lstm({ inputSize: 8, hiddenSize: 128 }), { seed: 1 });
    const { memory, module } = countWebAssembly();
    const streams = Array.from({ length: 1000 }, () => model.stream());
    for (const stream of streams) stream.step(new Float32Array(8));
    expect(memory).toHaveBeenCalledOnce();
    expect(module).toHaveBeenCalledOnce();
  });

  it('compile once the first could not be', async () => {
    const model = await createModel(lstm({ inputSize: 8, hiddenSize: 4 }), { seed: 1 });
    const { memory } = countWebAssembly();
    memory.mockImplementationOnce(() => {
      throw new RangeError('could not allocate memory');
    });
    expect(() => model.stream()).toThrow(/does not give it that much/);
    expect(model.stream().step(new Float32Array(8)).length).toBe(4);
  });
});
