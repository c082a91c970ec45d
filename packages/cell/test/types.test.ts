import { gru } from '@sluice/gru';
import { embedding, last, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { initializers, type Shape, type Value } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { describe, expectTypeOf, it } from 'vitest';
import {
  bidirectional,
  defineCell,
  sequential,
  type Cell,
  type SequenceLayer,
  type StateNames,
} from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe('the type of a state follows from the cell', () => {
  it('holds the names of a definition', () => {
    expectTypeOf(lstm(sizes)).toEqualTypeOf<Cell<'h' | 'c'>>();
    expectTypeOf(gru(sizes)).toEqualTypeOf<Cell<'h'>>();
    expectTypeOf(rnn(sizes).state).toEqualTypeOf<Readonly<Record<'h', Shape>>>();
    expectTypeOf(linear(3, 4)).toEqualTypeOf<Cell<never>>();
  });

  it('joins names by position', () => {
    const net = sequential(embedding(5, 3), lstm(sizes), gru({ inputSize: 4, hiddenSize: 4 }), linear(4, 5));
    expectTypeOf(net).toEqualTypeOf<Cell<'1.h' | '1.c' | '2.h'>>();
    expectTypeOf<StateNames<typeof net>>().toEqualTypeOf<'1.h' | '1.c' | '2.h'>();
    const nested = sequential(sequential(lstm(sizes), last()));
    expectTypeOf<StateNames<typeof nested>>().toEqualTypeOf<'0.0.h' | '0.0.c'>();
  });

  it('joins names by direction, and a layer that needs the whole sequence has no step', () => {
    const both = bidirectional(lstm(sizes), gru(sizes));
    expectTypeOf(both).toEqualTypeOf<SequenceLayer<'forward.h' | 'forward.c' | 'backward.h'>>();
    const net = sequential(bidirectional(gru(sizes)), linear(8, 2));
    expectTypeOf(net).toEqualTypeOf<SequenceLayer<'0.forward.h' | '0.backward.h'>>();
    expectTypeOf(net).not.toExtend<Cell>();
  });

  it('lets any layer stand where a layer of any state is taken', () => {
    expectTypeOf(lstm(sizes)).toExtend<Cell>();
    expectTypeOf(linear(3, 4)).toExtend<SequenceLayer>();
  });
});

describe('the types inside of a definition', () => {
  it('are inferred without a word, for input size and hidden size', () => {
    const elman = defineCell({
      kind: 'elman',
      state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
      params: ({ inputSize, hiddenSize }) => ({
        wx: { shape: [inputSize, hiddenSize], initial: initializers.glorotUniform() },
      }),
      step({ x, state, params }) {
        expectTypeOf(state).toEqualTypeOf<Readonly<Record<'h', Value>>>();
        expectTypeOf(params).toEqualTypeOf<{ readonly wx: Value }>();
        return { output: x.matmul(params.wx), state };
      },
    });
    expectTypeOf(elman).parameter(0).toExtend<{ readonly inputSize: number; readonly hiddenSize: number }>();
    expectTypeOf(elman(sizes)).toEqualTypeOf<Cell<'h'>>();
  });

  it('say which parameters may be missing, and which options may be left out', () => {
    const scaled = defineCell({
      kind: 'scaled',
      defaults: { bias: true },
      state: () => ({}),
      params: ({ size, bias }: { readonly size: number; readonly bias: boolean }) => ({
        w: { shape: [size], initial: initializers.ones() },
        b: bias && { shape: [size], initial: initializers.zeros() },
      }),
      step({ x, params: { w, b } }) {
        expectTypeOf(w).toEqualTypeOf<Value>();
        expectTypeOf(b).toEqualTypeOf<Value | undefined>();
        return { output: b ? x.mul(w).add(b) : x.mul(w), state: {} };
      },
    });
    expectTypeOf<{ size: number }>().toExtend<Parameters<typeof scaled>[0]>();
    expectTypeOf<{ bias: boolean }>().not.toExtend<Parameters<typeof scaled>[0]>();
    expectTypeOf<{ size: number; bias: string }>().not.toExtend<Parameters<typeof scaled>[0]>();
  });
});
