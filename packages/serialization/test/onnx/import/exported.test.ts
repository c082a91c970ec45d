import { isCell } from '@sluice/cell';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../../src/onnx/index.js';
import type { OnnxTensor } from '../run-onnx.js';
import {
  backends,
  expectClose,
  expectStreamsAlike,
  f32,
  i32,
  modelOf,
  reshaped,
  transposed,
} from './check.js';

// made by exported/make.py
const folder = new URL('exported/', import.meta.url);

interface Expected {
  /** What the layer is: its parts, or `onnx` for a graph that is no sequence of layers. */
  readonly is: string;
  readonly cell: boolean;
  /** The order of axes that the file has, as a permutation of ours. */
  readonly x?: (tensor: OnnxTensor) => OnnxTensor;
  readonly y?: (tensor: OnnxTensor) => OnnxTensor;
  /** The names of the layer's state, in the order of what the file's state holds. */
  readonly state?: readonly string[];
}

const timeFirst = (tensor: OnnxTensor): OnnxTensor => transposed(tensor, [1, 0, 2]);
const channelsFirst = (tensor: OnnxTensor): OnnxTensor => transposed(tensor, [0, 2, 1]);
const oneRow = (tensor: OnnxTensor): OnnxTensor => reshaped(tensor, [1, ...tensor.shape]);
const oneStep = (tensor: OnnxTensor): OnnxTensor => reshaped(tensor, [tensor.shape[0]!, 1, tensor.shape[1]!]);

const files: Readonly<Record<string, Expected>> = {
  lstm_2l_bi_time_first: {
    is: 'bidirectional bidirectional linear',
    cell: false,
    x: timeFirst,
    y: timeFirst,
  },
  gru_2l_head: { is: 'gru gru linear activation linear activation', cell: true },
  gru_no_bias: { is: 'gru', cell: true },
  rnn_relu: { is: 'rnn', cell: true },
  lstm_last_fixed: { is: 'lstm last linear', cell: true },
  lstm_2l_state_out: { is: 'lstm sequential linear', cell: true },
  gru_bi_states: { is: 'bidirectional linear', cell: false },
  tokens: { is: 'embedding lstm linear', cell: true },
  lstm_2l_carried: { is: 'lstm lstm linear', cell: true, state: ['0.h', '1.h', '0.c', '1.c'] },
  gelu: { is: 'gru linear activation linear activation', cell: true },
  activations: { is: 'onnx', cell: true },
  layer_norm: { is: 'lstm layerNorm', cell: true },
  residual: { is: 'onnx', cell: true },
  residual_fixed: { is: 'onnx', cell: true },
  reshaped: { is: 'lstm linear', cell: true, y: channelsFirst },
  mean: { is: 'onnx', cell: false },
  attention: { is: 'onnx', cell: false },
  unbatched: { is: 'gru linear', cell: true, x: oneRow, y: oneRow },
  one_step: { is: 'lstm linear activation', cell: true, x: oneStep, y: oneStep, state: ['0.h', '0.c'] },
  one_step_fixed: { is: 'lstm linear activation', cell: true, x: oneStep, y: oneStep, state: ['0.h', '0.c'] },
  encoder_decoder: { is: 'onnx', cell: false },
  learned_start: { is: 'lstm', cell: true },
  channels_first: { is: 'gru linear', cell: true, x: channelsFirst, y: channelsFirst },
  flipped: { is: 'onnx', cell: false },
  packed: { is: 'lstm', cell: true },
  feed_forward: { is: 'onnx', cell: true, x: oneStep, y: oneStep },
};

interface Stored {
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
}

const read = (name: string): { file: Buffer; stored: Stored } => ({
  file: readFileSync(new URL(`${name}.onnx`, folder)),
  stored: JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Stored,
});

/** Halves the file's states among the layer's names, in order. */
function statesOf(names: readonly string[], states: readonly OnnxTensor[]): Record<string, OnnxTensor> {
  const all = states.flatMap(({ data }) => Array.from(data));
  const size = all.length / names.length;
  const shape = states[0]!.shape.slice(1);
  return Object.fromEntries(
    names.map((name, i) => [name, { shape, data: all.slice(i * size, (i + 1) * size) }]),
  );
}

describe.each(Object.entries(files))('what PyTorch exported as %s', (name, { is, cell, x, y, state }) => {
  const { file, stored } = read(name);
  const [imported] = importOnnx(file).layers;

  it(`is ${is}`, () => {
    const { whole, left, layers } = importOnnx(file);
    expect({ whole, left, count: layers.length }).toEqual({ whole: true, left: [], count: 1 });
    const { kind, options } = imported!.layer;
    const parts = (options['parts'] as { kind: string }[] | undefined) ?? [{ kind }];
    expect(parts.map((part) => part.kind).join(' ')).toBe(is);
    expect(isCell(imported!.layer)).toBe(cell);
  });

  it.each(backends)('gives the same numbers and streams them, on %s', async (backend) => {
    const [given, ...others] = stored.inputs as [OnnxTensor, ...OnnxTensor[]];
    const placed = x ? x(given) : given;
    const input = given.dtype === 'int64' ? i32(placed) : f32(placed);
    const before = state && statesOf(state, others);
    const states = before
      ? Object.fromEntries(Object.entries(before).map(([key, value]) => [key, f32(value)]))
      : rowsFor(imported!.state, input.shape[0]!);
    const lengths = others.find(({ dtype }) => dtype === 'int64')?.data;
    const model = await modelOf(imported!, backend);
    const result = await model.predict(input, { state: states, lengths });
    const expected = y ? y(stored.outputs[0]!) : stored.outputs[0]!;
    expectClose(result.output, expected);
    if (state) {
      for (const [key, value] of Object.entries(statesOf(state, stored.outputs.slice(1)))) {
        expectClose(result.state[key]!, value, key);
      }
    }
    if (cell && !lengths) await expectStreamsAlike(imported!, input, states, expected);
  });
});

/** What the file starts from, one row that stands for all. */
function rowsFor(
  state: Readonly<Record<string, Pick<OnnxTensor, 'shape' | 'data'>>> | undefined,
  rows: number,
): Record<string, ReturnType<typeof f32>> | undefined {
  if (!state) return undefined;
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, data }]) => {
      expect(shape[0]).toBe(1);
      const repeated = Array.from({ length: rows }, () => Array.from(data)).flat();
      return [name, f32({ shape: [rows, ...shape.slice(1)], data: repeated })];
    }),
  );
}

describe('the files', () => {
  it('are all tried', () => {
    const names = readdirSync(folder).flatMap((each) => (each.endsWith('.onnx') ? [each.slice(0, -5)] : []));
    expect(names.sort()).toEqual([...Object.keys(files), 'convolved'].sort());
  });

  it('with an operation that Sluice does not have give their recurrent layers', () => {
    const { whole, layers, left } = importOnnx(read('convolved').file);
    expect(whole).toBe(false);
    expect(layers.map(({ name, layer }) => [name, layer.kind])).toEqual([['/rnn/GRU', 'gru']]);
    expect(left[0]).toEqual({ name: '/conv/Conv', reason: '"Conv": Sluice has no such operation' });
  });

  it('tell what they start from', () => {
    const { state } = importOnnx(read('learned_start').file).layers[0]!;
    expect(Object.entries(state!).map(([name, { shape }]) => [name, shape])).toEqual([
      ['h', [1, 4]],
      ['c', [1, 4]],
    ]);
  });

  it('tell why they cannot be stepped', () => {
    const notes = importOnnx(read('mean').file).layers[0]!.notes.join('; ');
    expect(notes).toContain(
      'it needs the whole sequence at once: node "/ReduceMean" (ReduceMean) takes a sum over steps',
    );
  });
});

describe('the loop that PyTorch unrolled', () => {
  const golden = new URL('../../../../../golden/onnx-torch-export/', import.meta.url);
  const file = readFileSync(new URL('rnn_relu.dynamo.onnx', golden));
  const { inputs, outputs_f64: outputs } = JSON.parse(
    readFileSync(new URL('rnn_relu.dynamo.json', golden), 'utf8'),
  ) as { inputs: OnnxTensor[]; outputs_f64: OnnxTensor[] };

  it('comes whole, for exactly as many steps, and is said to be unrolled', async () => {
    const { whole, layers, left } = importOnnx(file);
    expect(whole).toBe(true);
    expect(left[0]!.reason).toContain('its loop was unrolled when it was exported, for 5 steps');
    expect(isCell(layers[0]!.layer)).toBe(false);
    const model = await modelOf(layers[0]!, 'wasm');
    expectClose((await model.predict(f32(timeFirst(inputs[0]!)))).output, timeFirst(outputs[0]!));
    const longer = f32({ shape: [2, 6, 3], data: new Array<number>(36).fill(0) });
    await expect(model.predict(longer)).rejects.toThrow('The file is made for 5 steps at once, but 6 came.');
  });

  it('gives nothing where its recurrent layers are asked for', () => {
    expect(importOnnx(file, { split: true }).layers).toEqual([]);
  });
});
