import { isCell } from '@sluice/cell';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromOnnx, importOnnx } from '../../../src/onnx/index.js';
import type { OnnxTensor } from '../run-onnx.js';
import { backends, expectClose, expectStreamsAlike, f32, modelOf, reshaped, transposed } from './check.js';

const golden = new URL('../../../../../golden/', import.meta.url);

interface Node {
  readonly op: string;
  readonly attributes: { readonly direction?: string; readonly layout?: number };
  readonly feeds: Readonly<Record<string, OnnxTensor>>;
  readonly outputs_f64: Readonly<Record<string, OnnxTensor>>;
}

/** Batch first, and both directions side by side. */
function batchFirst(y: OnnxTensor, layout: number): OnnxTensor {
  const ordered = transposed(y, layout === 1 ? [0, 1, 2, 3] : [2, 0, 1, 3]);
  const [batch, time, directions, hidden] = ordered.shape as [number, number, number, number];
  return reshaped(ordered, [batch, time, directions * hidden]);
}

/** One state of all directions, `[batch, hidden]` by the names that the layer gives it. */
function byDirection(name: 'h' | 'c', state: OnnxTensor, layout: number): [string, OnnxTensor][] {
  const ordered = layout === 1 ? transposed(state, [1, 0, 2]) : state;
  const [directions, batch, hidden] = ordered.shape as [number, number, number];
  return Array.from({ length: directions }, (_, d) => [
    directions === 1 ? name : `${['forward', 'backward'][d]}.${name}`,
    {
      shape: [batch, hidden],
      data: Array.from(ordered.data).slice(d * batch * hidden, (d + 1) * batch * hidden),
    },
  ]);
}

describe.each(readdirSync(new URL('onnx/', golden)))('the node %s', (name) => {
  const folder = new URL(`onnx/${name}/`, golden);
  const node = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as Node;
  const { layout = 0 } = node.attributes;
  const { X, initial_h: h, initial_c: c, sequence_lens: lengths } = node.feeds;
  const x = f32(layout === 1 ? X! : transposed(X!, [1, 0, 2]));
  const given = [...(h ? byDirection('h', h, layout) : []), ...(c ? byDirection('c', c, layout) : [])];
  const state = h ? Object.fromEntries(given.map(([name, value]) => [name, f32(value)])) : undefined;
  const { Y, Y_h, Y_c } = node.outputs_f64;
  const file = readFileSync(new URL('model.onnx', folder));

  it('comes whole, under its own name', () => {
    const { whole, layers, left } = importOnnx(file);
    expect({ whole, left }).toEqual({ whole: true, left: [] });
    expect(layers.map(({ name }) => name)).toEqual(['rnn']);
  });

  it.each(backends)('gives the same numbers and states, on %s', async (backend) => {
    const [imported] = fromOnnx(file);
    const model = await modelOf(imported, backend);
    const result = await model.predict(x, { state, lengths: lengths?.data });
    expectClose(result.output, batchFirst(Y!, layout), 'Y');
    const states = [...byDirection('h', Y_h!, layout), ...(Y_c ? byDirection('c', Y_c, layout) : [])];
    expect(Object.keys(result.state).sort()).toEqual(states.map(([name]) => name).sort());
    for (const [name, value] of states) expectClose(result.state[name]!, value, name);
  });

  it('streams what it predicts, if it can be stepped', async () => {
    const [imported] = fromOnnx(file);
    expect(isCell(imported.layer)).toBe(node.attributes.direction !== 'bidirectional');
    if (isCell(imported.layer) && !lengths) {
      await expectStreamsAlike(imported, x, state, batchFirst(Y!, layout));
    }
  });
});

interface Export {
  readonly recurrent_nodes: readonly { readonly name: string }[];
  readonly inputs: readonly OnnxTensor[];
  readonly outputs_f64: readonly OnnxTensor[];
}

describe.each(['gru_2l', 'gru_2l.dynamo', 'lstm_state'])('what PyTorch exported as %s', (name) => {
  const read = (ending: string): Buffer =>
    readFileSync(new URL(`onnx-torch-export/${name}.${ending}`, golden));
  const expected = JSON.parse(read('json').toString()) as Export;
  const file = read('onnx');
  const x = f32(transposed(expected.inputs[0]!, [1, 0, 2]));
  const outputs = expected.outputs_f64.map((each) => transposed(each, [1, 0, 2]));
  // s0 and s1 are h and c of all layers
  const states = name === 'lstm_state' ? statesOf(expected.inputs.slice(1)) : undefined;

  it.each(backends)('comes whole and gives the same numbers, on %s', async (backend) => {
    const { whole, left, layers } = importOnnx(file);
    expect({ whole, left, count: layers.length }).toEqual({ whole: true, left: [], count: 1 });
    const state = states && Object.fromEntries(states.map(([name, value]) => [name, f32(value)]));
    const model = await modelOf(layers[0]!, backend);
    const result = await model.predict(x, { state });
    expectClose(result.output, outputs[0]!);
    for (const [name, value] of states ? statesOf(expected.outputs_f64.slice(1)) : []) {
      expectClose(result.state[name]!, value, name);
    }
    await expectStreamsAlike(layers[0]!, x, state, outputs[0]!);
  });

  it('gives its recurrent layers one by one when asked to', () => {
    const layers = fromOnnx(file, { split: true });
    expect(layers.map(({ name }) => name)).toEqual(expected.recurrent_nodes.map(({ name }) => name));
  });
});

it('the output that is asked for comes', async () => {
  const read = (ending: string): Buffer =>
    readFileSync(new URL(`onnx-torch-export/gru_2l.${ending}`, golden));
  const expected = JSON.parse(read('json').toString()) as Export;
  const [imported] = fromOnnx(read('onnx'), { output: 'onnx::MatMul_158' });
  const model = await modelOf(imported, 'wasm');
  const { output } = await model.predict(f32(transposed(expected.inputs[0]!, [1, 0, 2])));
  expectClose(output, transposed(expected.outputs_f64[1]!, [1, 0, 2]));
});

function statesOf([h, c]: readonly OnnxTensor[]): [string, OnnxTensor][] {
  return [0, 1].flatMap((layer) =>
    (
      [
        ['h', h!],
        ['c', c!],
      ] as const
    ).map(([name, { shape, data }]): [string, OnnxTensor] => {
      const size = shape[1]! * shape[2]!;
      return [
        `${layer}.${name}`,
        { shape: shape.slice(1), data: Array.from(data).slice(layer * size, (layer + 1) * size) },
      ];
    }),
  );
}
