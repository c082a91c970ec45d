import { bidirectional, flip, reversed, sequential } from '@sluice/cell';
import { linear } from '@sluice/layers';
import { ShapeError, tensor } from '@sluice/math';
import { cfc, ltc, phasedLstm } from '@sluice/zoo';
import { describe, expect, it } from 'vitest';
import { createModel } from '../src/index.js';
import { numbers, rows } from './tensors.js';

const sizes = { inputSize: 2, hiddenSize: 3 };
const cells = [
  ['cfc', cfc(sizes)],
  ['ltc', ltc(sizes)],
  ['phasedLstm', phasedLstm(sizes)],
] as const;
const x = numbers([2, 4, 2]);
const delta = tensor([1, 0.5, 2, 0.25, 3, 1, 0.1, 4], [2, 4]);

describe.each(['reference', 'wasm'] as const)('time deltas (%s)', (backend) => {
  it.each(cells)('reach a %s in predictions, streams and batches of streams', async (_, cell) => {
    const model = await createModel(sequential(cell as (typeof cells)[0][1], linear(3, 2)), {
      seed: 1,
      backend,
    });
    // the rhythm of a phased LSTM is open for a twentieth of the time, and so short a sequence may miss it
    if ('0.r' in model.params) model.params['0.r'] = tensor([1, 1, 1]);
    const { output } = await model.predict(x, { delta });
    expect(output).not.toEqual((await model.predict(x)).output);
    const batch = model.streamBatch({ rowsAtOnce: 3 });
    [0, 1].forEach((row) => {
      const [stream, place] = [model.stream(), batch.join()];
      for (let t = 0; t < 4; t++) {
        const input = x.data.subarray((row * 4 + t) * 2, (row * 4 + t + 1) * 2);
        place.write(input, delta.data[row * 4 + t]);
        batch.step();
        const y = stream.step(input, delta.data[row * 4 + t]);
        const expected = output.data.subarray((row * 4 + t) * 2, (row * 4 + t + 1) * 2);
        expected.forEach((value, k) => expect(y[k]).toBeCloseTo(value, 5));
        expected.forEach((value, k) => expect(place.output[k]).toBeCloseTo(value, 5));
      }
    });
  });

  it.each(cells)('that are not given are 1 for a %s', async (_, cell) => {
    const model = await createModel(cell as (typeof cells)[0][1], { seed: 1, backend });
    const ones = tensor(new Float32Array(8).fill(1), [2, 4]);
    expect((await model.predict(x, { delta: ones })).output).toEqual((await model.predict(x)).output);
  });

  it('go with their steps where these are flipped, read backwards, or read both ways', async () => {
    const cell = cfc(sizes);
    const flipped = await createModel(sequential(flip(), cell), { seed: 1, backend });
    const params = Object.fromEntries(
      Object.keys(cell.params).map((name) => [name, flipped.params[`1.${name}`]!]),
    );
    const backwards = await createModel(reversed(cell), { params, backend });
    const both = await createModel(bidirectional(cell), {
      params: Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => [
          [`forward.${name}`, value],
          [`backward.${name}`, value],
        ]),
      ),
      backend,
    });
    const lengths = [4, 2];
    const [a, b, c] = await Promise.all([
      flipped.predict(x, { delta, lengths }),
      backwards.predict(x, { delta, lengths }),
      both.predict(x, { delta, lengths }),
    ]);
    lengths.forEach((length, row) => {
      for (let t = 0; t < length; t++) {
        for (let k = 0; k < 3; k++) {
          const expected = b.output.data[(row * 4 + t) * 3 + k]!;
          expect(a.output.data[(row * 4 + length - 1 - t) * 3 + k]).toBeCloseTo(expected, 6);
          expect(c.output.data[(row * 4 + t) * 6 + 3 + k]).toBeCloseTo(expected, 6);
        }
      }
    });
  });

  it('that are none are refused', async () => {
    const model = await createModel(cfc(sizes), { backend });
    await expect(model.predict(x, { delta: rows(delta, 0, 1) })).rejects.toThrow(ShapeError);
    await expect(model.predict(x, { delta: rows(delta, 0, 1) })).rejects.toThrow(
      /delta must be f32\[2, 4\] \(batch, time\), but got f32\[1, 4\]/,
    );
    expect(() => model.stream().step([1, 2], NaN)).toThrow(
      /time since the step before must be a finite number, but is NaN/,
    );
  });
});
