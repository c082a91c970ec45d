import { describe, expect, it } from 'vitest';
import { legendreDelay } from '../src/legendre-delay.js';

/** The memory after the inputs of so many steps. */
function remember(order: number, theta: number, inputs: readonly number[]): number[] {
  const { a, b } = legendreDelay(order, theta);
  return inputs.reduce(
    (m, u) => m.map((_, i) => m.reduce((sum, x, j) => sum + a[i * order + j]! * x, 0) + b[i]! * u),
    Array.from({ length: order }, () => 0),
  );
}

/** The shifted Legendre polynomials from 0 to 1, by their recurrence. */
function legendre(order: number, x: number): number[] {
  const values = [1, 2 * x - 1];
  for (let n = 1; n + 1 < order; n++) {
    values.push(((2 * n + 1) * (2 * x - 1) * values[n]! - n * values[n - 1]!) / (n + 1));
  }
  return values.slice(0, order);
}

describe('the delay of a Legendre memory', () => {
  it('comes to rest at the first polynomial where the input stays at 1', () => {
    const m = remember(
      6,
      20,
      Array.from({ length: 200 }, () => 1),
    );
    m.forEach((x, i) => expect(x).toBeCloseTo(i === 0 ? 1 : 0, 4));
  });

  it('holds the window of a slow wave: Σ mᵢ·Pᵢ(s) is the input s·θ steps ago', () => {
    const theta = 40;
    const wave = (t: number): number => Math.sin(t / 15);
    const steps = 400;
    const m = remember(
      12,
      theta,
      Array.from({ length: steps }, (_, t) => wave(t + 0.5)),
    );
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const found = legendre(12, share).reduce((sum, value, i) => sum + value * m[i]!, 0);
      expect(found).toBeCloseTo(wave(steps - share * theta), 2);
    }
  });

  it('is another one for other sizes', () => {
    const first = legendreDelay(3, 5);
    expect(legendreDelay(3, 5)).toBe(first);
    expect(legendreDelay(3, 6)).not.toEqual(first);
    expect(legendreDelay(3, 5)).toEqual(first);
  });
});
