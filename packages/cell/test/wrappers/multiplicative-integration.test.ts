import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError } from '@sluice/math';
import { indrnn, rnn } from '@sluice/rnn';
import { cfn, clockworkRnn, nas } from '@sluice/zoo';
import { describe, expect, it } from 'vitest';
import { range, type NamedNumbers } from '../../src/testing/numbers.js';
import { createSubject, runStep, runUnrolled } from '../../src/testing/subject.js';
import { multiplicativeIntegration, type Cell } from '../../src/index.js';

const [inputSize, hiddenSize] = [3, 2];
const sizes = { inputSize, hiddenSize };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const { tanh } = Math;

type Row = readonly number[];

/** One step of one row, and the paper's sum for one number, worked out term by term. */
function given(cell: Cell) {
  const { data } = createSubject(cell, { seed: 8 });
  const first = (name: string, size: number): Row => Array.from(data[name]!.data.slice(0, size));
  const one: NamedNumbers = {
    ...data,
    x: { ...data['x']!, shape: [1, inputSize], data: data['x']!.data.slice(0, inputSize) },
    delta: { ...data['delta']!, shape: [1], data: data['delta']!.data.slice(0, 1) },
    ...Object.fromEntries(
      Object.keys(cell.state).map((name) => [
        `state.${name}`,
        {
          ...data[`state.${name}`]!,
          shape: [1, hiddenSize],
          data: Float64Array.from(first(`state.${name}`, 2)),
        },
      ]),
    ),
  };
  const p = (name: string, at: number): number => data[`params.${name}`]!.data[at]!;
  const columns = cell.params['wh']!.shape[1]!;
  const [x, h] = [first('x', inputSize), first('state.h', hiddenSize)];
  const dot = (v: Row, name: string, column: number): number =>
    v.reduce((sum, value, i) => sum + value * p(name, i * columns + column), 0);
  const sum = (column: number, state: Row = h, scale = 1): number => {
    const [wx, uh] = [dot(x, 'wx', column), scale * dot(state, 'wh', column)];
    return (
      p('integration.alpha', column) * wx * uh +
      p('integration.beta1', column) * uh +
      p('integration.beta2', column) * wx +
      p('b', column)
    );
  };
  return { h, p, sum, c: 'c' in cell.state ? first('state.c', 2) : [], result: runStep(cell, one) };
}

describe('multiplicative integration', () => {
  it('of a simple cell', () => {
    const { sum, result } = given(multiplicativeIntegration(rnn(sizes)));
    for (const j of [0, 1]) expect(result['output']!.data[j]).toBeCloseTo(tanh(sum(j)), 12);
  });

  it('of an LSTM', () => {
    const { sum, c, result } = given(multiplicativeIntegration(lstm(sizes)));
    for (const j of [0, 1]) {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => sum(2 * gate + j)) as [number, number, number, number];
      const memory = sigmoid(f) * c[j]! + sigmoid(i) * tanh(g);
      expect(result['state.c']!.data[j]).toBeCloseTo(memory, 12);
      expect(result['output']!.data[j]).toBeCloseTo(sigmoid(o) * tanh(memory), 12);
    }
  });

  it("of a GRU that resets before the product, which is the paper's", () => {
    const { sum, h, result } = given(multiplicativeIntegration(gru({ ...sizes, resetAfter: false })));
    const reset = h.map((h, j) => sigmoid(sum(j)) * h);
    for (const j of [0, 1]) {
      const z = sigmoid(sum(2 + j));
      expect(result['output']!.data[j]).toBeCloseTo((1 - z) * tanh(sum(4 + j, reset)) + z * h[j]!, 12);
    }
  });

  it('of a GRU that resets after it: r ⊙ ((α ⊙ xW + β₁) ⊙ hU + c)', () => {
    const { sum, h, p, result } = given(multiplicativeIntegration(gru(sizes)));
    for (const j of [0, 1]) {
      const [r, z] = [sigmoid(sum(j)), sigmoid(sum(2 + j))];
      const n = tanh(sum(4 + j, h, r) + r * p('c', j));
      expect(result['output']!.data[j]).toBeCloseTo((1 - z) * n + z * h[j]!, 12);
    }
  });

  it('with α = 0 and β = 1 is addition, of any cell', () => {
    for (const cell of [
      lstm({ ...sizes, peepholes: true, layerNorm: true, coupledGates: true }),
      nas(sizes),
    ]) {
      const own = multiplicativeIntegration(cell, { alpha: 0, beta: 1 });
      const { data } = createSubject(own, { seed: 8 });
      const starts = Object.fromEntries(
        Object.entries(own.params)
          .filter(([name]) => name.startsWith('integration.'))
          .map(([name, { shape, initial }]) => [
            `params.${name}`,
            { shape, dtype: 'f32' as const, data: Float64Array.from(initial(shape, 1)) },
          ]),
      );
      const [actual, expected] = [
        runUnrolled(own, { ...data, ...starts })['output']!,
        runUnrolled(
          cell,
          Object.fromEntries(Object.entries(data).filter(([name]) => !name.includes('integration.'))),
        )['output']!,
      ];
      for (const i of range(0, expected.data.length))
        expect(actual.data[i]).toBeCloseTo(expected.data[i]!, 12);
    }
  });

  it.each<[string, () => unknown]>([
    ['multiplicativeIntegration: indrnn has no weight "wh"', () => multiplicativeIntegration(indrnn(sizes))],
    [
      'the blocks of "wx" and "wh" must be the same, but these have 6 and 4 columns.',
      () => multiplicativeIntegration(cfn(sizes)),
    ],
    [
      'the cell must do nothing with "wh" but multiply by it, but does a mul.',
      () => multiplicativeIntegration(clockworkRnn(sizes)),
    ],
    [
      'the cell multiplies its state by columns 0 to 2 before it multiplies its input',
      () => multiplicativeIntegration(rnn({ inputSize: 2, hiddenSize: 2 }), { input: 'wh', recurrent: 'wx' }),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
