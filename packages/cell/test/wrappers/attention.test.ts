import { linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { ShapeError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { bahdanauAttention, luongAttention, MissingConstantError, sequential } from '../../src/index.js';
import { f32, i32, plain } from '../numbers.js';
import { echo, runCell } from './run.js';

/** softmax of scores, of which some places do not count. */
function softmax(scores: number[], counts: number[] = scores.map(() => 1)): number[] {
  const powers = scores.map((e, j) => (counts[j] ? Math.exp(e) : 0));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

// two rows, each a memory of three places of two numbers
const places = [
  [[1, 2], [-1, 0.5], [0, 3]],
  [[0.5, 0.5], [2, -1], [1, 1]],
]; // prettier-ignore
const memory = f32([2, 3, 2], ...places.flat(2));
const closeTo = (actual: number[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 10));
};

describe('bahdanauAttention', () => {
  // an echo of what it takes, [x, read], with its state behind it, which is what looks for a place
  const cell = bahdanauAttention(echo({ inputSize: 3 }), { memorySize: 2, size: 2, query: 's' });
  const w = [[0.3, -0.2], [0.1, 0.4], [-0.5, 0.2]]; // prettier-ignore
  const u = [[0.7, 0.1], [-0.3, 0.6]]; // prettier-ignore
  const v = [1.5, -0.8];
  const params = {
    'attention.w': f32([3, 2], ...w.flat()),
    'attention.u': f32([2, 2], ...u.flat()),
    'attention.v': f32([2, 1], ...v),
  };
  const states = [
    [1, -1, 0.5],
    [0.2, 0.4, -2],
  ];
  const state = { s: f32([2, 3], ...states.flat()) };
  const x = f32([1, 2, 1], 7, 8);

  const expected = (row: number, counts?: number[]) => {
    const scores = places[row]!.map((place) => {
      const units = [0, 1].map((k) => {
        const asked = states[row]!.reduce((sum, s, i) => sum + s * w[i]![k]!, 0);
        return Math.tanh(asked + place.reduce((sum, m, i) => sum + m * u[i]![k]!, 0));
      });
      return units[0]! * v[0]! + units[1]! * v[1]!;
    });
    const weights = softmax(scores, counts);
    const read = [0, 1].map((i) => weights.reduce((sum, a, j) => sum + a * places[row]![j]![i]!, 0));
    return { weights, output: [7 + row, ...read, ...states[row]!] };
  };

  it('reads before the step what the state of the step before looks for', () => {
    const result = runCell(cell, x, { params, state, constants: { memory } });
    closeTo(
      plain(result['output']!),
      [expected(0), expected(1)].flatMap(({ output }) => output),
    );
    closeTo(
      plain(result['gates.attention']!),
      [expected(0), expected(1)].flatMap(({ weights }) => weights),
    );
  });

  it('leaves out places where there is nothing', () => {
    const counts = [
      [1, 0, 1],
      [0, 0, 1],
    ];
    const constants = { memory, memoryMask: i32([2, 3], ...counts.flat()) };
    const result = runCell(cell, x, { params, state, constants });
    closeTo(
      plain(result['output']!),
      [0, 1].flatMap((row) => expected(row, counts[row]).output),
    );
  });

  it('refuses cells that cannot look, and says why', () => {
    expect(() => bahdanauAttention(echo({ inputSize: 2 }), { memorySize: 2, size: 1, query: 's' })).toThrow(
      'bahdanauAttention: echo must take its input and what is read, but takes 2 numbers',
    );
    expect(() => bahdanauAttention(echo({ inputSize: 3 }), { memorySize: 2, size: 1 })).toThrow(
      "bahdanauAttention: the query must be a state of echo that is a row of numbers, but 'h' is none; its states are s.",
    );
  });
});

describe('luongAttention', () => {
  const cell = luongAttention(linear(2, 2, { bias: false }), { memorySize: 2 });
  const w = [[0.4, -0.6], [0.2, 0.9]]; // prettier-ignore
  const v = [[0.5, 0.1], [-0.2, 0.3], [0.7, -0.4], [0.05, 0.6]]; // prettier-ignore
  const params = {
    w: f32([2, 2], 1, 0, 0, 1),
    'attention.w': f32([2, 2], ...w.flat()),
    'attention.v': f32([4, 2], ...v.flat()),
  };
  const inputs = [
    [1, 2],
    [-1, 0.5],
  ];
  const x = f32([1, 2, 2], ...inputs.flat());

  it('reads behind the step what the output looks for, and gives both', () => {
    const result = runCell(cell, x, { params, constants: { memory } });
    const expected = inputs.map((h, row) => {
      const asked = [0, 1].map((i) => h[0]! * w[0]![i]! + h[1]! * w[1]![i]!);
      const weights = softmax(places[row]!.map((m) => asked[0]! * m[0]! + asked[1]! * m[1]!));
      const read = [0, 1].map((i) => weights.reduce((sum, a, j) => sum + a * places[row]![j]![i]!, 0));
      const output = [0, 1].map((k) =>
        Math.tanh([...read, ...h].reduce((sum, value, i) => sum + value * v[i]![k]!, 0)),
      );
      return { weights, output };
    });
    closeTo(
      plain(result['output']!),
      expected.flatMap(({ output }) => output),
    );
    closeTo(
      plain(result['gates.attention']!),
      expected.flatMap(({ weights }) => weights),
    );
  });
});

describe('a memory', () => {
  const cell = luongAttention(gru({ inputSize: 1, hiddenSize: 2 }), { memorySize: 2 });
  const x = f32([1, 2, 1], 1, 1);
  const given = {
    params: Object.fromEntries(
      Object.entries(cell.params).map(([name, { shape }]) => [
        name,
        f32(shape, ...new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0)),
      ]),
    ),
  };

  it('that is missing is asked for when the cell runs, not when a net is put together', () => {
    expect(() => sequential(cell, linear(2, 1))).not.toThrow();
    expect(() => runCell(cell, x, given)).toThrow(MissingConstantError);
    expect(() => runCell(cell, x, given)).toThrow(
      'In luongAttention: unroll: luongAttention reads a constant "memory" of f32[batch, places, 2], but none came.',
    );
  });

  it('of another shape is refused', () => {
    const wrong = f32([2, 3, 1], 1, 1, 1, 1, 1, 1);
    expect(() => runCell(cell, x, { ...given, constants: { memory: wrong } })).toThrow(ShapeError);
    expect(() => runCell(cell, x, { ...given, constants: { memory: wrong } })).toThrow(
      'unroll: the constant "memory" must be f32[2, 3, 2], but is f32[2, 3, 1].',
    );
    const constants = { memory, memoryMask: i32([2, 2], 1, 1, 1, 1) };
    expect(() => runCell(cell, x, { ...given, constants })).toThrow(
      'unroll: the constant "memoryMask" must be i32[2, 3], but is i32[2, 2].',
    );
  });
});
