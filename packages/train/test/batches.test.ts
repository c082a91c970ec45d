import { tensor, type Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { contiguousBatches, sequenceBatches, splitTail, textBatches, type Batch } from '../src/index.js';

const counting = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);
const list = ({ data }: Tensor): number[] => [...data];

describe('textBatches', () => {
  it('cuts rows that run on from batch to batch, each token with the next one as its target', () => {
    // 14 tokens, of which 13 have a next one: 2 rows of 6, 3 batches of 2 steps
    const batches = textBatches(counting(14), { batchSize: 2, timeSteps: 2 });
    expect(batches.length).toBe(3);
    expect([...batches].map(({ input, target }) => [list(input), list(target)])).toEqual([
      [
        [0, 1, 6, 7],
        [1, 2, 7, 8],
      ],
      [
        [2, 3, 8, 9],
        [3, 4, 9, 10],
      ],
      [
        [4, 5, 10, 11],
        [5, 6, 11, 12],
      ],
    ]);
    expect([...batches]).toEqual([...batches]);
    expect([...batches][0]!.input).toMatchObject({ shape: [2, 2], dtype: 'i32' });
  });

  it('needs enough tokens for one batch', () => {
    expect(textBatches(counting(5), { batchSize: 2, timeSteps: 2 }).length).toBe(1);
    expect(() => textBatches(counting(4), { batchSize: 2, timeSteps: 2 })).toThrow(
      /2 rows of 2 steps need at least 5 steps, but there are 4/,
    );
    expect(() => textBatches(new Int32Array(), { batchSize: 1, timeSteps: 1 })).toThrow(/there are 0/);
    expect(() => textBatches(counting(9), { batchSize: 0, timeSteps: 1 })).toThrow(/batchSize .* got 0/);
  });
});

describe('contiguousBatches', () => {
  it('keeps the features of a step together, and looks as far ahead as asked', () => {
    const series = tensor(Float32Array.from(counting(16)), [8, 2]);
    const [first] = contiguousBatches(series, { batchSize: 1, timeSteps: 2, ahead: 3 });
    expect(first).toEqual({
      input: tensor([0, 1, 2, 3], [1, 2, 2]),
      target: tensor([6, 7, 8, 9], [1, 2, 2]),
    });
  });

  it('gives batches of their own memory', () => {
    const [first] = contiguousBatches(tensor(counting(9)), { batchSize: 1, timeSteps: 4 });
    first!.input.data.fill(-1);
    expect(
      list([...contiguousBatches(tensor(counting(9)), { batchSize: 1, timeSteps: 4 })][0]!.input)[0],
    ).toBe(0);
  });
});

describe('splitTail', () => {
  it('cuts off the end', () => {
    const { train, validation } = splitTail(counting(100));
    expect([train.length, validation.length, validation[0]]).toEqual([95, 5, 95]);
    expect(splitTail(counting(10), 0.25).train).toHaveLength(7);
    expect(() => splitTail(counting(10), 0)).toThrow(/between 0 and 1, but got 0/);
  });
});

describe('sequenceBatches', () => {
  const sequences = {
    input: tensor(Float32Array.from(counting(14)), [7, 2, 1]),
    target: tensor(counting(7), [7]),
    mask: tensor(Float32Array.from(counting(7)), [7]),
    lengths: counting(7),
  };
  const targets = (batches: Iterable<Batch>): number[][] => [...batches].map(({ target }) => list(target));

  it('keeps the order without a seed, and leaves out what fills no batch', () => {
    expect(targets(sequenceBatches(sequences, { batchSize: 3 })(1))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(targets(sequenceBatches(sequences, { batchSize: 3, keepLast: true })(1)).at(-1)).toEqual([6]);
  });

  it('brings every sequence once, in another order in each epoch, the same for the same seed', () => {
    const make = (seed: number) => sequenceBatches(sequences, { batchSize: 7, shuffleSeed: seed });
    const [one, two] = [targets(make(1)(1))[0]!, targets(make(1)(2))[0]!];
    expect([...one].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(one).not.toEqual(two);
    expect(targets(make(1)(1))[0]).toEqual(one);
    expect(targets(make(2)(1))[0]).not.toEqual(one);
  });

  it('keeps the parts of a sequence together', () => {
    for (const item of sequenceBatches(sequences, { batchSize: 2, shuffleSeed: 3 })(1)) {
      const ids = list(item.target);
      expect(list(item.input)).toEqual(ids.flatMap((id) => [2 * id, 2 * id + 1]));
      expect(item.input.shape).toEqual([2, 2, 1]);
      expect(list(item.mask!)).toEqual(ids);
      expect(item.lengths).toEqual(ids);
    }
  });

  it('says what does not fit', () => {
    expect(() => sequenceBatches({ ...sequences, target: tensor([1]) }, { batchSize: 2 })).toThrow(
      /input \[7, 2, 1\] holds 7 sequences, but target 1/,
    );
    expect(() => sequenceBatches(sequences, { batchSize: 8 })).toThrow(
      /7 sequences do not fill a batch of 8/,
    );
    expect(() => sequenceBatches(sequences, { batchSize: 0 })).toThrow(/batchSize .* got 0/);
  });
});
