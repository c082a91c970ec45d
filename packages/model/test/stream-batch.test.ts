import { bidirectional, sequential } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { ArgumentError, IndexError, ShapeError, tensor } from '@sluice/math';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModel } from '../src/index.js';
import { countWebAssembly } from './count-webassembly.js';
import { offsetLookup, offsetParams } from './offset-lookup.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['reference', 'wasm'] as const)('streamBatch (%s)', (backend) => {
  const net = sequential(embedding(5, 4), lstm({ inputSize: 4, hiddenSize: 6 }), linear(6, 5));
  const create = () => createModel(net, { seed: 1, backend });
  /** h' = x + h */
  const sum = async () =>
    createModel(rnn({ inputSize: 1, hiddenSize: 1, bias: false, activation: 'linear' }), {
      params: { wx: tensor([1], [1, 1]), wh: tensor([1], [1, 1]) },
      backend,
    });

  it.each([1, 2, 3, 8, undefined])(
    'adds up in each row what the row is given (%s at once)',
    async (rowsAtOnce) => {
      const batch = (await sum()).streamBatch({ rowsAtOnce });
      const rows = Array.from({ length: 7 }, () => batch.join());
      expect(batch.size).toBe(7);
      rows.forEach((row, i) => row.write(i));
      expect(batch.step()).toBe(7);
      expect(rows.map(({ output }) => output[0])).toEqual([0, 1, 2, 3, 4, 5, 6]);
      // 1, 2, 4 and 5 sit out: state and output stay
      for (const i of [6, 0, 3]) rows[i]!.write(10);
      expect(batch.step()).toBe(3);
      expect(rows.map(({ output }) => output[0])).toEqual([10, 1, 2, 13, 4, 5, 16]);
      expect(rows.map(({ state }) => state.h.data[0])).toEqual([10, 1, 2, 13, 4, 5, 16]);
      expect(batch.step()).toBe(0);
      expect(rows.map(({ state }) => state.h.data[0])).toEqual([10, 1, 2, 13, 4, 5, 16]);
    },
  );

  it('gives what streams give, whoever joins and leaves beside', async () => {
    const model = await create();
    const alone = model.stream();
    const batch = model.streamBatch({ rowsAtOnce: 3 });
    const row = batch.join();
    const others = [batch.join()];
    for (const token of [3, 1, 4, 1, 0, 2]) {
      others.push(batch.join(row.state));
      others.forEach((other) => other.write(4 - token));
      if (token === 1) others.shift()!.leave();
      row.write(token);
      batch.step();
      expect(row.output).toEqual(alone.step(token));
      expect(row.state).toEqual(alone.state);
    }
  });

  it('passes a state on: from a stream to a row, to another row, to a prediction', async () => {
    const model = await create();
    const { output, state } = await model.predict(tensor(Int32Array.of(3, 1, 4, 2), [1, 4]));
    const stream = model.stream();
    stream.step(3);
    const batch = model.streamBatch();
    const first = batch.join(stream.state);
    first.write(1);
    batch.step();
    const second = batch.join(structuredClone(first.leave()));
    second.write(4);
    batch.step();
    const last = await model.predict(tensor(Int32Array.of(2), [1, 1]), { state: second.leave() });
    last.output.data.forEach((number, k) => expect(number).toBeCloseTo(output.data[15 + k]!, 5));
    last.state['1.c'].data.forEach((number, k) => expect(number).toBeCloseTo(state['1.c'].data[k]!, 5));
    expect(batch.size).toBe(0);
  });

  it('keeps a row that left from those that come after', async () => {
    const batch = (await sum()).streamBatch({ rowsAtOnce: 2 });
    const gone = batch.join();
    gone.write(5);
    batch.step();
    gone.write(100);
    expect(gone.leave().h).toEqual(tensor([5], [1, 1]));
    // takes the same place: neither the state nor the input is left in it
    const next = batch.join();
    expect(next.state.h.data[0]).toBe(0);
    expect(next.output[0]).toBe(0);
    expect(batch.step()).toBe(0);
    next.write(1);
    batch.step();
    expect([next.output[0], gone.output[0]]).toEqual([1, 5]);
  });

  it('puts a row back to zeros, or to any state, before its input counts', async () => {
    const batch = (await sum()).streamBatch();
    const [a, b] = [batch.join({ h: tensor([5], [1, 1]) }), batch.join()];
    a.write(1);
    b.write(1);
    a.reset();
    b.state = { h: tensor([7], [1, 1]) };
    batch.step();
    expect([a.output[0], b.output[0]]).toEqual([1, 8]);
  });

  it('follows the weights', async () => {
    const model = await sum();
    const batch = model.streamBatch();
    const row = batch.join();
    row.write(1);
    batch.step();
    model.params['wx'] = tensor([10], [1, 1]);
    row.write(1);
    batch.step();
    expect(row.output[0]).toBe(11);
  });

  it('says what is wrong, and only the row that it is wrong with is held up', async () => {
    const batch = (await create()).streamBatch();
    const dense = (await sum()).streamBatch().join();
    const [row, other] = [batch.join(), batch.join()];
    other.write(1);
    const { state } = row;
    for (const [call, type, message] of [
      [() => row.write(5), IndexError, /row.write: the input holds 5 at position 0, outside of 0 to 4/],
      [() => row.write(-1), IndexError, /holds -1/],
      [() => row.write(0.5), ArgumentError, /holds 0.5.*integers/],
      [() => row.write([1, 2]), ShapeError, /takes 1 numbers, i32\[\], but 2 came/],
      [() => dense.write(NaN), ArgumentError, /row.write: the input holds NaN/],
      [
        () => batch.join({ ...state, '1.h': tensor([1]) }),
        ShapeError,
        /join: state "1.h" must be f32\[1, 6\]/,
      ],
      [() => batch.join({}), ArgumentError, /names "1.h", "1.c", but got \(none\)/],
      [
        () => {
          row.state = { h: tensor([1]) };
        },
        ArgumentError,
        /row.state: the state must have the names/,
      ],
    ] as const) {
      expect(call).toThrow(message);
      expect(call).toThrow(type);
    }
    expect(row.state).toEqual(state);
    expect(batch.size).toBe(2);
    expect(batch.step()).toBe(1);
  });

  it('takes one input a step, and nothing from a row that has left', async () => {
    const batch = (await sum()).streamBatch();
    const row = batch.join();
    row.write(1);
    expect(() => row.write(2)).toThrow(/has an input already; step the batch/);
    batch.step();
    const state = row.leave();
    for (const call of [
      () => row.write(1),
      () => row.reset(),
      () => row.state,
      () => row.leave(),
      () => {
        row.state = state;
      },
    ]) {
      expect(call).toThrow(/the row has left its batch; join again/);
      expect(call).toThrow(ArgumentError);
    }
    expect(batch.size).toBe(0);
  });

  it('refuses what cannot be', async () => {
    const model = await create();
    for (const rowsAtOnce of [0, -1, 1.5, NaN, '4' as never]) {
      expect(() => model.streamBatch({ rowsAtOnce })).toThrow(/rowsAtOnce must be an integer of at least 1/);
    }
    const whole = await createModel(bidirectional(rnn({ inputSize: 2, hiddenSize: 3 })), { backend });
    expect(() => whole.streamBatch()).toThrow(/bidirectional needs the whole sequence at once/);
  });

  it('goes on without the rows of a call in which a cell selects what is not there', async () => {
    const model = await createModel(offsetLookup, { params: offsetParams, backend });
    const batch = model.streamBatch({ rowsAtOnce: 2 });
    const rows = Array.from({ length: 5 }, () => batch.join());
    // the table ends at 1 + 1
    [0, 1, 0, 2, 1].forEach((token, i) => rows[i]!.write(token));
    expect(() => batch.step()).toThrow(IndexError);
    expect([rows[2]!, rows[3]!].map(({ state }) => state.total.data[0])).toEqual([0, 0]);
    // the others were computed or still wait; those two have lost their inputs
    batch.step();
    expect(rows.map(({ output }) => output[0])).toEqual([2, 4, 0, 0, 4]);
    rows[2]!.write(1);
    expect(batch.step()).toBe(1);
    rows[3]!.write(0);
    expect(batch.step()).toBe(1);
    expect(rows.map(({ output }) => output[0])).toEqual([2, 4, 4, 2, 4]);
  });
});

describe('batches of a model', () => {
  it('share a compiled step where they compute as many rows at once', async () => {
    const model = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
    const { memory, module } = countWebAssembly();
    const batches = [1, 1, 2, 2, 2].map((rowsAtOnce) => model.streamBatch({ rowsAtOnce }));
    const rows = batches.flatMap((batch) => Array.from({ length: 5 }, () => batch.join()));
    rows.forEach((row) => row.write([1, 2]));
    for (const batch of batches) batch.step();
    for (const { output } of rows) expect(output).toEqual(model.stream().step([1, 2]));
    // and one for streams
    expect(memory).toHaveBeenCalledTimes(3);
    expect(module).toHaveBeenCalledTimes(3);
  });
});
