import { dropout, embedding, last, layerNorm, linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { bidirectional, defineCell, isCell, sequential } from '../src/index.js';
import { createSubject, runUnrolled } from '../src/testing/subject.js';
import { leaky } from './leaky.js';
import { runningSum } from './running-sum.js';
import { f32, plain } from './numbers.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe('sequential', () => {
  it('names parameters, states and gates by position', () => {
    const net = sequential(embedding(5, 3), lstm(sizes), linear(4, 5));
    expect(Object.keys(net.params)).toEqual(['0.weight', '1.wx', '1.wh', '1.b', '2.w', '2.b']);
    expect(net.state).toEqual({ '1.h': [4], '1.c': [4] });
    expect(net.input).toEqual({ shape: [], dtype: 'i32' });
    const { data, time, batch } = createSubject(net, { indices: 5 });
    const { output, ...rest } = runUnrolled(net, data, { capture: true });
    expect(output!.shape).toEqual([time, batch, 5]);
    expect(Object.keys(rest)).toEqual([
      'state.1.h',
      'state.1.c',
      'gates.1.input',
      'gates.1.forget',
      'gates.1.candidate',
      'gates.1.output',
    ]);
  });

  it('says of what it is made, in plain data', () => {
    expect(sequential(linear(3, 4), dropout(0.5)).options).toEqual({
      parts: [
        { kind: 'linear', options: { inputSize: 3, outputSize: 4, bias: true, initial: 'glorot' } },
        { kind: 'dropout', options: { rate: 0.5 } },
      ],
    });
  });

  it('is a cell when all of its parts are', () => {
    expect(isCell(sequential(linear(3, 3), gru(sizes)))).toBe(true);
    expect(isCell(sequential(linear(3, 3), bidirectional(gru(sizes))))).toBe(false);
  });

  it('hands the output of one part to the next', () => {
    const net = sequential(runningSum({ weight: 2 }), runningSum({ weight: 2 }));
    const { output, ...state } = runUnrolled(net, {
      x: f32([2, 1, 1], 1, 2),
      'params.0.w': f32([1], 2),
      'params.1.w': f32([1], 3),
      'state.0.s': f32([1, 1], 0),
      'state.1.s': f32([1, 1], 0),
    });
    // first part: s = 1, 2·1 + 2 = 4, giving 10 and 40; second: s = 10, 3·10 + 40 = 70
    expect(plain(output!)).toEqual([100, 700]);
    expect(plain(state['state.0.s']!)).toEqual([4]);
    expect(plain(state['state.1.s']!)).toEqual([70]);
  });

  it('keeps one step behind last(), and computes nothing for the others', () => {
    const steps: (readonly number[])[] = [];
    const spy = defineCell({
      kind: 'spy',
      state: () => ({}),
      params: () => ({}),
      step({ x }) {
        steps.push(x.shape);
        return { output: x, state: {}, gates: { seen: x } };
      },
    });
    const net = sequential(gru(sizes), last(), spy({ inputSize: 4, hiddenSize: 1 }));
    expect(net.manyToOne).toBe(true);
    const { data, batch } = createSubject(net, {});
    steps.length = 0;
    const { output, ...rest } = runUnrolled(net, data, { capture: true });
    expect(steps).toEqual([[batch, 4]]);
    expect(output!.shape).toEqual([batch, 4]);
    expect(rest['gates.2.seen']!.shape).toEqual([1, batch, 4]);
  });

  it.each([
    [
      'sizes differ',
      () => sequential(lstm(sizes), linear(5, 2)),
      'sequential: part 0 (lstm) gives f32[4], but part 1 (linear) takes f32[5]',
    ],
    [
      'sizes differ past a part that takes any input',
      () => sequential(lstm(sizes), dropout(0.1), linear(5, 2)),
      'sequential: part 1 (dropout) gives f32[4], but part 2 (linear) takes f32[5]',
    ],
    [
      'numbers come where indices are taken',
      () => sequential(linear(3, 2), embedding(5, 2)),
      'sequential: part 0 (linear) gives f32[2], but part 1 (embedding) takes i32[]',
    ],
    [
      'sizes differ behind both directions',
      () => sequential(bidirectional(gru(sizes)), linear(4, 2)),
      'sequential: part 0 (bidirectional) gives f32[8], but part 1 (linear) takes f32[4]',
    ],
    [
      'a recurrent part stands behind last()',
      () => sequential(lstm(sizes), last(), layerNorm(4), gru({ inputSize: 4, hiddenSize: 2 })),
      'sequential: part 3 (gru) works on a sequence, but part 1 (last) keeps one step only; put it before.',
    ],
    [
      'sizes differ behind a cell that reads time',
      () => sequential(leaky({ size: 3 }), linear(4, 2)),
      'sequential: part 0 (leaky) gives f32[3], but part 1 (linear) takes f32[4]',
    ],
    ['there are no parts', () => sequential(), 'sequential: needs at least one layer.'],
  ])('refuses parts when %s', (_, make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  it('says in which part an operation failed', () => {
    const picky = defineCell({
      kind: 'picky',
      state: () => ({}),
      params: () => ({}),
      step: ({ x }) => ({ output: x.reshape([-1, 2, 2]).matmul(x.reshape([-1, 4, 1])), state: {} }),
    });
    expect(() => sequential(linear(3, 4), picky({ inputSize: 4, hiddenSize: 1 }))).toThrow(
      /^In sequential\[1\] > picky: matmul: /,
    );
  });
});
