import * as fc from 'fast-check';
import {
  evaluate,
  record,
  scan,
  trace,
  zeros,
  type Attributes,
  type Program,
  type Value,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../math/test/expect-close.js';
import { isLinear } from '../../src/distribute/linear.js';
import { chunksOf, parallelScan } from '../../src/distribute/parallel-scan.js';
import { explain, formatExplanation } from '../../src/index.js';
import { expectCompiled } from '../support/expect-compiled.js';
import { loopsOf } from '../support/loops.js';
import { f32, tensorsFor } from '../support/specs.js';

/** A step from carries, one input of their shape, and a constant of it, to the next carries. */
type Step = (carries: readonly Value[], x: Value, constant: Value) => readonly Value[];

const linear: Record<string, { readonly carries: number; readonly step: Step }> = {
  decay: { carries: 1, step: ([h], x, c) => [h!.mul(c.sigmoid()).add(x)] },
  'a gate of the input': {
    carries: 1,
    step: ([h], x) => [x.sigmoid().mul(h!).add(x.sigmoid().neg().add(1).mul(x.tanh()))],
  },
  'a turning pair': {
    carries: 2,
    step: ([re, im], x, c) => [
      re!.mul(c.cos()).sub(im!.mul(c.sin())).add(x),
      re!.mul(c.sin()).add(im!.mul(c.cos())).sub(x.square()),
    ],
  },
  'a chain of three': {
    carries: 3,
    step: ([a, b, c], x) => [x.sub(c!), a!.div(x.square().add(1)).neg(), x.less(0).select(b!, a!.add(x))],
  },
};

const nonlinear: Record<string, { readonly carries: number; readonly step: Step }> = {
  'an activation': { carries: 1, step: ([h], x) => [h!.add(x).tanh()] },
  'a product of carries': { carries: 2, step: ([a, b], x) => [a!.mul(b!), b!.add(a!).mul(x)] },
  'a quotient': { carries: 1, step: ([h], x) => [x.div(h!.add(2))] },
  'a choice by the carry': { carries: 1, step: ([h], x) => [h!.less(x).select(h!, x)] },
  'places that mix': { carries: 1, step: ([h], x) => [h!.flip([0]).add(x)] },
};

interface Size {
  readonly shape: readonly number[];
  readonly steps: number;
  readonly reverse: boolean;
}

/** A loop that returns its last carries and all that it has made on the way. */
function loopOf(
  { carries, step }: { readonly carries: number; readonly step: Step },
  { shape, steps, reverse }: Size,
): Program {
  return trace(
    (x, constant, ...start) => {
      const named = Object.fromEntries(start.entries());
      const { carry, outputs } = scan({ carry: named, inputs: { x }, reverse }, (before, { x }) => {
        const next = Object.fromEntries(step(Object.values(before), x, constant).entries());
        return { carry: next, outputs: { ...next, before: before[0]! } };
      });
      return [...Object.values(carry), ...Object.values(outputs)];
    },
    [f32(steps, ...shape), f32(...shape), ...new Array<ReturnType<typeof f32>>(carries).fill(f32(...shape))],
  );
}

/** The same program with its loop run in chunks. */
function inChunks(program: Program, chunks: number): Program {
  return record(program.inputs, (inputs) => {
    const known = new Map(program.inputs.map((variable, i) => [variable, inputs[i]!]));
    const [loop] = loopsOf(program);
    const read = loop!.inputs.map((variable) => known.get(variable)!);
    const results = parallelScan(read, loop!.attributes, chunks);
    return program.outputs.map((output) => results[loop!.outputs.indexOf(output)]!);
  }).program;
}

const attributesOf = (program: Program): Attributes['scan'] => loopsOf(program)[0]!.attributes;

describe('a parallel scan', () => {
  it.each(Object.entries(linear))('of %s gives what the loop gives', (_, cell) => {
    fc.assert(
      fc.property(
        fc.record({
          shape: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
          steps: fc.integer({ min: 1, max: 23 }),
          reverse: fc.boolean(),
        }),
        fc.nat(6),
        (size, more) => {
          const program = loopOf(cell, size);
          const inputs = tensorsFor(program.inputs);
          const parallel = inChunks(program, Math.min(size.steps, 1 + more));
          const [expected, actual] = [program, parallel].map((p) =>
            evaluate(p, inputs, { precision: 'f64' }),
          );
          expected!.forEach((numbers, i) => expectClose(actual![i]!, numbers, 1e-10));
        },
      ),
      { seed: 5, numRuns: 40 },
    );
  });

  it('stays finite where the factors of many steps do not', () => {
    const doubling = { carries: 1, step: (([h], x) => [h!.mul(1e30).add(x)]) satisfies Step };
    const program = inChunks(loopOf(doubling, { shape: [1], steps: 12, reverse: false }), 3);
    const inputs = tensorsFor(program.inputs).map(({ shape }) => ({
      shape,
      dtype: 'f32' as const,
      data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
    }));
    for (const { data } of evaluate(program, inputs))
      expect([...data].every((value) => value === 0)).toBe(true);
  });
});

describe('which loops are linear', () => {
  const size = { shape: [2, 3], steps: 4, reverse: false };
  const isLinearLoop = (cell: { carries: number; step: Step }): boolean => {
    const attributes = attributesOf(loopOf(cell, size));
    return isLinear(attributes.body, attributes);
  };
  it.each(Object.entries(linear))('%s is', (_, cell) => expect(isLinearLoop(cell)).toBe(true));
  it.each(Object.entries(nonlinear))('%s is not', (_, cell) => expect(isLinearLoop(cell)).toBe(false));
});

describe('which loops are run in chunks', () => {
  const chunks = (size: Size): number => chunksOf(attributesOf(loopOf(linear['decay']!, size)));

  it('those over one number, if they are long', () => {
    expect(chunks({ shape: [1, 1], steps: 64, reverse: false })).toBe(8);
    expect(chunks({ shape: [], steps: 4096, reverse: true })).toBe(64);
    expect(chunks({ shape: [1], steps: 63, reverse: false })).toBe(1);
    expect(chunks({ shape: [2], steps: 4096, reverse: false })).toBe(1);
  });

  it('and the explanation says so', () => {
    const long = loopOf(linear['a gate of the input']!, { shape: [1, 1], steps: 1000, reverse: true });
    const text = formatExplanation(explain(long));
    expect(text).toContain('loop of 62 steps, backwards, of 16 chunks at once (parallel scan)');
    expectCompiled(long);
  });

  it('not those whose sums are taken chunk by chunk', () => {
    const program = trace(
      (x) => [
        scan({ carry: { h: zeros([1]) }, inputs: { x }, chunk: 8 }, ({ h }, { x }) => {
          const next = h.mul(x.sigmoid()).add(x);
          return { carry: { h: next }, outputs: { next } };
        }).outputs.next,
      ],
      [f32(64, 1)],
    );
    expect(formatExplanation(explain(program))).not.toContain('parallel scan');
  });
});
