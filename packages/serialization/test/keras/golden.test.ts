import { existsSync, readFileSync } from 'node:fs';
import { createModel } from '@sluice/model';
import { describe, expect, it } from 'vitest';
import { fromKeras, importKeras, type Imported } from '../../src/keras/index.js';
import { backends, expectClose, f32, modelOf, type GoldenArray } from './numbers.js';

interface Golden {
  readonly layers: readonly { readonly class: string; readonly name: string; readonly config: object }[];
  readonly input: GoldenArray;
  readonly layer_outputs_f64: Readonly<Record<string, GoldenArray>>;
}

const folder = new URL('../../../../golden/keras/', import.meta.url);
const names = ['gru_before', 'lstm_stack', 'simple_rnn'];
const golden = (name: string): Golden =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;

/** The model's configuration as `to_json` gives it: what a file of weights does not hold. */
const configOf = ({ layers }: Golden): object => ({
  class_name: 'Sequential',
  config: { layers: layers.map(({ class: class_name, config }) => ({ class_name, config })) },
});

const files = names.flatMap((name) =>
  ['.keras', '.h5', '.keras2.h5', '.weights.h5']
    .filter((ending) => existsSync(new URL(name + ending, folder)))
    .map((ending) => ({ name, ending, file: name + ending })),
);

describe.each(files)('$file of golden/keras', ({ name, ending }) => {
  const expected = golden(name);
  const bytes = readFileSync(new URL(name + ending, folder));
  const isWeights = ending === '.weights.h5';
  const options = isWeights ? { config: configOf(expected) } : {};
  const outputs = Object.entries(expected.layer_outputs_f64);

  it.each(backends)('comes whole, with the outputs of Keras on %s', async (backend) => {
    const imported = importKeras(bytes, options);
    expect(imported).toMatchObject({ whole: true, left: [] } satisfies Partial<Imported>);
    const { output } = await (await modelOf(imported.layers[0]!, backend)).predict(f32(expected.input));
    expectClose(output, outputs.at(-1)![1]);
  });

  it.each(backends)('comes layer by layer, with the outputs of Keras on %s', async (backend) => {
    const layers = fromKeras(bytes, { ...options, split: 'all' });
    expect(layers.map((layer) => layer.name)).toEqual(outputs.map(([layer]) => layer));
    let x = f32(expected.input);
    for (const [i, [, wanted]] of outputs.entries()) {
      const isStep = x.shape.length === 2;
      const fed = isStep ? f32({ data: [...x.data], shape: [x.shape[0]!, 1, x.shape[1]!] }) : x;
      const { output } = await (await modelOf(layers[i]!, backend)).predict(fed);
      const flat = isStep ? { ...output, shape: wanted.shape } : output;
      expectClose(flat, wanted);
      x = f32({ data: [...output.data], shape: wanted.shape });
    }
  });
});

describe('lstm_stack.weights.h5, of which nothing is told', () => {
  const bytes = readFileSync(new URL('lstm_stack.weights.h5', folder));

  it('gives its recurrent layers, and says what it took for granted', async () => {
    const { whole, layers, left } = importKeras(bytes);
    expect(whole).toBe(false);
    expect(layers.map(({ name }) => name)).toEqual(['lower', 'upper']);
    expect(layers[0]!.notes).toEqual([
      'gates stand in the order i, f, g, o, as in Keras',
      'gives the output of every step; the file does not tell whether only the last is meant',
      "assumed, since the file holds weights only: activation tanh, recurrent_activation sigmoid, go_backwards false; say otherwise by { layers: { 'lower': { … } } } or { config }",
    ]);
    expect(left).toEqual([
      {
        name: 'head',
        reason: "Dense, whose place the file does not tell; give the model's { config }, or { split: 'all' }",
      },
    ]);
    const expected = golden('lstm_stack');
    const { output } = await (
      await createModel(layers[0]!.layer, { params: layers[0]!.params })
    ).predict(f32(expected.input));
    expectClose(output, expected.layer_outputs_f64['lower']!);
  });

  it('is told what layers do', () => {
    const { layers } = importKeras(bytes, {
      layers: { upper: { activation: 'relu', go_backwards: true, return_sequences: false } },
    });
    expect(layers[1]!.layer.kind).toBe('sequential');
    expect(layers[1]!.layer.options).toMatchObject({
      parts: [{ kind: 'flip' }, { kind: 'lstm', options: { activation: 'relu' } }, { kind: 'last' }],
    });
    expect(layers[1]!.notes.join()).toContain('recurrent_activation sigmoid');
    expect(layers[1]!.notes.join()).not.toMatch(/activation tanh|go_backwards|every step/);
    expect(() => importKeras(bytes, { layers: { uper: {} } })).toThrow(
      'there are settings for "uper", but the layers in the file are "head", "lower", "upper"',
    );
  });
});
