import { conformance } from '@sluice/cell/testing';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { describe, expect, it } from 'vitest';
import { allOutputs, bidirectional, isCell, last, sequential, type SequenceLayer } from '../src/index.js';
import { createSubject, runUnrolled } from '../src/testing/subject.js';

const parts = [gru({ inputSize: 3, hiddenSize: 4 }), lstm({ inputSize: 4, hiddenSize: 2 }), linear(2, 5)];
const layers = [bidirectional(gru({ inputSize: 3, hiddenSize: 2 })), lstm({ inputSize: 4, hiddenSize: 3 })];

describe.each([
  ['cells', allOutputs(...parts)],
  ['tokens', allOutputs(embedding(4, 3), gru({ inputSize: 3, hiddenSize: 2 }))],
  ['layers that need the whole sequence', allOutputs(...layers)],
] as const)('allOutputs of %s', (_, layer) => {
  for (const check of conformance(layer)) it(check.name, () => check.run());
});

describe.each([
  ['cells', parts],
  ['layers that need the whole sequence', layers],
] as const)('allOutputs of %s', (_, list: readonly SequenceLayer[]) => {
  it('gives, side by side and to look at, what each part gives in sequential under the same names', () => {
    const layer = allOutputs(...list);
    const { data, time, batch } = createSubject(layer, {});
    const { output, ...rest } = runUnrolled(layer, data, { capture: true });
    expect(isCell(layer)).toBe(list.every((part) => isCell(part)));
    let from = 0;
    list.forEach((_part, i) => {
      const own = sequential(...list.slice(0, i + 1));
      expect(Object.entries(layer.params)).toEqual(expect.arrayContaining(Object.entries(own.params)));
      const alone = runUnrolled(own, data)['output']!;
      const width = alone.shape[2]!;
      expect(rest[`gates.outputs.${i}`]).toEqual(alone);
      const total = output!.shape[2]!;
      for (let row = 0; row < time * batch; row++) {
        const at = row * total + from;
        expect(output!.data.slice(at, at + width)).toEqual(alone.data.slice(row * width, (row + 1) * width));
      }
      from += width;
    });
    expect(from).toBe(output!.shape[2]);
  });
});

describe('allOutputs', () => {
  it('says what is wrong', () => {
    expect(() => allOutputs()).toThrow('allOutputs: needs at least one layer.');
    expect(() => allOutputs(gru({ inputSize: 2, hiddenSize: 3 }), linear(2, 2))).toThrow(
      'allOutputs: part 0 (gru) gives f32[3], but part 1 (linear) takes f32[2]',
    );
    expect(() => allOutputs(gru({ inputSize: 2, hiddenSize: 3 }), last())).toThrow(
      'allOutputs: last keeps one step only, so its output cannot stand beside the others; put it behind.',
    );
  });
});
