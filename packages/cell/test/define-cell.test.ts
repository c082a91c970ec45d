import { ArgumentError, initializers, ShapeError, type NamedInitializer, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { defineCell, type Cell, type StepResult } from '../src/index.js';
import { runStep } from '../src/testing/subject.js';
import { f32 } from './numbers.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

/** A cell whose step does what a test wants to see refused. */
const broken = (step: (x: Value) => object): Cell =>
  defineCell({
    kind: 'broken',
    state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
    params: () => ({}),
    step: ({ x }) => step(x) as StepResult<'h'>,
  })(sizes);

const inputs = { x: f32([1, 3], 1, 2, 3), 'state.h': f32([1, 4], 0, 0, 0, 0) };

describe('defineCell', () => {
  it('fills in defaults, keeps what is given, and shows both as options', () => {
    const make = defineCell({
      kind: 'scaled',
      defaults: { factor: 2, bias: true },
      state: () => ({}),
      params: ({ size, bias }: { size: number; factor: number; bias: boolean }) => ({
        w: { shape: [size], initial: initializers.ones() },
        b: bias && { shape: [size], initial: initializers.zeros() },
      }),
      step: ({ x, params: { w }, options: { factor } }) => ({ output: x.mul(w).mul(factor), state: {} }),
    });
    expect(make({ size: 3 }).options).toEqual({ size: 3, factor: 2, bias: true });
    expect(Object.keys(make({ size: 3 }).params)).toEqual(['w', 'b']);
    const plain = make({ size: 3, bias: false, factor: 5 });
    expect(plain.options).toEqual({ size: 3, factor: 5, bias: false });
    expect(Object.keys(plain.params)).toEqual(['w']);
    const unset = { size: 3, bias: undefined } as unknown as { size: number };
    expect(make(unset).options).toEqual({ size: 3, factor: 2, bias: true });
  });

  it('starts parameters by the name of what makes them', () => {
    const make = (initial: NamedInitializer) =>
      defineCell({
        kind: 'named',
        state: () => ({}),
        params: () => ({ w: { shape: [2, 2], initial }, v: { shape: [2], initial: 'ones' } }),
        step: ({ x, params: { w, v } }) => ({ output: x.matmul(w).add(v), state: {} }),
      })(sizes);
    const { w, v } = make({ name: 'identity', gain: 3 }).params;
    expect([...w!.initial([2, 2], 1), ...v!.initial([2], 1)]).toEqual([3, 0, 0, 3, 1, 1]);
    expect(() => make('half' as 'ones')).toThrow("In named: There is no initializer 'half'");
  });

  it('takes f32 of inputSize unless told otherwise', () => {
    const define = {
      kind: 'any',
      params: () => ({}),
      step: ({ x }: { x: Value }) => ({ output: x, state: {} }),
    };
    expect(defineCell({ ...define, state: () => ({}) })(sizes).input).toEqual({ shape: [3], dtype: 'f32' });
    const anyInput = defineCell({
      ...define,
      state: () => ({}),
      params: ({ size }: { size: number }) => ({ w: { shape: [size], initial: initializers.ones() } }),
    });
    expect(anyInput({ size: 3 }).input).toBeUndefined();
    const words = defineCell({ ...define, state: () => ({}), input: () => ({ shape: [], dtype: 'i32' }) });
    expect(words(sizes).input).toEqual({ shape: [], dtype: 'i32' });
  });

  it.each([
    [{ inputSize: 3, hiddenSize: 0 }, '[0]'],
    [{ inputSize: 3, hiddenSize: 2.5 }, '[2.5]'],
    [{ inputSize: 3, hiddenSize: NaN }, '[NaN]'],
  ])('refuses sizes that are no sizes: %j', (options, shape) => {
    const make = defineCell({
      kind: 'sized',
      state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
      params: () => ({}),
      step: ({ x, state }) => ({ output: x, state }),
    });
    expect(() => make(options)).toThrow(ArgumentError);
    expect(() => make(options)).toThrow(`In sized: The options give state "h" the shape ${shape}`);
  });

  it('refuses what its own validation refuses', () => {
    const make = defineCell({
      kind: 'strict',
      validate({ rate }: { rate: number }) {
        if (rate > 1) throw new ArgumentError(`The rate is ${rate}.`);
      },
      state: () => ({}),
      params: () => ({}),
      step: ({ x }) => ({ output: x, state: {} }),
    });
    expect(() => make({ rate: 2 })).toThrow('In strict: The rate is 2.');
  });

  it.each([
    [
      'the output has no batch',
      (x: Value) => ({ output: x.sum(), state: { h: x.zeros() } }),
      'In broken: step: the returned output must be [1, …], a row for each of the batch, but is f32[].',
    ],
    ['there is no output', () => ({ output: undefined, state: {} }), 'but returned no output.'],
    ['the output is a number', () => ({ output: 3, state: {} }), 'the returned output must be a Value'],
    ['there is no state', () => ({}), 'but returned undefined as its state.'],
    [
      'a state is a number',
      () => ({ state: { h: 0 } }),
      'step: the returned state "h" must be a Value, as operations on x and the state give, but is 0.',
    ],
    [
      'a gate is a list',
      (x: Value) => ({ state: { h: x }, gates: { forget: [x] } }),
      'step: gate "forget" must be a Value, as operations on x and the state give, but is a list.',
    ],
    ['a state is missing', () => ({ state: {} }), 'In broken: step: returns no state "h".'],
    [
      'a state has another shape',
      (x: Value) => ({ state: { h: x } }),
      'In broken: step: the returned state "h" must be f32[1, 4], but is f32[1, 3].',
    ],
    [
      'a state is unknown',
      (x: Value) => ({ state: { h: x.matmul(x.zeros().reshape([3, 1])).broadcast([1, 4]), H: x } }),
      'In broken: step: returns a state "H", but the cell\'s state is "h".',
    ],
  ])('says so when %s in what a step returns', (_, state, message) => {
    expect(() =>
      runStep(
        broken((x) => ({ output: x, ...state(x) })),
        inputs,
      ),
    ).toThrow(message);
  });

  it('says so when a step returns nothing', () => {
    const silent = defineCell({
      kind: 'silent',
      state: () => ({}),
      params: () => ({}),
      step: () => undefined as unknown as StepResult<never>,
    })(sizes);
    expect(() => runStep(silent, inputs)).toThrow(
      'In silent: step: must `return { output, state: { … } }`, but returned undefined.',
    );
  });

  it.each([
    ['kind', { kind: undefined }, "kind must be the cell's name, but is undefined"],
    ['step', { step: { output: 1 } }, 'step must be a function, but is an object'],
    ['state', { state: [4] }, 'state must be a function, but is a list'],
    ['params', { params: undefined }, 'params must be a function, but is undefined'],
  ])('refuses a definition without its %s, with an example', (_, changed, message) => {
    const definition = { kind: 'broken', state: () => ({}), params: () => ({}), step: () => undefined };
    const define = defineCell as unknown as (definition: object) => unknown;
    expect(() => define({ ...definition, ...changed })).toThrow(`defineCell: ${message}: \`defineCell({`);
  });

  it('says so when a state or a parameter has no shape', () => {
    const define = (state: object, params: object): Cell =>
      defineCell({
        kind: 'shapeless',
        state: () => state as Record<string, number[]>,
        params: () => params as Record<string, { shape: number[]; initial: 'zeros' }>,
        step: ({ x, state }) => ({ output: x, state }),
      })(sizes);
    expect(() => define({ h: 4 }, {})).toThrow('In shapeless: state "h" must have a shape');
    expect(() => define({}, { w: { initial: 'zeros' } })).toThrow('parameter "w" must have a shape');
  });

  it('names the cell when an operation of its step fails', () => {
    const cell = broken((x) => ({ output: x.matmul(x), state: {} }));
    expect(() => runStep(cell, inputs)).toThrow(/^In broken: matmul: .*\[1, 3\].*\[1, 3\]/);
  });

  it.each([
    ['x', f32([1, 2], 1, 2), 'In broken: step: the input must be f32[batch, 3], but is f32[1, 2].'],
    ['state.h', f32([2, 4], 0, 0, 0, 0, 0, 0, 0, 0), 'step: state "h" must be f32[1, 4], but is f32[2, 4].'],
  ])('refuses %s of the wrong shape', (name, numbers, message) => {
    const cell = broken((x) => ({ output: x, state: {} }));
    expect(() => runStep(cell, { ...inputs, [name]: numbers })).toThrow(ShapeError);
    expect(() => runStep(cell, { ...inputs, [name]: numbers })).toThrow(message);
  });

  it('says which parameter or state did not come', () => {
    const cell = defineCell({
      kind: 'needy',
      state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
      params: ({ inputSize }) => ({ w: { shape: [inputSize], initial: initializers.ones() } }),
      step: ({ x, state }) => ({ output: x, state }),
    })(sizes);
    expect(() => runStep(cell, inputs)).toThrow(
      'In needy: step: no parameter "w" came; the cell\'s parameters are "w".',
    );
    expect(() => runStep(cell, { x: inputs.x })).toThrow(
      'In needy: step: no state "h" came; the cell\'s state is "h".',
    );
  });
});
