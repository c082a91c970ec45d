import { threefry } from '../threefry.js';

/** Second word of the counters of start values; the random numbers of traced programs have 0 there. */
const stream = 1;

/** Numbers spread evenly over (0, 1), each a pure function of the seed and its index. */
export function drawUniform(count: number, seed: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const words = threefry(seed, 0, i, stream);
    numbers[i] = toUnit(words[0]);
    if (i + 1 < count) numbers[i + 1] = toUnit(words[1]);
  }
  return numbers;
}

/** Numbers from the normal distribution with mean 0 and standard deviation 1, in pairs by the Box–Muller transform. */
export function drawNormal(count: number, seed: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const words = threefry(seed, 0, i, stream);
    const radius = Math.sqrt(-2 * Math.log(toUnit(words[0])));
    const angle = 2 * Math.PI * toUnit(words[1]);
    numbers[i] = radius * Math.cos(angle);
    if (i + 1 < count) numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** A seed that differs from `seed` and from its other children, told apart by `index`. */
export const childSeed = (seed: number, index: number): number => threefry(seed, 0, index, stream + 1)[0];

/** The centre of one of 2³² equal cells of (0, 1), so that neither end is reached. */
const toUnit = (word: number): number => (word + 0.5) / 2 ** 32;
