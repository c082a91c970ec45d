import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../../src/onnx/index.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, f32, modelOf, reshaped, transposed } from './check.js';
import { runRecurrent } from './oracle.js';
import { randomNode, runtimeKnows, writeNode, type RandomNode } from './random-node.js';

const runs = 60 * Number(process.env['FUZZ_RUNS'] ?? 1);

function feedsOf(node: RandomNode): Record<string, OnnxTensor> {
  const { x, h, c, lengths, initial, batch } = node;
  return {
    X: x,
    ...(lengths && { lengths: { shape: [batch], data: lengths, dtype: 'int32' as const } }),
    ...(h && initial === 'input' && { initial_h: h }),
    ...(c && initial === 'input' && { initial_c: c }),
  };
}

/** `[directions, batch, hidden]` by the names of the layer's state. */
function states(node: RandomNode, name: 'h' | 'c', tensor: OnnxTensor): [string, OnnxTensor][] {
  const size = node.batch * node.hiddenSize;
  return node.directions.map((_, d) => [
    node.directions.length === 1 ? name : `${['forward', 'backward'][d]}.${name}`,
    {
      shape: [node.batch, node.hiddenSize],
      data: Array.from(tensor.data).slice(d * size, (d + 1) * size),
    },
  ]);
}

describe('recurrent nodes with all their attributes', { timeout: 120_000 }, () => {
  it('give what their equations say, and what ONNX Runtime gives', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(randomNode, async (node) => {
        const expected = runRecurrent(node);
        const file = writeNode(node);
        if (runtimeKnows(node)) {
          const outputs = await runOnnx(file, feedsOf(node));
          for (const [name, output] of Object.entries(outputs)) {
            expectClose(output, expected[name as keyof typeof expected], `ONNX Runtime, ${name}`);
          }
          compared++;
        }
        const { whole, layers, left } = importOnnx(file);
        expect({ whole, left }).toEqual({ whole: true, left: [] });
        const [imported] = layers;
        const model = await modelOf(imported!, 'wasm');
        const given = [
          ...(node.h ? states(node, 'h', node.h) : []),
          ...(node.c ? states(node, 'c', node.c) : []),
        ].map(([name, value]) => [name, f32(value)] as const);
        const state = node.h && node.initial === 'input' ? Object.fromEntries(given) : imported!.state;
        const result = await model.predict(f32(transposed(node.x, [1, 0, 2])), {
          state,
          lengths: node.lengths,
        });
        const { time, batch, directions, hiddenSize } = node;
        const y = transposed(expected.Y, [2, 0, 1, 3]);
        expectClose(result.output, reshaped(y, [batch, time, directions.length * hiddenSize]), 'output');
        for (const [name, value] of [
          ...states(node, 'h', expected.Y_h),
          ...(node.op === 'LSTM' ? states(node, 'c', expected.Y_c) : []),
        ]) {
          expectClose(result.state[name]!, value, name);
        }
      }),
      { seed: 20260101, numRuns: runs },
    );
    expect(compared).toBeGreaterThan(runs / 4);
  });
});
