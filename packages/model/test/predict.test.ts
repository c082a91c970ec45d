import { bidirectional, last, sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { ArgumentError, IndexError, ShapeError, tensor, type Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { createModel } from '../src/index.js';
import { numbers, rows, steps } from './tensors.js';

describe.each(['reference', 'wasm'] as const)('predict (%s)', (backend) => {
  it('computes what the equations say', async () => {
    const params = {
      wx: tensor([0.5], [1, 1]),
      wh: tensor([2], [1, 1]),
      b: tensor([0.1]),
    };
    const model = await createModel(rnn({ inputSize: 1, hiddenSize: 1 }), { params, backend });
    const { output, state } = await model.predict(tensor([1, -1], [1, 2, 1]));
    // h₁ = tanh(0.5·1 + 2·0 + 0.1) = tanh(0.6) = 0.537050
    // h₂ = tanh(0.5·−1 + 2·0.537050 + 0.1) = tanh(0.674099) = 0.587670
    expect(output.shape).toEqual([1, 2, 1]);
    expect(output.data[0]).toBeCloseTo(0.53705, 5);
    expect(output.data[1]).toBeCloseTo(0.58767, 5);
    expect(state.h).toEqual({ shape: [1, 1], dtype: 'f32', data: Float32Array.of(output.data[1]!) });
  });

  const net = sequential(
    embedding(7, 4),
    lstm({ inputSize: 4, hiddenSize: 5 }),
    gru({ inputSize: 5, hiddenSize: 3 }),
    linear(3, 2),
  );
  const x = tensor(Int32Array.of(1, 2, 3, 4, 5, 6, 0, 1, 2, 3), [2, 5]);

  it('gives for a batch what it gives for its rows', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const whole = await model.predict(x);
    expect(whole.output.shape).toEqual([2, 5, 2]);
    expect(Object.keys(whole.state)).toEqual(['1.h', '1.c', '2.h']);
    for (const row of [0, 1]) {
      const alone = await model.predict(rows(x, row, row + 1));
      expectClose(alone.output, rows(whole.output, row, row + 1));
      expectClose(alone.state['1.c'], rows(whole.state['1.c'], row, row + 1));
    }
  });

  it('carries on from a state as if it had never stopped', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const whole = await model.predict(x);
    const first = await model.predict(steps(x, 0, 2));
    const second = await model.predict(steps(x, 2, 5), { state: first.state });
    expectClose(first.output, steps(whole.output, 0, 2));
    expectClose(second.output, steps(whole.output, 2, 5));
    expectClose(second.state['2.h'], whole.state['2.h']);
  });

  it('stops the state of a row at its length', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const padded = await model.predict(x, { lengths: [5, 2] });
    const short = await model.predict(steps(rows(x, 1, 2), 0, 2));
    expectClose(rows(padded.state['1.h'], 1, 2), short.state['1.h']);
    expectClose(steps(rows(padded.output, 1, 2), 0, 2), short.output);
  });

  it('gives [batch, …] where only the last step is kept, as many rows as there are steps or not', async () => {
    const cell = sequential(rnn({ inputSize: 3, hiddenSize: 4 }), last(), linear(4, 2));
    const full = await createModel(sequential(rnn({ inputSize: 3, hiddenSize: 4 })), { seed: 3, backend });
    const model = await createModel(cell, { seed: 3, backend });
    for (const [batch, time] of [
      [3, 3],
      [2, 5],
    ] as const) {
      const input = numbers([batch, time, 3]);
      const { output } = await model.predict(input);
      expect(output.shape).toEqual([batch, 2]);
      const hidden = (await full.predict(input)).state['0.h'];
      const { '2.w': w, '2.b': b } = model.params;
      for (let row = 0; row < batch; row++) {
        for (let unit = 0; unit < 2; unit++) {
          let sum = b!.data[unit]!;
          for (let k = 0; k < 4; k++) sum += hidden.data[row * 4 + k]! * w!.data[k * 2 + unit]!;
          expect(output.data[row * 2 + unit]).toBeCloseTo(sum, 5);
        }
      }
    }
  });

  it('runs layers that need the whole sequence at once', async () => {
    const layer = bidirectional(rnn({ inputSize: 2, hiddenSize: 3 }));
    const model = await createModel(layer, { seed: 1, backend });
    const { output } = await model.predict(numbers([2, 4, 2]));
    expect(output.shape).toEqual([2, 4, 6]);
    expect(() => model.stream()).toThrow(/bidirectional needs the whole sequence at once/);
  });

  it('keeps calls that run at the same time apart', async () => {
    const model = await createModel(net, { seed: 1, backend });
    const inputs = [0, 1, 2, 3].map((first) => tensor(Int32Array.of(first, 1, 2), [1, 3]));
    const together = await Promise.all(inputs.map((input) => model.predict(input)));
    for (const [i, input] of inputs.entries()) {
      expect(together[i]).toEqual(await (await createModel(net, { seed: 1, backend })).predict(input));
    }
  });

  it('says what is wrong with an input', async () => {
    const model = await createModel(net, { backend });
    const dense = await createModel(rnn({ inputSize: 2, hiddenSize: 3 }), { backend });
    const failures: readonly (readonly [() => Promise<unknown>, new (...args: never[]) => Error, RegExp])[] =
      [
        [
          () => model.predict(numbers([2, 5])),
          ShapeError,
          /x must be i32\[batch, time\].*got f32\[2, 5\].*Int32Array/,
        ],
        [
          () => dense.predict(numbers([2, 5])),
          ShapeError,
          /f32\[batch, time, 2\].*got f32\[2, 5\].*batch of one row/,
        ],
        [() => dense.predict(numbers([2, 5, 3])), ShapeError, /f32\[batch, time, 2\].*got f32\[2, 5, 3\]/],
        [() => dense.predict(tensor([], [0, 5, 2])), ShapeError, /at least one row and one step/],
        [() => dense.predict([1, 2] as never), ShapeError, /must be a tensor/],
        [() => dense.predict(tensor([1, 2, 3, NaN], [1, 2, 2])), ArgumentError, /holds NaN at \[0, 1, 1\]/],
        [() => model.predict(tensor(Int32Array.of(1, 9), [1, 2])), IndexError, /9.*outside of 0 to 6/],
        [() => model.predict(x, { lengths: [1] }), ShapeError, /each of the 2 rows, but holds 1/],
        [() => model.predict(x, { lengths: [1, 6] }), ArgumentError, /lengths\[1\] is 6.*from 0 to 5/],
        [
          () => model.predict(x, { state: {} as never }),
          ArgumentError,
          /names "1.h", "1.c", "2.h", but got \(none\)/,
        ],
        [
          () => dense.predict(numbers([1, 1, 2]), { state: { h: numbers([2, 3]) } }),
          ShapeError,
          /state "h" must be f32\[1, 3\].*got f32\[2, 3\]/,
        ],
      ];
    for (const [call, type, message] of failures) {
      await expect(call()).rejects.toThrow(message);
      await expect(call()).rejects.toBeInstanceOf(type);
    }
    // and works as before
    expect((await model.predict(x)).output.shape).toEqual([2, 5, 2]);
  });
});

function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  actual.data.forEach((number, i) => expect(number).toBeCloseTo(expected.data[i]!, 5));
}
