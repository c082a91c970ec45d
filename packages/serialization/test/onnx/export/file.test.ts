import { readFileSync } from 'node:fs';
import { bidirectional, defineCell, last, sequential, type SequenceLayer } from '@sluice/cell';
import { activation, dropout, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, bernoulli, initializers, iota, ShapeError, zeros } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { importOnnx, toOnnx, type ToOnnxOptions } from '../../../src/index.js';
import { decodeModel } from '../../../src/onnx/proto/decode.js';
import type { ValueInfoProto } from '../../../src/onnx/proto/messages.js';
import { allNodes, graphOf } from './operators.js';
import { checkLayer, drawParams } from './run-layer.js';

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const sizes = { inputSize: 3, hiddenSize: 4 };
const initial = initializers.zeros();
const write = (layer: SequenceLayer, options?: ToOnnxOptions): Uint8Array =>
  toOnnx(layer, drawParams(layer), options);

/** `float[batch, time, 3]`. */
const describeType = ({ name, type }: ValueInfoProto): string => {
  const { elemType, shape } = type!.tensorType!;
  const element = { 1: 'float', 6: 'int32', 7: 'int64', 9: 'bool' }[elemType!]!;
  return `${name}: ${element}[${shape!.dim.map(({ dimValue, dimParam }) => dimValue ?? dimParam).join(', ')}]`;
};

describe('what comes in and goes out', () => {
  const net = sequential(embedding(7, 3), bidirectional(lstm(sizes)), linear(8, 5));

  it('is named and typed', () => {
    const { input, output } = graphOf(write(net, { lengths: true }));
    expect(input.map(describeType)).toEqual([
      'x: int64[batch, time]',
      'lengths: int32[batch]',
      '1.forward.h: float[batch, 4]',
      '1.forward.c: float[batch, 4]',
      '1.backward.h: float[batch, 4]',
      '1.backward.c: float[batch, 4]',
    ]);
    expect(output.map(describeType)).toEqual([
      'output: float[batch, time, 5]',
      '1.forward.h_next: float[batch, 4]',
      '1.forward.c_next: float[batch, 4]',
      '1.backward.h_next: float[batch, 4]',
      '1.backward.c_next: float[batch, 4]',
    ]);
  });

  it('is less where less is asked for', () => {
    const { input, output } = graphOf(write(net, { states: false, tokens: 'int32' }));
    expect(input.map(describeType)).toEqual(['x: int32[batch, time]']);
    expect(output.map(describeType)).toEqual(['output: float[batch, time, 5]']);
  });

  it('has no time behind last()', () => {
    const { output } = graphOf(write(sequential(rnn(sizes), last())));
    expect(output.map(describeType)).toEqual(['output: float[batch, 4]', '0.h_next: float[batch, 4]']);
  });

  it('keeps clear of a state with a name like that of an input', async () => {
    const cell = defineCell({
      kind: 'clash',
      state: ({ hiddenSize }) => ({ x: [hiddenSize], output: [hiddenSize], h: [] }),
      params: ({ hiddenSize }) => ({ h: { shape: [hiddenSize], initial }, output: { shape: [1], initial } }),
      step: ({ x, state, params }) => ({
        output: x.mul(params.output).add(state.h.reshape([-1, 1])),
        state: { x: state.output.add(params.h), output: state.x.mul(2), h: state.h.add(1) },
      }),
    });
    const { input, output } = graphOf(await checkLayer(cell(sizes)));
    expect(input.map(({ name }) => name)).toEqual(['x', 'state.x', 'state.output', 'h']);
    expect(output.map(({ name }) => name)).toEqual(['output', 'state.x_next', 'state.output_next', 'h_next']);
  });

  it('is refused where two would have one name', () => {
    const cell = defineCell({
      kind: 'clash',
      state: () => ({ h: [1], h_next: [1] }),
      params: () => ({}),
      step: ({ x, state: { h, h_next: next } }) => ({ output: x, state: { h: next, h_next: h } }),
    });
    expect(() => write(cell(sizes))).toThrow(
      new ArgumentError(
        'toOnnx: the file would hold two values called "h_next", since the state of clash is "h", "h_next"; ' +
          'give one of them another name.',
      ),
    );
  });
});

describe('the file', () => {
  it('says where it comes from', () => {
    const layer = sequential(embedding(7, 3), dropout(0.5), rnn(sizes));
    const model = decodeModel(write(layer));
    expect([model.producerName, model.producerVersion]).toEqual(['sluice', manifest.version]);
    expect(model.docString).toBe('sequential(embedding, dropout, rnn), written by Sluice.');
    expect(model.opsetImport).toEqual([{ domain: '', version: 17 }]);
    expect(model.irVersion).toBe(8);
    const [{ key, value }] = model.metadataProps as [{ key: string; value: string }];
    expect([key, JSON.parse(value)]).toEqual([
      'sluice.layer',
      JSON.parse(JSON.stringify({ kind: layer.kind, options: layer.options })),
    ]);
    expect(model.graph!.name).toBe('sequential');
    expect(graphOf(write(layer, { name: 'words' })).name).toBe('words');
  });

  it('says beside what it is told to say, and is read with it', () => {
    const layer = linear(2, 3);
    const bytes = toOnnx(layer, drawParams(layer), {
      metadata: { vocabulary: '["a","물"]', constructor: 'y' },
    });
    const { metadata } = importOnnx(bytes);
    expect(Object.keys(metadata!)).toEqual(['vocabulary', 'constructor', 'sluice.layer']);
    expect(metadata!['vocabulary']).toBe('["a","물"]');
    expect(
      importOnnx(toOnnx(layer, drawParams(layer), { metadata: { 'sluice.layer': 'no' } })).metadata,
    ).toEqual({
      'sluice.layer': JSON.stringify({ kind: layer.kind, options: layer.options }),
    });
  });

  it('holds weights under their own names where they stand as they are', () => {
    const layer = sequential(embedding(7, 3), rnn(sizes), linear(4, 2));
    const params = drawParams(layer);
    const { initializer } = graphOf(toOnnx(layer, params));
    const stored = Object.fromEntries(initializer.map((tensor) => [tensor.name, tensor]));
    for (const name of ['0.weight', '2.w', '2.b']) {
      const { dims, rawData } = stored[name]!;
      expect(Array.from(dims)).toEqual(params[name]!.shape);
      const bytes = Uint8Array.from(rawData!);
      expect(new Float32Array(bytes.buffer)).toEqual(params[name]!.data);
    }
    expect(Object.keys(stored)).toEqual(expect.arrayContaining(['1.W', '1.R', '1.B']));
  });

  it('gives every value one name and its type', () => {
    const layer = bidirectional(
      sequential(
        lstm({ ...sizes, projectionSize: 2 }),
        activation('gelu'),
        rnn({ inputSize: 2, hiddenSize: 2 }),
      ),
    );
    const graph = graphOf(write(layer, { lengths: true }));
    const graphs = [
      graph,
      ...allNodes(graph).flatMap(({ attribute }) => attribute.flatMap(({ g }) => (g ? [g] : []))),
    ];
    const made = graphs.flatMap(({ input, node, initializer }) => [
      ...input.map(({ name }) => name),
      ...initializer.map(({ name }) => name),
      ...node.flatMap(({ output }) => output),
    ]);
    expect(new Set(made).size).toBe(made.length);
    expect(made).not.toContain('');
    for (const { node, output, valueInfo } of graphs) {
      const typed = [...output, ...valueInfo].map(({ name }) => name);
      for (const name of node.flatMap((one) => one.output)) expect(typed).toContain(name);
    }
  });

  it('is the same each time', () => {
    const layer = bidirectional(lstm({ ...sizes, projectionSize: 2 }));
    expect(write(layer)).toEqual(write(layer));
  });
});

describe('what cannot be written is refused', () => {
  const refusal = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof ArgumentError || error instanceof ShapeError) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };

  it('more than 2 GB, before anything is copied', () => {
    const layer = embedding(600_000, 1000);
    expect(refusal(() => toOnnx(layer, {}))).toBe(
      'toOnnx: the weights of embedding take 2400000000 bytes (2.2 GB), but an ONNX file holds at most 2147483647 ' +
        '(2 GB); write its parts as files of their own.',
    );
  });

  it('weights that are missing, too many or of another shape', () => {
    const layer = linear(3, 2);
    const { w, b } = drawParams(layer) as Record<'w' | 'b', ReturnType<typeof drawParams>[string]>;
    expect(refusal(() => toOnnx(layer, { w }))).toContain('the weights "b" of linear are missing');
    expect(refusal(() => toOnnx(layer, { w, b, c: b }))).toContain(
      'there are weights "c", but linear has none',
    );
    expect(refusal(() => toOnnx(layer, { w: b, b }))).toContain('must be f32[3, 2], but are f32[2]');
  });

  it('a layer that takes anything, unless it is said what', () => {
    expect(refusal(() => write(last()))).toContain("{ input: { shape: [3], dtype: 'f32' } }");
    expect(refusal(() => write(rnn(sizes), { input: { shape: [4], dtype: 'f32' } }))).toBe(
      'toOnnx: the option input says f32[4], but rnn takes f32[3]; leave the option out.',
    );
  });

  const noisy = defineCell({
    kind: 'noisy',
    state: () => ({}),
    params: () => ({}),
    step: ({ x, key }) => ({ output: x.mul(bernoulli(x.shape, 0.5, key)), state: {} }),
  });

  it('random numbers, but for those of training', () => {
    expect(refusal(() => write(noisy(sizes)))).toContain('draws random numbers when it does not train');
  });

  const unfit = (run: SequenceLayer['unroll']): SequenceLayer => ({
    kind: 'unfit',
    options: {},
    input: { shape: [3], dtype: 'f32' },
    state: {},
    params: {},
    unroll: run,
  });
  const result = { state: {}, gates: {} };

  it.each([
    [
      'steps written out',
      unfit(({ x }) => {
        let sum = zeros([x.shape[1]!, 3]);
        for (let t = 0; t < x.shape[0]!; t++)
          sum = sum.add(x.sliceAxis(0, t, t + 1).reshape(sum.shape)).tanh();
        return { output: x.add(sum), ...result };
      }),
    ],
    [
      'another operation for an odd batch',
      unfit(({ x }) => ({ output: x.shape[1]! % 4 === 1 ? x.tanh() : x.neg(), ...result })),
    ],
    [
      'a size that is no sum of products',
      unfit(({ x }) => ({
        output: x.add(
          iota([x.shape[0]! ** 2])
            .max()
            .convert('f32'),
        ),
        ...result,
      })),
    ],
    [
      'a number that does not follow from the sizes',
      unfit(({ x }) => ({ output: x.mul(1 / Math.sqrt(x.shape[1]!)), ...result })),
    ],
    [
      'a number that nearly follows from them',
      unfit(({ x }) => ({ output: x.mul(1 / (x.shape[1]! + 0.25)), ...result })),
    ],
    [
      'another axis',
      unfit(({ x }) => ({
        output: x.add(x.sum(x.shape[1]! % 4 === 1 ? 1 : 2, { keepDims: true })),
        ...result,
      })),
    ],
  ])('%s', (_, layer) => {
    expect(refusal(() => write(layer))).toContain(
      'does not compute the same for every batch and every number of steps',
    );
  });
});
