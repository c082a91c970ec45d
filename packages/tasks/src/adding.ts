import { meanSquaredError } from '@sluice/layers';
import { tensor } from '@sluice/math';
import { checkCount } from './checks.js';
import { squaredError } from './metrics/squared-error.js';
import { drawFor } from './random.js';
import type { Task } from './task.js';

/** What the adding problem is made with. */
export interface AddingOptions {
  /** Number of steps of a sequence; 200 by default. */
  readonly length?: number;
}

/**
 * The adding problem: of a sequence of numbers from [0, 1), add the two that are marked, one in each half.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, in the form of Le, Jaitly and Hinton, "A simple way to
 * initialize recurrent networks of rectified linear units", 2015. A step is `[number, mark]`, f32; the answer after the last
 * one is the sum, `[1]`. Who always answers 1 has a mean squared error of 1/6.
 *
 * @throws ArgumentError when the length is not an integer of at least 2.
 *
 * @example
 * ```ts
 * import { adding } from '@sluice/tasks';
 * const { input, target } = adding({ length: 200 }).examples({ split: 'train', seed: 1, count: 32 });
 * input.shape; // [32, 200, 2]
 * target.shape; // [32, 1]
 * ```
 */
export function adding({ length = 200 }: AddingOptions = {}): Task {
  checkCount('adding', 'length', length, 2);
  return {
    name: 'adding',
    title: 'Adding problem',
    description: `Add the two marked numbers of a sequence of ${length}.`,
    source: 'Hochreiter and Schmidhuber, 1997; Le, Jaitly and Hinton, 2015',
    input: { kind: 'numbers', size: 2 },
    outputSize: 1,
    timeSteps: length,
    answers: 'last',
    loss: meanSquaredError(),
    metric: squaredError(),
    baseline: { value: 1 / 6, by: 'always answers 1' },
    solved: 0.01,
    published: [],
    examples: ({ split, seed, from = 0, count }) => {
      const input = new Float32Array(count * length * 2);
      const target = new Float32Array(count);
      const half = Math.floor(length / 2);
      for (let row = 0; row < count; row++) {
        const draw = drawFor(split, seed, from + row);
        const at = (step: number): number => (row * length + step) * 2;
        for (let step = 0; step < length; step++) input[at(step)] = draw.uniform();
        for (const step of [draw.integer(half), half + draw.integer(length - half)]) {
          input[at(step) + 1] = 1;
          target[row]! += input[at(step)]!;
        }
      }
      return { input: tensor(input, [count, length, 2]), target: tensor(target, [count, 1]) };
    },
  };
}
