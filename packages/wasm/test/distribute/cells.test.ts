import { trace, valueAndGrad, zeros, type Program, type Spec, type Value, type Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { bidirectional, sequential, type SequenceLayer } from '../../../cell/src/index.js';
import { gru } from '../../../gru/src/index.js';
import { lstm } from '../../../lstm/src/index.js';
import { rnn } from '../../../rnn/src/index.js';
import { distribute } from '../../src/distribute/index.js';
import { simplify } from '../../src/simplify/index.js';
import { expectCompiled } from '../support/expect-compiled.js';
import { allLoopsOf, countOf, loopsOf } from '../support/loops.js';
import { f32, i32 } from '../support/specs.js';

const [time, batch, inputSize, hiddenSize] = [5, 2, 3, 4];
const sizes = { inputSize, hiddenSize };
const again = { inputSize: hiddenSize, hiddenSize };

const named = (names: readonly string[], values: readonly Value[]): Values =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));

/** A loss of a layer's outputs and last state, and its gradients. */
function trainingOf(layer: SequenceLayer, padded = false): Program {
  const names = Object.keys(layer.params);
  const specs: Spec[] = names.map((name) => f32(...layer.params[name]!.shape));
  return trace(
    (x, lengths, ...weights) => {
      const { value, gradients } = valueAndGrad((params: Values) => {
        const start = Object.entries(layer.state).map(([name, shape]) => [name, zeros([batch, ...shape])]);
        const { output, state } = layer.unroll({
          x,
          state: Object.fromEntries(start) as Values,
          params,
          training: true,
          key: { seed: 0, step: 0 },
          ...(padded && { lengths }),
        });
        return [output, ...Object.values(state)]
          .map((part) => part.square().mean())
          .reduce((sum, part) => sum.add(part));
      })(named(names, weights));
      return [value, ...Object.values(gradients)];
    },
    [f32(time, batch, inputSize), i32(batch), ...specs],
  );
}

interface Case {
  readonly name: string;
  readonly layer: SequenceLayer;
  /** Loops forward and back, and products in each. */
  readonly loops: number;
  readonly products: number;
}

const cases: Case[] = [
  { name: 'rnn', layer: rnn(sizes), loops: 2, products: 1 },
  { name: 'rnn with relu', layer: rnn({ ...sizes, activation: 'relu' }), loops: 2, products: 1 },
  { name: 'lstm', layer: lstm(sizes), loops: 2, products: 1 },
  { name: 'lstm with two biases', layer: lstm({ ...sizes, recurrentBias: true }), loops: 2, products: 1 },
  { name: 'lstm with projection', layer: lstm({ ...sizes, projectionSize: 2 }), loops: 2, products: 2 },
  { name: 'gru', layer: gru(sizes), loops: 2, products: 1 },
  { name: 'gru with two biases', layer: gru({ ...sizes, recurrentBias: true }), loops: 2, products: 1 },
  { name: 'gru that resets before', layer: gru({ ...sizes, resetAfter: false }), loops: 2, products: 2 },
  { name: 'two lstms', layer: sequential(lstm(sizes), lstm(again)), loops: 4, products: 1 },
  { name: 'three grus', layer: sequential(gru(sizes), gru(again), gru(again)), loops: 6, products: 1 },
  { name: 'rnn, lstm, gru', layer: sequential(rnn(sizes), lstm(again), gru(again)), loops: 6, products: 1 },
  { name: 'bidirectional lstm', layer: bidirectional(lstm(sizes), lstm(sizes)), loops: 4, products: 1 },
];

describe.each([false, true])('training over sequences, padded: %s', (padded) => {
  for (const { name, layer, loops, products } of cases) {
    it(`${name} keeps its recurrent products in loops, and nothing else`, () => {
      const program = simplify(distribute(simplify(trainingOf(layer, padded))));
      const left = loopsOf(program);
      expect(left).toHaveLength(loops);
      expect(allLoopsOf(program)).toHaveLength(loops);
      expect(left.map(({ attributes }) => countOf(attributes.body, 'matmul'))).toEqual(
        left.map(() => products),
      );
      for (const { attributes } of left) expect(attributes.length).toBe(time);
    });

    it(`${name} computes what the evaluator computes`, () => {
      const program = trainingOf(layer, padded);
      expectCompiled(program);
      expectCompiled(program, { constants: [0, 1] });
    });
  }
});
