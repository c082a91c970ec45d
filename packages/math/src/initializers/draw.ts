import { threefry, threefryWords } from '../threefry.js';

/** Second word of the counters of start values; the random numbers of traced programs have 0 there. */
const stream = 1;

/** Random words, each a pure function of the seed and its index; one more where the count is odd. */
export function drawWords(count: number, seed: number): Int32Array {
  const words = new Int32Array(count + (count % 2));
  threefryWords(words, seed, 0, stream);
  return words;
}

/** The Box–Muller transform: makes two normal numbers of each pair of words. */
export function toNormal(numbers: Float64Array, words: Int32Array): void {
  for (let i = 0; i < numbers.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(toUnit(words[i]!)));
    const angle = 2 * Math.PI * toUnit(words[i + 1]!);
    numbers[i] = radius * Math.cos(angle);
    if (i + 1 < numbers.length) numbers[i + 1] = radius * Math.sin(angle);
  }
}

/** The centre of one of 2³² equal cells of (0, 1), so that neither end is reached. */
export const toUnit = (word: number): number => ((word >>> 0) + 0.5) * cell;

const cell = 2 ** -32;

/** A seed that differs from `seed` and from its other children, told apart by `index`. */
export const childSeed = (seed: number, index: number): number => threefry(seed, 0, index, stream + 1)[0];
