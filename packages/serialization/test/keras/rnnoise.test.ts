import { readFileSync } from 'node:fs';
import { createModel, type Stream } from '@sluice/model';
import { tensor, type Tensor } from '@sluice/math';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/safetensors/index.js';
import { fromKeras, fromKerasWeights, importKeras, type ImportedLayer } from '../../src/keras/index.js';
import { expectClose, type GoldenArray } from './numbers.js';

const folder = new URL('../../../../golden/models/rnnoise/', import.meta.url);
const file = readFileSync(new URL('marathon-prescription.hdf5', folder));

/** An array as NumPy saves it: a header in Python's words, then numbers of 4 or 8 bytes. */
function readNpy(name: string): GoldenArray {
  const bytes = readFileSync(new URL(name, folder));
  const begin = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, begin);
  const shape = /\((.*?)\)/
    .exec(header)![1]!
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const isDouble = header.includes("'<f8'");
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Array.from({ length: count }, (_, i) =>
    isDouble ? bytes.readDoubleLE(begin + 8 * i) : bytes.readFloatLE(begin + 4 * i),
  );
  return { shape, data };
}

const features = readNpy('features.npy');
const rows = ({ data, shape }: GoldenArray): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => data.slice(i * shape[1]!, (i + 1) * shape[1]!));

/** What each layer gives, frame by frame. */
type Outputs = Record<string, number[][]>;

/** The network of RNNoise, whose layers are not a chain, one frame after the other. */
async function streamFrames(layers: readonly ImportedLayer[]): Promise<Outputs> {
  const streams: Record<string, Stream> = {};
  for (const { name, layer, params } of layers) {
    streams[name] = (await createModel(layer, { params })).stream();
  }
  const outputs: Outputs = {};
  for (const frame of rows(features)) {
    const run = (name: string, ...inputs: (readonly number[])[]): number[] => {
      const output = [...streams[name]!.step(Float32Array.from(inputs.flat()))];
      (outputs[name] ??= []).push(output);
      return output;
    };
    const dense = run('input_dense', frame);
    const vad = run('vad_gru', dense);
    const noise = run('noise_gru', dense, vad, frame);
    const denoise = run('denoise_gru', vad, noise, frame);
    run('denoise_output', denoise);
    run('vad_output', vad);
  }
  return outputs;
}

const goldenNames = {
  input_dense: 'input_dense',
  vad_gru: 'vad_gru',
  noise_gru: 'noise_gru',
  denoise_gru: 'denoise_gru',
  denoise_output: 'gains',
  vad_output: 'vad',
};

const asTensor = (frames: readonly (readonly number[])[], shape: readonly number[]): Tensor =>
  tensor(Float32Array.from(frames.flat()), shape);

const xiph = (): readonly ImportedLayer[] => {
  const { tensors } = readSafetensors(readFileSync(new URL('xiph_orig.safetensors', folder)));
  const gru = { activation: 'relu', recurrent_activation: 'sigmoid' };
  return fromKerasWeights(tensors, {
    layers: {
      input_dense: { activation: 'tanh' },
      vad_gru: gru,
      noise_gru: gru,
      denoise_gru: gru,
      denoise_output: { activation: 'sigmoid' },
      vad_output: { activation: 'sigmoid' },
    },
  });
};

describe.each([
  ['marathon', 'a whole-model file of Keras 2.2.2', () => fromKeras(file, { split: 'all' })],
  ['xiph', "arrays in Keras' layout", xiph],
])('RNNoise of %s, from %s', (prefix, _, load) => {
  let outputs: Outputs;

  beforeAll(async () => {
    outputs = await streamFrames(load());
  });

  it.each(Object.entries(goldenNames))('streams %s frame by frame', (name, golden) => {
    const expected = readNpy(`${prefix}_${golden}.npy`);
    expect(outputs[name]).toHaveLength(100);
    expectClose(asTensor(outputs[name]!, expected.shape), expected);
  });
});

describe('importKeras of RNNoise', () => {
  const { format, whole, layers, left } = importKeras(file);

  it('takes the three GRUs, and says where they stand', () => {
    expect(format).toBe('Keras 2.2.2, whole-model .h5');
    expect(whole).toBe(false);
    expect(layers.map(({ name, notes }) => [name, notes])).toEqual([
      ['vad_gru', ['reads "input_dense"', 'gates from z, r, h to r, z, n']],
      ['noise_gru', ['reads "concatenate_1"', 'gates from z, r, h to r, z, n']],
      ['denoise_gru', ['reads "concatenate_2"', 'gates from z, r, h to r, z, n']],
    ]);
  });

  it('says what it left, and why', () => {
    expect(left).toEqual([
      {
        name: 'model_1',
        reason:
          'it cannot come whole: its layers are no chain: "concatenate_1" reads "input_dense" and "vad_gru" and "main_input"',
      },
      { name: 'input_dense', reason: "Dense, not recurrent; { split: 'all' } brings it" },
      {
        name: 'concatenate_1',
        reason: 'Concatenate, there is no such layer here; it reads "input_dense", "vad_gru", "main_input"',
      },
      {
        name: 'concatenate_2',
        reason: 'Concatenate, there is no such layer here; it reads "vad_gru", "noise_gru", "main_input"',
      },
      { name: 'denoise_output', reason: "Dense, not recurrent; { split: 'all' } brings it" },
      { name: 'vad_output', reason: "Dense, not recurrent; { split: 'all' } brings it" },
    ]);
  });
});
