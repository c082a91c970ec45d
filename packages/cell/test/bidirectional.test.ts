import { gru } from '@sluice/gru';
import { last } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { bidirectional, isCell, sequential, type Merge, type SequenceLayer } from '../src/index.js';
import { runUnrolled } from '../src/testing/subject.js';
import { f32, i32, plain } from './numbers.js';
import { runningSum } from './running-sum.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const zero = f32([2, 1], 0, 0);

/** Both directions of the running sum, over rows (1, 3) and (2, 4, 6). */
const run = (layer: SequenceLayer, prefix = '') =>
  runUnrolled(layer, {
    x: f32([3, 2, 1], 1, 2, 3, 4, NaN, 6),
    lengths: i32([2], 2, 3),
    [`params.forward.${prefix}w`]: f32([1], 2),
    [`params.backward.${prefix}w`]: f32([1], 1),
    [`state.forward.${prefix}s`]: zero,
    [`state.backward.${prefix}s`]: zero,
  });

describe('bidirectional', () => {
  it('starts the backward direction at the last valid step of each row', () => {
    const { output, ...state } = run(bidirectional(runningSum({ weight: 2 })));
    // forward, w = 2: row 0 is 1, 5; row 1 is 2, 8, 22. Backward, w = 1: row 0 is 4, 3; row 1 is 12, 10, 6
    expect(output!.shape).toEqual([3, 2, 2]);
    expect(plain(output!)).toEqual([10, 40, 20, 120, 50, 30, 80, 100, 0, 0, 220, 60]);
    expect(plain(state['state.forward.s']!)).toEqual([5, 22]);
    expect(plain(state['state.backward.s']!)).toEqual([4, 12]);
  });

  it.each([
    ['sum', [50, 140, 80, 180, 0, 280]],
    ['mean', [25, 70, 40, 90, 0, 140]],
    ['mul', [400, 2400, 1500, 8000, 0, 13200]],
  ] as [Merge, number[]][])('joins both outputs by %s', (merge, expected) => {
    expect(plain(run(bidirectional(runningSum({ weight: 2 }), { merge }))['output']!)).toEqual(expected);
  });

  it('keeps the last step of each direction around a many-to-one layer', () => {
    const layer = bidirectional(sequential(runningSum({ weight: 2 }), last()));
    expect(layer.manyToOne).toBe(true);
    expect(plain(run(layer, '0.')['output']!)).toEqual([50, 40, 220, 120]);
  });

  it('names both directions and says of what it is made', () => {
    const layer = bidirectional(lstm(sizes), gru(sizes), { merge: 'sum' });
    expect(layer.state).toEqual({ 'forward.h': [4], 'forward.c': [4], 'backward.h': [4] });
    expect(Object.keys(layer.params)).toEqual([
      'forward.wx',
      'forward.wh',
      'forward.b',
      'backward.wx',
      'backward.wh',
      'backward.b',
      'backward.c',
    ]);
    expect(layer.options).toMatchObject({
      forward: { kind: 'lstm' },
      backward: { kind: 'gru' },
      merge: 'sum',
    });
    expect(isCell(layer)).toBe(false);
  });

  it.each([
    [
      'that take different inputs',
      () => bidirectional(gru(sizes), gru({ ...sizes, inputSize: 5 })),
      'forward (gru) takes f32[3] and backward (gru) takes f32[5]',
    ],
    [
      'of which one keeps a single step',
      () => bidirectional(gru(sizes), sequential(gru(sizes), last())),
      'only backward keeps one step',
    ],
    [
      'with an unknown merge',
      () => bidirectional(gru(sizes), { merge: 'max' as Merge }),
      "merge must be one of 'concat', 'sum', 'mean', 'mul', but is 'max'",
    ],
  ])('refuses layers %s', (_, make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  it('says in which direction something does not fit', () => {
    const layer = bidirectional(gru(sizes), gru({ ...sizes, hiddenSize: 2 }), { merge: 'sum' });
    const of = (name: string, hiddenSize: number) => ({
      [`params.${name}.wx`]: f32([3, 3 * hiddenSize], ...new Array<number>(9 * hiddenSize).fill(0)),
      [`params.${name}.wh`]: f32(
        [hiddenSize, 3 * hiddenSize],
        ...new Array<number>(3 * hiddenSize ** 2).fill(0),
      ),
      [`params.${name}.b`]: f32([3 * hiddenSize], ...new Array<number>(3 * hiddenSize).fill(0)),
      [`params.${name}.c`]: f32([hiddenSize], ...new Array<number>(hiddenSize).fill(0)),
      [`state.${name}.h`]: f32([1, hiddenSize], ...new Array<number>(hiddenSize).fill(0)),
    });
    const data = { x: f32([1, 1, 3], 1, 2, 3), ...of('forward', 4), ...of('backward', 2) };
    expect(() => runUnrolled(layer, data)).toThrow(/^In bidirectional: add: .*\[1, 1, 4\].*\[1, 1, 2\]/);
    expect(() => runUnrolled(layer, { ...data, 'state.backward.h': f32([1, 3], 0, 0, 0) })).toThrow(
      'In bidirectional.backward > gru: unroll: state "h" must be f32[1, 2], but is f32[1, 3].',
    );
  });
});
