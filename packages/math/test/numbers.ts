import { sizeOf, threefry, type Numbers, type Spec } from '../src/index.js';

/**
 * Where numbers may lie: `any` in (−1, 1), `positive` in (0.2, 2), `nonzero` at least 0.1 away from 0, `distinct` in
 * (−1, 1) and apart from one another, for operations with a kink where two numbers meet.
 */
export type Domain = 'any' | 'positive' | 'nonzero' | 'distinct';

export interface NumbersOptions {
  readonly domain?: Domain;
  /** The smallest integer. */
  readonly from?: number;
  /** Integers stay below it. */
  readonly below?: number;
}

/** Reproducible numbers, held as f64 so that differences of 1e-5 survive; integers from 0 to 4 by default for i32. */
export function numbers({ shape, dtype }: Spec, seed: number, options: NumbersOptions = {}): Numbers {
  const { domain = 'any', from = 0, below = 5 } = options;
  const draw = (i: number): number => threefry(seed, 0, i, 0)[0] / 2 ** 32;
  const size = sizeOf(shape);
  if (dtype === 'i32') {
    return {
      shape,
      dtype,
      data: Int32Array.from({ length: size }, (_, i) => from + Math.floor(draw(i) * (below - from))),
    };
  }
  const place: Record<Domain, (i: number) => number> = {
    any: (i) => draw(i) * 2 - 1,
    positive: (i) => 0.2 + draw(i) * 1.8,
    nonzero: (i) => (draw(i) < 0.5 ? -1 : 1) * (0.1 + 0.9 * threefry(seed, 1, i, 0)[0] * 2 ** -32),
    // one number in the middle half of each of `size` cells, in a shuffled order
    distinct: (i) => ((rank(i) + 0.25 + 0.5 * draw(i)) / size) * 2 - 1,
  };
  const rank = (i: number): number => {
    let below = 0;
    for (let k = 0; k < size; k++) if (draw(k) < draw(i)) below++;
    return below;
  };
  return { shape, dtype, data: Float64Array.from({ length: size }, (_, i) => place[domain](i)) };
}

/** Two lots of numbers, all of them distinct. */
export function distinctPair(spec: Spec, seed: number): [Numbers, Numbers] {
  const both = numbers({ ...spec, shape: [2, ...spec.shape] }, seed, { domain: 'distinct' });
  const size = sizeOf(spec.shape);
  return [
    { ...spec, data: both.data.slice(0, size) },
    { ...spec, data: both.data.slice(size) },
  ];
}
