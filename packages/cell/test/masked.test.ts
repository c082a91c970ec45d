import { embedding, linear, masking } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { defineCell } from '@sluice/cell';
import { describe, expect, it } from 'vitest';
import { bidirectional, flip, last, masked, sequential, type SequenceLayer } from '../src/index.js';
import { compiled } from '../src/testing/compute.js';
import { createSubject, runUnrolled } from '../src/testing/subject.js';
import { f32, i32, plain } from './numbers.js';
import { runningSum } from './running-sum.js';

const sum = masked(runningSum({ weight: 1 }));
const start = { 'params.w': f32([1], 1), 'state.s': f32([1, 1], 0), 'state.output': f32([1, 1], 0) };

/** The outputs and the last state of a layer over one row of tokens, from zeros. */
function read(layer: SequenceLayer, tokens: readonly number[]): { output: number[]; state: number[] } {
  const { data } = createSubject(layer, {});
  const zeros = Object.fromEntries(
    Object.entries(layer.state).map(([name, shape]) => {
      const { shape: full, dtype } = { shape: [1, ...shape], dtype: 'f32' as const };
      return [
        `state.${name}`,
        { shape: full, dtype, data: new Float64Array(full.reduce((a, b) => a * b, 1)) },
      ];
    }),
  );
  const result = runUnrolled(layer, {
    ...data,
    delta: f32([tokens.length, 1], ...tokens),
    ...zeros,
    x: i32([tokens.length, 1], ...tokens),
  });
  const state = Object.entries(result).filter(([name]) => name.startsWith('state.'));
  return { output: plain(result['output']!), state: state.flatMap(([, value]) => plain(value)) };
}

describe('masked', () => {
  it('keeps the state and repeats the output where the mask is 0, zeros at first', () => {
    // s = 1 at step 1, then 1 + 3 = 4 at step 3; the output is ten times that
    const x = f32([5, 1, 1], 7, 1, 7, 3, 7);
    const { output, ...state } = runUnrolled(sum, { ...start, x, mask: i32([5, 1], 0, 1, 0, 1, 0) });
    expect(plain(output!)).toEqual([0, 10, 10, 40, 40]);
    expect(plain(state['state.s']!)).toEqual([4]);
    expect(plain(state['state.output']!)).toEqual([40]);
  });

  it('gives zeros where the mask is 0, if it is told to', () => {
    const zeros = masked(runningSum({ weight: 1 }), { output: 'zeros' });
    const x = f32([5, 1, 1], 7, 1, 7, 3, 7);
    const { 'state.output': _, ...begin } = start;
    const { output, ...state } = runUnrolled(zeros, { ...begin, x, mask: i32([5, 1], 0, 1, 0, 1, 0) });
    expect(plain(output!)).toEqual([0, 10, 0, 40, 0]);
    expect(state).toEqual({ 'state.s': expect.objectContaining({ shape: [1, 1] }) as unknown });
    expect(plain(state['state.s']!)).toEqual([4]);
    expect(() => masked(zeros, { output: 'ones' as 'zeros' })).toThrow(
      "masked: output must be 'repeat' or 'zeros', but is 'ones'.",
    );
  });

  it('carries its last output on to the next chunk', () => {
    const x = f32([2, 1, 1], 7, 2);
    const carried = { ...start, 'state.s': f32([1, 1], 4), 'state.output': f32([1, 1], 40) };
    const { output } = runUnrolled(sum, { ...carried, x, mask: i32([2, 1], 0, 1) });
    expect(plain(output!)).toEqual([40, 60]);
  });

  it('masks nothing without a mask', () => {
    const { output } = runUnrolled(sum, { ...start, x: f32([2, 1, 1], 1, 2) });
    expect(plain(output!)).toEqual([10, 30]);
  });

  const sizes = { inputSize: 3, hiddenSize: 2 };
  const words = embedding(6, 3, { maskZero: true });

  it('skips padding anywhere, as if it were not there', () => {
    const net = sequential(words, masked(lstm(sizes)), masked(gru({ inputSize: 2, hiddenSize: 2 })), last());
    expect(read(net, [0, 0, 3, 0, 5, 1, 0])).toEqual(read(net, [3, 5, 1]));
    expect(read(net, [0, 0, 3, 0, 5, 1, 0])).not.toEqual(read(net, [3, 5]));
  });

  it('skips padding in both directions, and backwards', () => {
    const both = sequential(words, bidirectional(sequential(masked(gru(sizes)), last())));
    expect(read(both, [0, 4, 0, 2, 2, 0]).output).toEqual(read(both, [4, 2, 2]).output);
    const backwards = sequential(words, flip(), masked(gru(sizes)), last(), linear(2, 1));
    expect(read(backwards, [0, 4, 0, 2, 5, 0]).output).toEqual(read(backwards, [4, 2, 5]).output);
  });

  it('is the same when compiled', () => {
    const net = sequential(masking({ value: -1 }), masked(gru(sizes)), linear(2, 2));
    const { data } = createSubject(net, { input: { shape: [3], dtype: 'f32' } });
    const x = {
      ...data['x']!,
      data: data['x']!.data.map((value: number, i: number) => (i % 9 < 3 ? -1 : value)),
    };
    const run = (backend?: typeof compiled): number[] =>
      Array.from(runUnrolled(net, { ...data, x }, backend ? { backend } : {})['output']!.data);
    run(compiled).forEach((value, i) => expect(value).toBeCloseTo(run()[i]!, 5));
  });

  it('refuses cells whose output it cannot repeat', () => {
    const anything = defineCell({
      kind: 'any',
      state: () => ({}),
      params: () => ({}),
      step: ({ x }) => ({ output: x, state: {} }),
    });
    expect(() => masked(anything({ inputSize: undefined as never, hiddenSize: 1 }))).toThrow(
      'masked: any takes any input, so the size of its output is not known; mask the cell in front of it.',
    );
    expect(() => masked(sum)).toThrow('the state of masked has an "output" of its own');
  });
});

describe('flip', () => {
  const x = f32([4, 2, 1], 1, 5, 2, 6, 3, 7, 4, 8);

  it('reverses all steps, or each row up to its length', () => {
    expect(plain(runUnrolled(flip(), { x })['output']!)).toEqual([4, 8, 3, 7, 2, 6, 1, 5]);
    const { output } = runUnrolled(flip(), { x, lengths: i32([2], 3, 0) });
    expect(plain(output!)).toEqual([3, 0, 2, 0, 1, 0, 0, 0]);
  });
});
