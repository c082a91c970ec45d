import { expect } from 'vitest';
import { formatShape, type Numbers } from '../src/index.js';

/**
 * Expects the same shape and dtype, and numbers that differ by at most `tolerance` times 1 + the largest expected
 * magnitude; NaN and infinities must stand at the same places.
 */
export function expectClose(actual: Numbers, expected: Numbers, tolerance: number): void {
  expect([actual.dtype, formatShape(actual.shape)]).toEqual([expected.dtype, formatShape(expected.shape)]);
  expect(actual.data.length).toBe(expected.data.length);
  let scale = 1;
  for (const x of expected.data) if (Number.isFinite(x)) scale = Math.max(scale, 1 + Math.abs(x));
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [actual.data[i]!, expected.data[i]!];
    const fits = Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * scale;
    if (!fits) expect.fail(`Element ${i} of ${expected.data.length} is ${a}, but should be ${b}.`);
  }
}
