import { readFileSync } from 'node:fs';
import {
  bidirectional,
  flip,
  last,
  masked,
  sequential,
  type Cell,
  type Merge,
  type SequenceLayer,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, layerNorm, linear, masking } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { rnn } from '@sluice/rnn';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHdf5, type Group } from '../../src/hdf5/index.js';
import { exportKeras, fromKeras, importKeras, toKeras } from '../../src/keras/index.js';
import { readZip } from '../../src/zip.js';
import { h5py } from '../hdf5/h5py.js';
import { drawParams } from './draw-params.js';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../golden/keras/${name}`, import.meta.url));

/** What a layer gives for a fixed input, where some steps are masked. */
async function outputsOf(layer: SequenceLayer, params: Readonly<Record<string, Tensor>>): Promise<Tensor> {
  const model = await createModel(layer, { params, backend: 'reference' });
  const [batch, time] = [2, 5];
  const isTokens = firstKind(layer) === 'embedding';
  const numbers = Float32Array.from({ length: batch * time * 3 }, (_, i) => (i % 7 < 3 ? 0 : Math.sin(i)));
  const input = isTokens
    ? tensor(Int32Array.from([0, 1, 4, 0, 2, 3, 3, 0, 1, 0]), [batch, time])
    : tensor(numbers, [batch, time, 3]);
  return (await model.predict(input)).output;
}

const firstKind = ({ kind, options }: Pick<SequenceLayer, 'kind' | 'options'>): string =>
  kind === 'sequential' ? firstKind((options['parts'] as SequenceLayer[])[0]!) : kind;

/** Checks that a layer computes the same after it was written for Keras and read again. */
async function checkRoundTrip(layer: SequenceLayer, { digits = Infinity, seed = 5 } = {}): Promise<void> {
  const params = drawParams(layer, seed);
  const imported = importKeras(toKeras(layer, params));
  expect(imported).toMatchObject({ whole: true, left: [] });
  const [back] = imported.layers;
  const [expected, actual] = [await outputsOf(layer, params), await outputsOf(back!.layer, back!.params)];
  expect(actual.shape).toEqual(expected.shape);
  if (digits === Infinity) expect([...actual.data]).toEqual([...expected.data]);
  else actual.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, digits));
}

const sizes = { inputSize: 3, hiddenSize: 2 };
const up = { inputSize: 2, hiddenSize: 4 };

describe('toKeras and back', () => {
  const layers: Record<string, SequenceLayer> = {
    'a bare rnn': rnn({ ...sizes, activation: 'relu' }),
    'an rnn without bias': rnn({ ...sizes, bias: false }),
    'a bare lstm': lstm(sizes),
    'an lstm with other activations': lstm({
      ...sizes,
      activation: 'softsign',
      gateActivation: { name: 'hardSigmoid', alpha: 1 / 6 },
    }),
    'a gru that resets after the product, with one bias': gru(sizes),
    'a gru with two biases': gru({ ...sizes, recurrentBias: true, activation: 'relu' }),
    'a gru that resets before the product': gru({ ...sizes, resetAfter: false }),
    'grus without bias': sequential(
      gru({ ...sizes, bias: false }),
      gru({ ...up, bias: false, resetAfter: false }),
    ),
    'a stack with a head': sequential(
      lstm(sizes),
      gru(up),
      dropout(0.5),
      last(),
      linear(4, 3),
      activation('softmax'),
    ),
    'last() behind a linear layer': sequential(lstm(sizes), linear(2, 2), last()),
    'sequentials in each other': sequential(
      sequential(lstm(sizes), sequential(gru(up))),
      linear(4, 2, { bias: false }),
    ),
    backwards: sequential(flip(), lstm(sizes), last()),
    'backwards, all steps': sequential(rnn(sizes), flip(), lstm(up)),
    words: sequential(embedding(5, 3), gru(sizes)),
    'norms and activations with numbers': sequential(
      layerNorm(3, { epsilon: 1e-3 }),
      activation({ name: 'leakyRelu', alpha: 0.3 }),
      linear(3, 3),
      activation({ name: 'elu', alpha: 0.5 }),
      activation({ name: 'thresholdedRelu', alpha: 0.1 }),
      activation('tanh'),
      rnn(sizes),
    ),
    'words of which some are padding': sequential(
      embedding(5, 3, { maskZero: true }),
      masked(lstm(sizes)),
      masked(gru(up)),
      last(),
    ),
    'steps that are masked, and zeros there': sequential(
      masking(),
      masked(gru(sizes), { output: 'zeros' }),
      linear(2, 2),
    ),
    'a masked stack': sequential(masking({ value: 0 }), masked(sequential(lstm(sizes), gru(up)))),
    'masked, backwards': sequential(masking(), flip(), masked(lstm(sizes)), last()),
    'both directions, masked': sequential(
      embedding(5, 3, { maskZero: true }),
      bidirectional(masked(lstm(sizes), { output: 'zeros' })),
      bidirectional(sequential(masked(gru({ inputSize: 4, hiddenSize: 2 })), last())),
    ),
    'two different directions': bidirectional(
      lstm(sizes),
      lstm({ ...sizes, activation: 'relu', bias: false }),
    ),
  };

  it.each(Object.entries(layers))('%s gives the same bits', (_, layer) => checkRoundTrip(layer));

  it.each<Merge>(['concat', 'sum', 'mean', 'mul'])(
    'both directions joined by %s give the same bits',
    async (merge) => {
      await checkRoundTrip(bidirectional(gru(sizes), { merge }));
      await checkRoundTrip(
        sequential(bidirectional(sequential(lstm(sizes), last()), { merge }), activation('relu')),
      );
    },
  );

  it('sums two biases where Keras has one', async () => {
    await checkRoundTrip(lstm({ ...sizes, recurrentBias: true }), { digits: 6 });
    await checkRoundTrip(rnn({ ...sizes, recurrentBias: true }), { digits: 6 });
    await checkRoundTrip(gru({ ...sizes, recurrentBias: true, resetAfter: false }), { digits: 6 });
  });

  const cell = fc.constantFrom('rnn', 'lstm', 'gru');
  const part = fc.record({
    kind: cell,
    size: fc.integer({ min: 1, max: 4 }),
    bias: fc.boolean(),
    resetAfter: fc.boolean(),
    backwards: fc.boolean(),
    both: fc.constantFrom<Merge | undefined>(undefined, undefined, 'concat', 'sum'),
    behind: fc.constantFrom('nothing', 'linear', 'activation', 'dropout', 'norm'),
  });

  it('tells of biases that it has summed, and of no others', () => {
    const two = { inputSize: 3, hiddenSize: 3, recurrentBias: true };
    const net = sequential(lstm(two), gru(two), gru({ ...two, resetAfter: false }), bidirectional(rnn(two)));
    const sum =
      'its two biases are written as their sum, which gives the same outputs, but trains differently';
    expect(exportKeras(net, drawParams(net, 1)).notes).toEqual([
      `lstm: ${sum}`,
      `gru_1: ${sum}`,
      `bidirectional: ${sum}`,
    ]);
    const one = lstm({ inputSize: 3, hiddenSize: 3 });
    expect(exportKeras(one, drawParams(one, 1)).notes).toEqual([]);
  });

  it('keeps the bits of any stack', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.nat(1000),
        async (parts, ends, seed) => {
          let size = 3;
          const layers: SequenceLayer[] = [];
          for (const { kind, size: hiddenSize, bias, resetAfter, backwards, both, behind } of parts) {
            const options = { inputSize: size, hiddenSize, bias };
            const made: Cell =
              kind === 'rnn'
                ? rnn(options)
                : kind === 'lstm'
                  ? lstm(options)
                  : gru({ ...options, resetAfter });
            if (both) layers.push(bidirectional(made, { merge: both }));
            else layers.push(...(backwards ? [flip()] : []), made);
            size = both === 'concat' ? 2 * hiddenSize : hiddenSize;
            if (behind === 'linear') layers.push(linear(size, size));
            if (behind === 'activation') layers.push(activation('gelu'));
            if (behind === 'dropout') layers.push(dropout(0.1));
            if (behind === 'norm') layers.push(layerNorm(size));
          }
          if (ends && !parts.at(-1)!.both) layers.push(last(), linear(size, 2));
          await checkRoundTrip(sequential(...layers), { seed });
        },
      ),
      { seed: 20260405, numRuns: 40 * Number(process.env['FUZZ_RUNS'] ?? 1) },
    );
  });
});

/** The groups of an HDF5 file with their attribute `name`, and the shapes of its datasets. */
function outline(group: Group): unknown {
  const members = group.names.map((name) => {
    const member = group.get(name)!;
    return [name, member.kind === 'group' ? outline(member) : member.shape];
  });
  return { name: group.attributes.text('name'), members };
}

const weightsOf = (archive: Uint8Array): Uint8Array =>
  readZip(archive, { what: 'test' }).get('model.weights.h5')!.read();
const configOf = (archive: Uint8Array): unknown =>
  JSON.parse(new TextDecoder().decode(readZip(archive, { what: 'test' }).get('config.json')!.read()));

describe('a file of toKeras beside one of Keras', () => {
  const written = (name: string, model: string): Uint8Array => {
    const [{ layer, params }] = fromKeras(golden(name));
    return toKeras(layer, params, { name: model });
  };

  it('has the same groups, names and shapes: simple_rnn.keras', () => {
    const [theirs, ours] = [golden('simple_rnn.keras'), written('simple_rnn.keras', 'simple_rnn')];
    expect(outline(openHdf5(weightsOf(ours)))).toEqual(outline(openHdf5(weightsOf(theirs))));
  });

  it('has the same groups and shapes: lstm_stack.keras, whose layers have names of their own', () => {
    const [theirs, ours] = [golden('lstm_stack.keras'), written('lstm_stack.keras', 'lstm_stack')];
    const named = (bytes: Uint8Array): string => JSON.stringify(outline(openHdf5(weightsOf(bytes))));
    const renamed = named(theirs)
      .replace('"lower"', '"lstm"')
      .replace('"upper"', '"lstm_1"')
      .replace('"head"', '"dense"');
    expect(named(ours)).toBe(renamed);
  });

  it('says of each layer what Keras says, where it says it', () => {
    const [theirs, ours] = [golden('lstm_stack.keras'), written('lstm_stack.keras', 'lstm_stack')].map(
      (bytes) =>
        (configOf(bytes) as { config: { layers: { class_name: string; config: object }[] } }).config.layers,
    );
    expect(ours!.map(({ class_name }) => class_name)).toEqual(theirs!.map(({ class_name }) => class_name));
    for (const [i, { config }] of ours!.entries()) {
      const { name, dtype, batch_shape, ...rest } = config as Record<string, unknown>;
      expect(theirs![i]!.config).toMatchObject(rest);
      expect([name, dtype]).not.toContain(undefined);
      if (i === 0) expect(batch_shape).toEqual([null, null, 3]);
    }
  });

  it('is a zip of the same entries in the same order, stored as they are', () => {
    const names = (bytes: Uint8Array): string[] => [...readZip(bytes, { what: 'test' }).keys()];
    const ours = written('lstm_stack.keras', 'lstm_stack');
    expect(names(ours)).toEqual(names(golden('lstm_stack.keras')));
    expect(written('lstm_stack.keras', 'lstm_stack')).toEqual(ours);
  });

  it.skipIf(!h5py)('is opened by h5py, with the numbers that were written: needs a python3 with h5py', () => {
    const net = sequential(
      embedding(7, 3),
      bidirectional(lstm(sizes)),
      gru({ inputSize: 4, hiddenSize: 2 }),
      linear(2, 1),
    );
    const params = drawParams(net, 3);
    const found = h5py!(weightsOf(toKeras(net, params)));
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining([
        '/layers/embedding/vars/0',
        '/layers/bidirectional/forward_layer/cell/vars/2',
        '/layers/bidirectional/backward_layer/cell/vars/0',
        '/layers/gru/cell/vars/2',
        '/layers/dense/vars/1',
        '/vars',
      ]),
    );
    expect(found['/layers/bidirectional/forward_layer/vars']).toEqual({ name: 'forward_lstm' });
    expect(found['/layers/gru/cell/vars/2']).toMatchObject({ shape: [2, 6] });
    expect(found['/layers/bidirectional/forward_layer/cell/vars/1']).toEqual({
      shape: [2, 8],
      data: [...params['1.forward.wh']!.data],
    });
    // blocks r, z, n of Sluice are z, r, h in Keras
    const { data } = found['/layers/gru/cell/vars/0'] as { data: number[] };
    const wx = [...params['2.wx']!.data];
    expect(data.slice(0, 6)).toEqual([...wx.slice(2, 4), ...wx.slice(0, 2), ...wx.slice(4, 6)]);
  });
});
