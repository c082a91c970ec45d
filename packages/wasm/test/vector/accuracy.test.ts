import '../support/enable-relaxed.js';
import { describe, expect, test } from 'vitest';
import { compile, countOperations } from './compile.js';
import { floatBlocks, ulpAt } from './floats.js';
import { functions, type Case } from './functions.js';

/** 1 measures every float, which gave the numbers in the functions' comments and takes ten minutes. */
const stride = 1009;

/** The largest error of a compiled function in ulp, where the result is a normal number. */
function largestError(
  { exact, flushes, largest: limit = Infinity }: Case,
  run: (input: Float32Array) => Float32Array,
): number {
  let largest = 0;
  for (const input of floatBlocks(stride)) {
    const output = run(input);
    for (let i = 0; i < input.length; i++) {
      if (Math.abs(input[i]!) > limit) continue;
      const expected = exact(input[i]!);
      const got = output[i]!;
      if (Object.is(Math.fround(expected), got)) continue;
      if (flushes && got === 0 && expected < 2 ** -126) continue;
      // Written so that a NaN or an Infinity where there should be none counts as an infinite error.
      const error = Math.abs(got - expected) / ulpAt(expected);
      if (!(error <= largest)) largest = Number.isNaN(error) ? Infinity : error;
    }
  }
  return largest;
}

describe.each(functions)('$name', (entry) => {
  const { emit, ulp, operations, relaxedOperations } = entry;

  test(`is within ${ulp} ulp of f64`, () => {
    expect(largestError(entry, compile(emit, { relaxed: false }))).toBeLessThanOrEqual(ulp);
  });

  test(`relaxed, is within ${ulp} ulp of f64`, () => {
    expect(largestError(entry, compile(emit, { relaxed: true }))).toBeLessThanOrEqual(ulp);
  });

  test(`is ${operations} operations, ${relaxedOperations} relaxed`, () => {
    expect(countOperations((f) => emit(f, { relaxed: false }))).toBe(operations);
    expect(countOperations((f) => emit(f, { relaxed: true }))).toBe(relaxedOperations);
  });
});
