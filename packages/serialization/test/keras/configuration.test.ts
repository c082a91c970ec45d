import { sequential, last } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import {
  FormatError,
  fromKerasWeights,
  importKeras,
  toKeras,
  type KerasOptions,
} from '../../src/keras/index.js';
import { drawParams } from './draw-params.js';
import { repack } from './repack.js';

type Json = Record<string, unknown>;

const zeros = (...shape: number[]): Tensor =>
  tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

/** Weights for an LSTM of 2 units that reads 3 numbers, a GRU of 4 units behind it, and a Dense layer of 1. */
const weights = {
  'lstm/kernel': zeros(3, 8),
  'lstm/recurrent_kernel': zeros(2, 8),
  'lstm/bias': zeros(8),
  'gru/kernel': zeros(2, 12),
  'gru/recurrent_kernel': zeros(4, 12),
  'gru/bias': zeros(2, 12),
  'dense/kernel': zeros(4, 1),
  'dense/bias': zeros(1),
};

const lstmLayer = (config: Json = {}): Json => ({
  class_name: 'LSTM',
  config: {
    name: 'lstm',
    units: 2,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    return_sequences: true,
    ...config,
  },
});
const gruLayer = (config: Json = {}): Json => ({
  class_name: 'GRU',
  config: {
    name: 'gru',
    units: 4,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    return_sequences: false,
    reset_after: true,
    ...config,
  },
});
const denseLayer = (config: Json = {}): Json => ({
  class_name: 'Dense',
  config: { name: 'dense', units: 1, activation: 'linear', use_bias: true, ...config },
});
const model = (...layers: Json[]): Json => ({ class_name: 'Sequential', config: { name: 'net', layers } });

/** What becomes of these layers: the options of the parts, or why they do not come whole. */
function whole(config: Json, options: KerasOptions = {}): unknown {
  const layers = fromKerasWeights(weights, { config, split: false, ...options });
  return layers.map(({ layer }) =>
    layer.kind === 'sequential'
      ? (layer.options['parts'] as { kind: string }[]).map(({ kind }) => kind)
      : layer.kind,
  );
}

/** The reason why a model does not come whole, by way of a file that holds it. */
function reasonOf(config: Json): string {
  const net = sequential(
    lstm({ inputSize: 3, hiddenSize: 2 }),
    gru({ inputSize: 2, hiddenSize: 4, recurrentBias: true }),
    last(),
    linear(4, 1),
  );
  const { whole, left } = importKeras(repack(toKeras(net, drawParams(net, 1)), { config }));
  expect(whole).toBe(false);
  return left[0]!.reason;
}

describe('a Sequential', () => {
  it('is the chain of its layers', () => {
    expect(whole(model(lstmLayer(), gruLayer(), denseLayer()))).toEqual([['lstm', 'gru', 'last', 'linear']]);
    expect(whole(model(lstmLayer(), gruLayer(), denseLayer({ activation: 'softmax' })))).toEqual([
      ['lstm', 'gru', 'last', 'linear', 'activation'],
    ]);
    expect(whole(model(lstmLayer()))).toEqual(['lstm']);
  });

  it('has layers that do nothing but in training, or nothing at all', () => {
    const between = [
      { class_name: 'SpatialDropout1D', config: { name: 'a', rate: 0.5 } },
      { class_name: 'Activation', config: { name: 'b', activation: 'linear' } },
      { class_name: 'Reshape', config: { name: 'c', target_shape: [-1, 2] } },
    ];
    const after = { class_name: 'Flatten', config: { name: 'd' } };
    expect(whole(model(lstmLayer(), ...between, gruLayer(), after, denseLayer()))).toEqual([
      ['lstm', 'gru', 'last', 'linear'],
    ]);
  });

  const list: readonly (readonly [string, Json[], RegExp])[] = [
    [
      'an unknown layer',
      [lstmLayer(), { class_name: 'Attention', config: { name: 'a' } }],
      /Attention "a": there is no such layer here/,
    ],
    [
      'a layer of one’s own',
      [{ ...lstmLayer(), module: 'mine', registered_name: 'Mine>LSTM' }],
      /Mine>LSTM "lstm": there is no such layer here/,
    ],
    [
      'an unknown activation',
      [lstmLayer({ activation: 'my_act' })],
      /LSTM "lstm": there is no activation "my_act" here/,
    ],
    [
      'an activation of one’s own',
      [lstmLayer({ activation: { class_name: 'function', config: 'tanh' } })],
      /its activation is the function "tanh", which the file does not hold/,
    ],
    [
      'a recurrent layer behind a single step',
      [lstmLayer({ return_sequences: false }), gruLayer()],
      /GRU "gru": it reads a sequence, but only one step comes to it/,
    ],
    [
      'Flatten of a sequence',
      [lstmLayer(), { class_name: 'Flatten', config: { name: 'f' } }],
      /Flatten "f": it puts all steps into one row/,
    ],
    [
      'another shape',
      [lstmLayer(), { class_name: 'Reshape', config: { name: 'r', target_shape: [4, 1] } }],
      /Reshape "r": it changes the shape to \[4, 1\]/,
    ],
    [
      'two outputs',
      [{ class_name: 'Bidirectional', config: { name: 'b', merge_mode: null, layer: lstmLayer() } }],
      /its merge_mode is null/,
    ],
    [
      'a softmax over time',
      [lstmLayer(), { class_name: 'Softmax', config: { name: 's', axis: 1 } }],
      /its axis is 1, but only the last one is taken/,
    ],
    [
      'a ReLU of many numbers',
      [lstmLayer(), { class_name: 'ReLU', config: { name: 'r', max_value: 3, negative_slope: 0.1 } }],
      /no ReLU here with max_value 3, negative_slope 0.1 and threshold 0/,
    ],
    [
      'images',
      [{ class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 8, 8, 3] } }, lstmLayer()],
      /its input has 4 axes/,
    ],
    [
      'a mask that is turned round',
      [
        { class_name: 'Masking', config: { name: 'm', mask_value: 0 } },
        lstmLayer({ go_backwards: true }),
        gruLayer(),
      ],
      /GRU "gru": its mask is in the order of steps that there was before go_backwards/,
    ],
  ];

  it.each(list)('does not come whole with %s', (_, layers, reason) => {
    expect(reasonOf(model(...layers))).toMatch(reason);
  });

  it('with hard_sigmoid must be known to be of Keras 2 or 3', () => {
    const config = model(lstmLayer({ recurrent_activation: 'hard_sigmoid' }));
    expect(() => whole(config)).toThrow(
      "its hard_sigmoid is another one in Keras 2 and 3, and the file does not say which it is; give { kerasVersion: '2' } or '3'",
    );
    const alpha = (options: KerasOptions): unknown =>
      (fromKerasWeights(weights, { config, ...options })[0].layer.options['gateActivation'] as Json)['alpha'];
    expect(alpha({ kerasVersion: '2.15.0' })).toBe(0.2);
    expect(alpha({ kerasVersion: '3.1.0' })).toBe(1 / 6);
    // the configuration gives it away where it tells the input's shape
    const told = (name: string): Json =>
      model(lstmLayer({ recurrent_activation: 'hard_sigmoid', [name]: [null, null, 3] }));
    expect(fromKerasWeights(weights, { config: told('batch_input_shape') })[0].layer.options).toMatchObject({
      gateActivation: { alpha: 0.2 },
    });
  });
});

const tensorOf = (name: string, output = 0): Json => ({
  class_name: '__keras_tensor__',
  config: { keras_history: [name, 0, output] },
});
const calls = (...inputs: Json[]): Json[] => [{ args: inputs, kwargs: {} }];
const functional = (layers: readonly (readonly [Json, Json[]])[], output: string): Json => ({
  class_name: 'Functional',
  config: {
    name: 'net',
    layers: [
      {
        class_name: 'InputLayer',
        name: 'in',
        config: { name: 'in', batch_shape: [null, null, 3] },
        inbound_nodes: [],
      },
      ...layers.map(([layer, inbound_nodes]) => ({
        ...layer,
        name: (layer['config'] as Json)['name'],
        inbound_nodes,
      })),
    ],
    input_layers: [['in', 0, 0]],
    output_layers: [[output, 0, 0]],
  },
});

describe('a graph', () => {
  it('comes whole where it is a chain, in whatever order it is listed', () => {
    const config = functional(
      [
        [denseLayer(), calls(tensorOf('gru'))],
        [gruLayer(), calls(tensorOf('lstm'))],
        [lstmLayer(), [{ args: [tensorOf('in')], kwargs: { mask: null, training: false } }]],
      ],
      'dense',
    );
    expect(whole(config)).toEqual([['lstm', 'gru', 'last', 'linear']]);
  });

  const list: readonly (readonly [string, Json, RegExp])[] = [
    [
      'a layer that is called twice',
      functional([[lstmLayer(), [...calls(tensorOf('in')), ...calls(tensorOf('in'))]]], 'lstm'),
      /"lstm" is called 2 times/,
    ],
    [
      'a fork',
      functional(
        [
          [lstmLayer(), calls(tensorOf('in'))],
          [gruLayer(), calls(tensorOf('lstm'))],
          [denseLayer(), calls(tensorOf('lstm'))],
        ],
        'dense',
      ),
      /"lstm" is read by "gru" and by "dense"/,
    ],
    [
      'a join',
      functional(
        [
          [lstmLayer(), calls(tensorOf('in'))],
          [gruLayer(), calls(tensorOf('lstm'), tensorOf('in'))],
        ],
        'gru',
      ),
      /"gru" reads "lstm" and "in"/,
    ],
    [
      'a state that is read',
      functional(
        [
          [lstmLayer(), calls(tensorOf('in'))],
          [gruLayer(), calls(tensorOf('lstm', 1))],
        ],
        'gru',
      ),
      /"gru" reads output 1 of "lstm"/,
    ],
    [
      'a first state',
      functional(
        [[lstmLayer(), [{ args: [tensorOf('in')], kwargs: { initial_state: [tensorOf('in')] } }]]],
        'lstm',
      ),
      /"lstm" is given its initial_state by other layers/,
    ],
    [
      'dropout that always acts',
      functional([[lstmLayer(), [{ args: [tensorOf('in')], kwargs: { training: true } }]]], 'lstm'),
      /"lstm" runs as in training/,
    ],
    [
      'a mask of its own',
      functional([[lstmLayer(), [{ args: [tensorOf('in')], kwargs: { mask: tensorOf('in') } }]]], 'lstm'),
      /"lstm" has a mask of its own/,
    ],
    [
      'an output in the middle',
      functional(
        [
          [lstmLayer(), calls(tensorOf('in'))],
          [gruLayer(), calls(tensorOf('lstm'))],
        ],
        'lstm',
      ),
      /do not follow each other from the input to the output/,
    ],
    [
      'a circle',
      functional(
        [
          [lstmLayer(), calls(tensorOf('gru'))],
          [gruLayer(), calls(tensorOf('lstm'))],
        ],
        'gru',
      ),
      /do not follow each other/,
    ],
  ];

  it.each(list)('does not with %s', (_, config, reason) => {
    expect(reasonOf(config)).toMatch(reason);
  });
});

describe('weights and configuration that do not fit', () => {
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['other units', () => whole(model(lstmLayer({ units: 3 }))), /are for 2 units, but LSTM "lstm" has 3/],
    [
      'a bias that is not wanted',
      () => whole(model(lstmLayer({ use_bias: false }))),
      /have a bias, though use_bias says otherwise/,
    ],
    [
      'two biases where one is wanted',
      () => whole(model(lstmLayer(), gruLayer({ reset_after: false }))),
      /have two biases, though reset_after is false/,
    ],
    [
      'layers of other sizes',
      () => whole(model(lstmLayer(), denseLayer())),
      /the layers in the file cannot be made: sequential: part 0 \(lstm\) gives/,
    ],
    [
      'a layer without weights',
      () => whole(model(lstmLayer({ name: 'other' }))),
      /the weights of LSTM "other" lack "kernel", "recurrent_kernel"; next in the file are none/,
    ],
    ['a name twice', () => whole(model(lstmLayer(), lstmLayer())), /two layers of "net" have the same name/],
    [
      'a model of an unknown class',
      () => whole({ class_name: 'MyModel', config: {} }),
      /the model is a "MyModel", whose layers its configuration does not tell/,
    ],
    [
      'units that are a text',
      () => whole(model(lstmLayer({ units: '2' }))),
      /"units" of LSTM "lstm" must be a positive integer, but is "2"/,
    ],
    [
      'a configuration that is none',
      () => whole({ class_name: 'Sequential', config: 3 }),
      /the settings of the model must be an object, but are 3/,
    ],
  ];

  it.each(refused)('are refused: %s', (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });

  it('models that stand in each other without end', () => {
    let deep = lstmLayer();
    for (let i = 0; i < 100; i++) {
      deep = { class_name: 'Sequential', config: { name: `m${i}`, layers: [deep] } };
    }
    expect(() => whole(model(deep))).toThrow(/stands in more than 64 others/);
  });
});

describe('what a file holds beside', () => {
  const net = sequential(lstm({ inputSize: 3, hiddenSize: 2 }), linear(2, 1));
  const file = toKeras(net, drawParams(net, 1));

  it('is named where no layer has it', () => {
    const { whole, left } = importKeras(repack(file, { config: model(lstmLayer()) }));
    expect(whole).toBe(true);
    expect(left).toEqual([
      { name: '/layers/dense', reason: 'weights of no layer that the configuration has' },
    ]);
  });

  it('is another precision than float32', () => {
    const mixed = { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } };
    const { layers } = importKeras(
      repack(file, { config: model(lstmLayer({ dtype: mixed }), denseLayer({ dtype: 'float32' })) }),
    );
    expect(layers[0]!.notes).toEqual([
      'lstm: gates stand in the order i, f, g, o, as in Keras',
      'computes in mixed_float16 in Keras, in float32 here',
    ]);
  });
});

describe('options', () => {
  const net = lstm({ inputSize: 3, hiddenSize: 2 });
  const file = toKeras(net, drawParams(net, 1));

  it('are refused where the file says itself what is asked', () => {
    expect(() => importKeras(file, { config: model() })).toThrow(ArgumentError);
    expect(() => importKeras(file, { layers: {} })).toThrow('read without { layers }');
    expect(() => importKeras('text' as unknown as Uint8Array)).toThrow('takes a Uint8Array');
  });
});
