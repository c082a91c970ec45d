import { readFileSync } from 'node:fs';
import { gru } from '@sluice/gru';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { iota, zeros, type Numbers, type Value, type Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import {
  bahdanauAttention,
  bidirectional,
  encoderDecoder,
  luongAttention,
  sequential,
  type Cell,
} from '../src/index.js';
import { mapValues, prefixed, under } from '../src/names.js';
import { compiled, compute, computeGradients, double, reference } from '../src/testing/compute.js';
import { f32, i32 } from './numbers.js';

interface Plain {
  readonly shape: number[];
  readonly data: number[];
}

interface Golden {
  readonly source: number[][];
  readonly sourceLengths: number[];
  readonly input: number[][];
  readonly target: number[][];
  readonly lengths: number[];
  readonly cases: Readonly<
    Record<
      'additive' | 'multiplicative',
      {
        readonly params: Record<string, Plain>;
        readonly gradients: Record<string, Plain>;
        readonly output: Plain;
        readonly loss: number;
      }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../golden/torch/encoder_decoder.json', import.meta.url), 'utf8'),
) as Golden;

const twoBiases = { recurrentBias: true };
const encoder = sequential(
  embedding(7, 3),
  bidirectional(gru({ inputSize: 3, hiddenSize: 4, ...twoBiases })),
);
const behind = (cell: Cell): Cell => encoderDecoder(encoder, sequential(embedding(6, 3), cell, linear(5, 6)));
const layers = {
  additive: behind(
    bahdanauAttention(gru({ inputSize: 3 + 8, hiddenSize: 5, ...twoBiases }), { memorySize: 8, size: 2 }),
  ),
  multiplicative: behind(
    luongAttention(lstm({ inputSize: 3, hiddenSize: 5, ...twoBiases }), { memorySize: 8 }),
  ),
};

const rows = (table: number[][]): Numbers => i32([table.length, table[0]!.length], ...table.flat());
const numbers = ({ shape, data }: Plain): Numbers => f32(shape, ...data);

/** Scores of all steps, the batch first, and their loss. */
function run(layer: Cell, values: Values): { readonly output: Value; readonly loss: Value } {
  const target = values['target']!.transpose();
  const [time, batch] = target.shape as [number, number];
  const { output } = layer.unroll({
    x: values['input']!.transpose(),
    lengths: values['lengths'],
    constants: under('constants', values),
    params: under('params', values),
    state: mapValues(layer.state, (shape) => zeros([batch, ...shape])),
    training: true,
    key: { seed: 0, step: 0 },
  });
  const mask = iota([time, batch], 0).less(values['lengths']!).convert('f32');
  return { output: output.transpose([1, 0, 2]), loss: crossEntropy().compute({ output, target, mask }) };
}

describe.each(['additive', 'multiplicative'] as const)(
  "PyTorch's encoder-decoder with %s attention",
  (name) => {
    const layer = layers[name];
    const { params, gradients, output, loss } = golden.cases[name];
    const given = {
      input: rows(golden.input),
      target: rows(golden.target),
      lengths: i32([golden.lengths.length], ...golden.lengths),
      'constants.source': rows(golden.source),
      'constants.sourceLengths': i32([golden.sourceLengths.length], ...golden.sourceLengths),
      ...prefixed('params', mapValues(params, numbers)),
    };

    it.each([
      [double, 11],
      [reference, 5],
      [compiled, 5],
    ] as const)('$name', (backend, digits) => {
      const close = (actual: Numbers, expected: Plain): void => {
        expect(actual.shape).toEqual(expected.shape);
        expected.data.forEach((value, i) => expect(actual.data[i]).toBeCloseTo(value, digits));
      };
      expect(Object.keys(layer.params).sort()).toEqual(Object.keys(params).sort());
      close(compute(given, (values) => ({ output: run(layer, values).output }), backend)['output']!, output);
      const result = computeGradients(given, (values) => run(layer, values).loss, backend);
      expect(result.value).toBeCloseTo(loss, digits);
      for (const [key, gradient] of Object.entries(gradients)) {
        close(result.gradients[`params.${key}`]!, gradient);
      }
    });
  },
);
