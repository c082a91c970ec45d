import { createModel, type Model } from '@sluice/model';
import { tensor, type Tensor } from '@sluice/math';
import { expect } from 'vitest';
import type { ImportedLayer } from '../../src/keras/index.js';

/** Numbers in a shape, as golden files hold them. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const backends = ['reference', 'wasm'] as const;

/** A golden array as a tensor of f32. */
export const f32 = ({ data, shape }: GoldenArray): Tensor => tensor(Float32Array.from(data), shape);

export const modelOf = (
  { layer, params }: Pick<ImportedLayer, 'layer' | 'params'>,
  backend: (typeof backends)[number],
): Promise<Model> => createModel(layer, { params, backend });

/** Compares numbers with golden ones: 2e-6 plus 1e-5 relative, unless the caller knows better. */
export function expectClose(
  actual: Tensor,
  expected: GoldenArray,
  { absolute = 2e-6, relative = 1e-5 }: { absolute?: number; relative?: number } = {},
): void {
  expect(actual.shape).toEqual(expected.shape);
  let worst = { excess: -Infinity, i: 0 };
  actual.data.forEach((value, i) => {
    const wanted = expected.data[i]!;
    const excess = Math.abs(value - wanted) - absolute - relative * Math.abs(wanted);
    if (!(excess <= worst.excess)) worst = { excess, i };
  });
  const { excess, i } = worst;
  expect(excess, `element ${i}: ${actual.data[i]} instead of ${expected.data[i]}`).toBeLessThanOrEqual(0);
}
