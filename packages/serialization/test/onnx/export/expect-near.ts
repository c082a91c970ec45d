import type { Numbers } from '@sluice/math';
import { expect } from 'vitest';
import type { OnnxTensor } from '../run-onnx.js';

/** Expects the same shape, and numbers within 2e-6 plus 1e-5 of their magnitude. */
export function expectNear(actual: Pick<OnnxTensor, 'shape' | 'data'>, { shape, data }: Numbers): void {
  expect(actual.shape).toEqual(shape);
  expect(actual.data.length).toBe(data.length);
  for (let i = 0; i < data.length; i++) {
    const [a, b] = [actual.data[i]!, data[i]!];
    if (Object.is(a, b) || Math.abs(a - b) <= 2e-6 + 1e-5 * Math.abs(b)) continue;
    expect.fail(`Element ${i} of ${data.length} is ${a}, but should be ${b}.`);
  }
}
