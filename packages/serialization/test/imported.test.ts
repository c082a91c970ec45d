import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError, fromKeras, fromOnnx } from '../src/index.js';
import { layersOf, type LeftOut } from '../src/imported.js';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../golden/${name}`, import.meta.url));

const left = (count: number): LeftOut[] =>
  Array.from({ length: count }, (_, i) => ({ name: `dense_${i}`, reason: `why ${i}` }));

describe('the layers of a file', () => {
  it('are taken apart without a question whether there is one', () => {
    // strict TypeScript takes these lines only where at least one layer is promised
    const [{ name, layer, params }] = fromOnnx(golden('onnx-torch-export/gru_2l.onnx'));
    const [first, ...others] = fromKeras(golden('keras/lstm_stack.keras'), { split: true });
    expect([name, layer.kind, Object.keys(params).length]).toEqual(['torch_jit', 'sequential', 10]);
    expect([first.layer.kind, others.length]).toEqual(['lstm', 1]);
  });

  it('are an error that says what is in the file where there are none', () => {
    const none = { format: 'ONNX, opset 17', whole: false, layers: [] };
    expect(() => layersOf({ ...none, left: left(2) })).toThrow(
      new FormatError('ONNX, opset 17: nothing in it can be taken. "dense_0": why 0; "dense_1": why 1.'),
    );
    expect(() => layersOf({ ...none, left: left(9) })).toThrow(/"dense_7": why 7; ….$/);
    expect(() => layersOf({ ...none, left: [] })).toThrow(/it holds no layers\.$/);
  });
});
