import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  bernoulli,
  chunkSteps,
  evaluate,
  foldKey,
  iota,
  scan,
  trace,
  valueAndGrad,
  zeros,
  type Numbers,
  type Program,
  type ScanOptions,
  type Spec,
  type Value,
  type Values,
} from '../src/index.js';
import { runs } from './arbitraries.js';
import { checkGradientAt } from './check-gradient.js';
import { numbers } from './numbers.js';
import { buildProgram } from './random-program.js';
import type { ChunkOptions } from './random-program/sketch.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });

/** Expects the same bits: zero and minus zero differ. */
function expectSameBits(actual: readonly Numbers[], expected: readonly Numbers[]): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ data }, i) => expect(Array.from(data)).toEqual(Array.from(expected[i]!.data)));
}

describe('loops that are computed again on the way back', () => {
  it.each<ChunkOptions>([
    { recompute: true },
    { recompute: true, chunk: 1 },
    { recompute: true, chunk: 2 },
    { chunk: 2 },
  ])('give random programs and their gradients the same bits: %j', (scans) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 4, maxLength: 400, size: 'max' }),
        fc.boolean(),
        (words, gradients) => {
          const { program, inputs } = buildProgram(words, { gradients });
          const { program: again } = buildProgram(words, { gradients, scans });
          expectSameBits(evaluate(again, inputs), evaluate(program, inputs));
        },
      ),
      runs(150),
    );
  });

  type Step = Parameters<typeof scan<Values, Values, Values>>[1];

  /** The loss of a loop and its gradients by the start, the inputs and two matrices that all steps read. */
  const trained = (
    steps: number,
    reverse: boolean,
    scans: ChunkOptions,
    step: (w: Value, v: Value) => Step,
  ) =>
    trace(
      (...values) => {
        const { value, gradients } = valueAndGrad(({ h, x, w, v }: Values) => {
          const { carry, outputs } = scan<Values, Values, Values>(
            {
              carry: { h: h!, n: zeros([], 'i32') },
              inputs: { x: x!, t: iota([steps]) },
              reverse,
              ...scans,
            },
            step(w!, v!),
          );
          // The matrix is read before and behind the loop too: its gradient is one sum of all that.
          return carry.h!.matmul(w!).sum().add(outputs.y!.square().sum()).add(w!.square().sum());
        })(Object.fromEntries(['h', 'x', 'w', 'v'].map((name, i) => [name, values[i]!])));
        return [value, ...Object.values(gradients)];
      },
      [f32(2, 3), f32(steps, 2, 3), f32(3, 3), f32(3, 3)],
    );

  const cells: Record<string, (w: Value, v: Value) => Step> = {
    'a recurrence with dropout':
      (w, v) =>
      ({ h, n }, { x, t }) => {
        const mask = bernoulli([2, 3], 0.5, foldKey({ seed: 3, step: 1 }, t!));
        const next = x!.mul(mask).matmul(v).add(h!.matmul(w)).tanh();
        return { carry: { h: next, n: n!.add(1) }, outputs: { y: next.mul(n!.convert('f32')) } };
      },
    'a loop in the loop':
      (w, v) =>
      ({ h, n }, { x }) => {
        const inner = scan(
          { carry: { g: h! }, inputs: { row: x!.transpose([1, 0]) }, recompute: true },
          ({ g }, { row }) => {
            const next = g
              .matmul(w)
              .add(row.reshape([2, 1]))
              .tanh();
            return { carry: { g: next }, outputs: { next } };
          },
        );
        return { carry: { h: inner.carry.g, n: n! }, outputs: { y: inner.outputs.next.matmul(v) } };
      },
    'a sum that everyone sees at the end':
      (w, v) =>
      ({ h, n }, { x }) => ({
        carry: { h: h!.add(x!.matmul(w).mul(0.1)), n: n! },
        outputs: { y: v },
      }),
  };

  it.each(Object.keys(cells))('give %s the same bits, whatever the number of steps', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.nat(25), fc.boolean(), (steps, chunk, reverse) => {
        const scans: ChunkOptions = { recompute: true, ...(chunk > 0 && { chunk }) };
        const program = trained(steps, reverse, {}, cells[name]!);
        const inputs = program.inputs.map((spec, i) => numbers(spec, i + 1));
        const [expected, actual] = [program, trained(steps, reverse, scans, cells[name]!)].map((one) =>
          evaluate(one, inputs),
        );
        expectSameBits(actual!, expected!);
      }),
      runs(60),
    );
  });

  it('have the gradient that differences show', () => {
    checkGradientAt(
      ([h, x, w]) =>
        scan({ carry: { h: h! }, inputs: { x: x! }, recompute: true, reverse: true }, ({ h }, { x }) => {
          const next = h.matmul(w!).add(x).tanh();
          return { carry: { h: next }, outputs: { next } };
        })
          .outputs.next.square()
          .sum(),
      [f32(2, 3), f32(7, 2, 3), f32(3, 3)].map((spec, i) => numbers(spec, i + 1)),
    );
  });

  /** The most numbers that stacks hold which a program's loops return to be read on the way back. */
  const keptBy = (program: Program): number => {
    const read = new Set(program.equations.flatMap(({ inputs }) => inputs));
    return program.equations
      .filter(({ op }) => op === 'scan')
      .flatMap(({ outputs }) => outputs)
      .filter((output) => read.has(output) && output.shape.length > 2)
      .reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0);
  };

  it('keep the carry before each chunk and nothing of the steps', () => {
    const deep: (w: Value, v: Value) => Step =
      (w, v) =>
      ({ h, n }, { x }) => {
        const next = h!.matmul(w).tanh().add(x!.matmul(v).sigmoid()).exp().tanh();
        return { carry: { h: next, n: n! }, outputs: { y: n!.convert('f32') } };
      };
    // Each of 100 steps keeps three values between its operations and the carry, of 2 × 3 numbers each, beside what it
    // hands to the gradient of x; ten chunks keep their carry.
    const [all, some] = [{}, { recompute: true }].map((scans) => keptBy(trained(100, false, scans, deep)));
    expect(all! - some!).toBeGreaterThanOrEqual(6 * (4 * 100 - 10));
  });

  it.each([
    [1, 1],
    [2, 2],
    [16, 4],
    [17, 5],
    [1009, 32],
  ])('cut %d steps into chunks of %d by default', (length, steps) => {
    expect(chunkSteps(length)).toBe(steps);
  });

  it.each([0, -1, 1.5, NaN])('refuse a chunk of %d steps', (chunk) => {
    const options: ScanOptions<Values, Values> = { carry: {}, inputs: {}, length: 3, chunk };
    expect(() =>
      trace(() => Object.values(scan(options, () => ({ carry: {}, outputs: {} })).carry), []),
    ).toThrow(new ArgumentError(`scan: chunk must be an integer of at least 1, but is ${chunk}.`));
  });
});
