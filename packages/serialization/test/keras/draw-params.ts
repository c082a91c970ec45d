import type { SequenceLayer } from '@sluice/cell';
import { tensor, type Tensor } from '@sluice/math';

/** Weights of which none is zero, not even a bias. */
export function drawParams(layer: SequenceLayer, seed: number): Record<string, Tensor> {
  let state = seed * 2 + 1;
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  return Object.fromEntries(
    Object.entries(layer.params).map(([name, { shape }]) => [
      name,
      tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape),
    ]),
  );
}
