import { readFileSync } from 'node:fs';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { FormatError, fromTfjs, importTfjs, type TfjsShards } from '../../src/tfjs/index.js';
import { backends, expectClose, modelOf, type GoldenArray } from '../keras/numbers.js';

const folder = new URL('files/', import.meta.url);
const text = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8');
const bytes = (path: string): Uint8Array => readFileSync(new URL(path, folder));
const expected = JSON.parse(text('expected')) as Record<string, Record<'input' | 'output', GoldenArray>>;
const inputOf = ({ shape, data }: GoldenArray): Tensor =>
  shape.length === 2 ? tensor(Int32Array.from(data), shape) : tensor(Float32Array.from(data), shape);

const bornPaths = ['born-shard1of2.bin', 'born-shard2of2.bin'];

describe.each(['born', 'converted'])('the layers model %s', (name) => {
  it.each(backends)('comes whole, with the outputs of TensorFlow.js, on %s', async (backend) => {
    const { whole, layers, left } = importTfjs(text(name), bytes);
    expect({ whole, left }).toEqual({ whole: true, left: [] });
    const { input, output } = expected[name]!;
    expectClose((await (await modelOf(layers[0]!, backend)).predict(inputOf(input))).output, output);
  });
});

describe('importTfjs', () => {
  it('says what it is, and what was converted', () => {
    expect(importTfjs(text('born'), bytes)).toMatchObject({
      format: 'TensorFlow.js layers model',
      layers: [
        {
          name: 'sequential_1',
          notes: [
            'bidirectional_Bidirectional1: gates stand in the order i, f, g, o, as in Keras',
            'gru_GRU1: gates from z, r, h to r, z, n',
          ],
        },
      ],
    });
    expect(importTfjs(text('converted'), bytes)).toMatchObject({
      format: 'TensorFlow.js layers model from Keras 2.11.0',
      layers: [
        {
          name: 'model',
          notes: [
            'lstm: gates stand in the order i, f, g, o, as in Keras',
            'lstm: unpacked from uint8',
            'lstm: unpacked from uint16',
            'lstm: widened from float16 to float32',
            'head: unpacked from uint8',
          ],
        },
      ],
    });
  });

  it('takes the binary files in any form', () => {
    const [first, second] = bornPaths.map(bytes) as [Uint8Array, Uint8Array];
    const forms: TfjsShards[] = [
      Uint8Array.from([...first, ...second]),
      [first, second],
      { [bornPaths[0]!]: first, [bornPaths[1]!]: second },
      (path) => bytes(path),
    ];
    const [wanted, ...others] = forms.map((form) => fromTfjs(text('born'), form)[0].params);
    for (const other of others) expect(other).toEqual(wanted);
    expect(fromTfjs(JSON.parse(text('born')) as object, forms[0]!)[0].params).toEqual(wanted);
  });

  it('gives recurrent layers one by one, or all', () => {
    const names = (split: true | 'all'): string[] =>
      fromTfjs(text('born'), bytes, { split }).map(({ name }) => name);
    expect(names(true)).toEqual(['bidirectional_Bidirectional1', 'gru_GRU1']);
    expect(names('all')).toEqual([
      'embedding_Embedding1',
      'bidirectional_Bidirectional1',
      'gru_GRU1',
      'dense_Dense1',
    ]);
  });

  it('names weights that no layer has', () => {
    const model = changed('born', (json) => {
      delete group(json).weights[3]!['group'];
    });
    expect(importTfjs(model, bytes)).toMatchObject({
      whole: true,
      left: [{ name: 'iter', reason: 'weights of no layer that the configuration has' }],
    });
  });

  it('says which file is missing', () => {
    expect(() => importTfjs(text('born'), [])).toThrow(ArgumentError);
    expect(() => importTfjs(text('born'), [])).toThrow(
      'the model has 2 binary files ("born-shard1of2.bin", "born-shard2of2.bin"), but 0 were given',
    );
    expect(() => importTfjs(text('born'), { 'born-shard1of2.bin': new Uint8Array(3) })).toThrow(
      'the bytes of "born-shard2of2.bin" are missing',
    );
  });
});

type Json = Record<string, unknown>;

/** The model with something changed. */
function changed(name: string, change: (model: Json) => void): Json {
  const model = JSON.parse(text(name)) as Json;
  change(model);
  return model;
}

const group = (model: Json): { paths: unknown[]; weights: Json[] } =>
  (model['weightsManifest'] as { paths: unknown[]; weights: Json[] }[])[0]!;

describe('importTfjs refuses', () => {
  const refused: readonly (readonly [string, Json | string, RegExp])[] = [
    [
      'a graph model',
      changed('born', (model) => (model['format'] = 'graph-model')),
      /this is a graph model.*--output_format=tfjs_layers_model/,
    ],
    [
      'a graph model that does not say so',
      { modelTopology: { node: [] }, weightsManifest: [] },
      /this is a graph model/,
    ],
    ['no topology', { weightsManifest: [] }, /has no modelTopology/],
    ['no manifest', { modelTopology: {} }, /"weightsManifest" of model.json must be a list, but is missing/],
    ['no JSON', '{"modelTopology":', /TensorFlow.js: model.json, byte 17: expected a JSON value/],
    ['a name twice', '{"format":1,"format":2}', /the name "format" stands twice/],
    [
      'a path that leads elsewhere',
      changed('born', (model) => (group(model).paths[0] = '../secret.bin')),
      /names the file "\.\.\/secret\.bin", which is not beside it/,
    ],
    [
      'a path from the root',
      changed('born', (model) => (group(model).paths[0] = '/etc/passwd')),
      /which is not beside it/,
    ],
    [
      'an address',
      changed('born', (model) => (group(model).paths[0] = 'https://example.org/x')),
      /which is not beside it/,
    ],
    [
      'a path that is a number',
      changed('born', (model) => (group(model).paths[0] = 3)),
      /a path of the manifest must be a text, but is 3/,
    ],
    [
      'an unknown dtype',
      changed('born', (model) => (group(model).weights[0]!['dtype'] = 'int64')),
      /"embedding_Embedding1\/embeddings" has the dtype "int64"/,
    ],
    [
      'a negative size',
      changed('born', (model) => (group(model).weights[0]!['shape'] = [-1])),
      /must be integers of at least 0/,
    ],
    [
      'a huge size',
      changed('born', (model) => (group(model).weights[0]!['shape'] = [2 ** 52, 2 ** 52])),
      /there are only \d+; a file is missing or cut off/,
    ],
    [
      'weights that are too few',
      changed('born', (model) => group(model).weights.splice(2)),
      /the weights take \d+ bytes, but the files hold \d+/,
    ],
    [
      'quantization without numbers',
      changed('converted', (model) => (group(model).weights[0]!['quantization'] = { dtype: 'uint8' })),
      /needs the numbers scale and min/,
    ],
    [
      "a SavedModel's names",
      changed('born', (model) => {
        group(model).weights[0]!['name'] = 'layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE';
      }),
      /has the name of a SavedModel's; convert the model from \.h5 or \.keras/,
    ],
    [
      'a layer without weights',
      changed('born', (model) => {
        const head = group(model).weights.find(({ name }) => name === 'dense_Dense1/kernel')!;
        head['name'] = 'other/kernel';
      }),
      /the weights of Dense "dense_Dense1" lack "kernel"; next in the file are none/,
    ],
  ];

  it.each(refused)('%s', (_, model, message) => {
    const read = (): unknown =>
      importTfjs(model, (path) =>
        path.startsWith('born') || path.startsWith('conv') ? bytes(path) : new Uint8Array(0),
      );
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});
