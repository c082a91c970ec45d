import { readFileSync } from 'node:fs';
import { tensor, type Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { writeHdf5, type NewDataset, type NewGroup } from '../../src/hdf5/index.js';
import { fromKeras, importKeras, type KerasOptions } from '../../src/keras/index.js';
import { backends, expectClose, modelOf, type GoldenArray } from './numbers.js';

const folder = new URL('files/', import.meta.url);
const read = (name: string): Uint8Array => readFileSync(new URL(name, folder));
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  { readonly input: GoldenArray; readonly output: GoldenArray }
>;

/** What goes in: indices where there are no features, numbers otherwise. */
const inputOf = ({ shape, data }: GoldenArray): Tensor =>
  shape.length === 2 ? tensor(Int32Array.from(data), shape) : tensor(Float32Array.from(data), shape);

const whole = Object.keys(expected).filter((name) => !name.includes('weights'));

describe.each(whole)('%s', (name) => {
  const { input, output } = expected[name]!;

  it.each(backends)('comes whole, with the outputs that Keras defines, on %s', async (backend) => {
    const { whole, layers, left } = importKeras(read(name));
    expect({ whole, left }).toEqual({ whole: true, left: [] });
    expectClose((await (await modelOf(layers[0]!, backend)).predict(inputOf(input))).output, output);
  });
});

/** Names, kinds and notes of what is in a file. */
const outline = (name: string, options: KerasOptions = {}): unknown =>
  fromKeras(read(name), options).map((one) => [one.name, one.layer.kind, one.layer.options]);

describe('what versions of Keras write', () => {
  it.each([
    ['tf2-bidirectional.h5', 'Keras 2.11.0, whole-model .h5'],
    ['keras21-cudnn.h5', 'Keras 2.1.6, whole-model .h5'],
    ['tf213.keras', 'Keras 2.13.1, .keras'],
    ['keras21-weights.h5', 'Keras 2.1.6, weights only'],
    ['keras3-cells.weights.h5', 'Keras, weights only'],
  ])('%s is %s', (name, format) => {
    expect(importKeras(read(name)).format).toBe(format);
  });

  it('masked outputs of both directions are zeros since TensorFlow 2, and repeated before', () => {
    const [now, then] = ['tf2-bidirectional-steps.h5', 'keras22-bidirectional-steps.h5'].map(
      (name) => expected[name]!.output.data,
    );
    expect(now).not.toEqual(then);
  });

  it('layers of cuDNN are told by their class, or by the length of their biases', () => {
    const notes = importKeras(read('keras21-cudnn.h5'), { split: true }).layers.map((one) => one.notes);
    expect(notes).toEqual([
      [
        'gates stand in the order i, f, g, o, as in Keras',
        "matrices from cuDNN's arrangement; its two biases are kept apart",
      ],
      ['gates from z, r, h to r, z, n', "matrices from cuDNN's arrangement; its two biases are kept apart"],
    ]);
    const [there, bare] = ['keras21-cudnn.h5', 'keras21-cudnn-weights.h5'].map((name) =>
      fromKeras(read(name), { split: true }),
    );
    // with its configuration the second gives its last output only, so that it is a part of a sequence
    expect(bare!.map(({ params }) => params)).toEqual([there![0].params, unprefixed(there![1]!.params)]);
  });

  it('a model in a model has its layers one by one under its name', () => {
    expect(outline('tf2-nested.h5', { split: true })).toMatchObject([
      ['encoder/lstm', 'lstm', { hiddenSize: 2 }],
      ['encoder/simple_rnn', 'rnn', { hiddenSize: 4 }],
    ]);
  });

  it.each([
    ['float64', 'rounded from float64 to float32'],
    ['float16', 'widened from float16 to float32'],
    ['bfloat16', 'widened from bfloat16 to float32'],
  ])('numbers of %s are told of', (width, note) => {
    expect(fromKeras(read(`keras3-${width}.keras`))[0].notes).toContain(note);
  });
});

/** The weights of the first part of `sequential` under its own names. */
const unprefixed = (params: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name.replace(/^0\./, ''), value]));

describe('files of weights', () => {
  it('show the gates of Keras 2.1, which were hard then', async () => {
    const [layer] = fromKeras(read('keras21-weights.h5'));
    expect(layer.notes.join()).toContain('recurrent_activation hard_sigmoid');
    const { input, output } = expected['keras21-weights.h5']!;
    expectClose((await (await modelOf(layer, 'wasm')).predict(inputOf(input))).output, output);
  });

  it('of TensorFlow 1 do not show their gates, which must be given', () => {
    const bytes = read('tf1-weights.h5');
    expect(importKeras(bytes)).toMatchObject({
      layers: [],
      left: [
        {
          name: 'lstm_1',
          reason: expect.stringContaining(
            'its gates are sigmoid in some versions of Keras and hard_sigmoid',
          ) as string,
        },
      ],
    });
    expect(() => fromKeras(bytes)).toThrow(
      'give the layer a recurrent_activation, by { layers } or { config }',
    );
    const [layer] = fromKeras(bytes, { layers: { lstm_1: { recurrent_activation: 'hard_sigmoid' } } });
    expect(layer.layer.options).toMatchObject({ gateActivation: { name: 'hardSigmoid', alpha: 0.2 } });
  });

  it('of a model of somebody’s own show a cell by its shapes, which is told', () => {
    const zeros = (...shape: number[]): NewDataset => ({
      kind: 'dataset',
      tensor: tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape),
    });
    const group = (members: Record<string, NewGroup | NewDataset>): NewGroup => ({
      kind: 'group',
      members: new Map(Object.entries(members)),
    });
    const cell = group({ vars: group({ 0: zeros(3, 6), 1: zeros(2, 6), 2: zeros(2, 6) }) });
    const odd = group({ vars: group({ 0: zeros(3, 10), 1: zeros(2, 10) }) });
    const { layers, left } = importKeras(
      writeHdf5(group({ encoder: group({ cell }), other: group({ cell: odd }) })),
    );
    expect(layers).toMatchObject([
      { name: 'encoder', layer: { kind: 'gru', options: { resetAfter: true } } },
    ]);
    expect(layers[0]!.notes.join()).toContain('class_name GRU');
    expect(left).toEqual([
      {
        name: 'other',
        reason: 'a recurrent_kernel of shape [2, 10] at /other/cell belongs to no cell that is known here',
      },
    ]);
  });

  it('show cells of RNN and directions by their shapes', () => {
    const bytes = read('keras3-cells.weights.h5');
    const { layers, left } = importKeras(bytes);
    expect(layers.map((one) => [one.name, one.layer.kind, one.notes])).toEqual([
      [
        'layers/bidirectional',
        'bidirectional',
        [
          'gates stand in the order i, f, g, o, as in Keras',
          'gives the output of every step; the file does not tell whether only the last is meant',
          "assumed, since the file holds weights only: merge_mode concat, go_backwards false, activation tanh, recurrent_activation sigmoid; say otherwise by { layers: { 'layers/bidirectional': { … } } } or { config }",
        ],
      ],
      [
        'layers/rnn',
        'rnn',
        [
          'gives the output of every step; the file does not tell whether only the last is meant',
          "assumed, since the file holds weights only: class_name SimpleRNNCell, activation tanh, go_backwards false; say otherwise by { layers: { 'layers/rnn': { … } } } or { config }",
        ],
      ],
    ]);
    expect(left.map(({ name }) => name)).toEqual(['layers/dense']);
    expect(fromKeras(bytes, { split: 'all' }).map(({ name }) => name)).toEqual([
      'layers/bidirectional',
      'layers/dense',
      'layers/rnn',
    ]);
  });
});
