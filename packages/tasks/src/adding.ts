import { meanSquaredError } from '@sluice/layers';
import { batched, f32 } from './batched.js';
import { squaredError } from './metrics/squared-error.js';
import { settle, type OptionsOf } from './options.js';
import type { Task } from './task.js';

/** What the adding problem is made with. */
export interface AddingOptions {
  /** Number of steps of a sequence; 200 by default. */
  readonly length?: number;
}

export const addingOptions: OptionsOf<AddingOptions> = {
  length: { kind: 'integer', default: 200, atLeast: 2, about: 'number of steps of a sequence' },
};

/**
 * The adding problem: of a sequence of numbers from [0, 1), add the two that are marked, one in each half.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, in the form of Le, Jaitly and Hinton, "A simple way to
 * initialize recurrent networks of rectified linear units", 2015. A step is `[number, mark]`, f32; the answer after the last
 * one is the sum, `[1]`. Who always answers 1, the mean, has the variance of the sum as mean squared error, 1/12 + 1/12 = 1/6.
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
export function adding(options: AddingOptions = {}): Task {
  const { length } = settle('adding', addingOptions, options);
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
    published: [
      {
        cell: 'IndRNN, 128 units',
        result: 'solves lengths of 100, 500 and 1000 (in a figure)',
        source: 'Li et al., 2018',
      },
      {
        cell: 'coRNN, 128 units',
        result: 'solves lengths of 500, 2000 and 5000 (in a figure)',
        source: 'Rusch and Mishra, 2021',
      },
    ],
    examples: batched({ input: f32(length, 2), target: f32(1) }, (draw) => {
      const numbers = Array.from({ length }, () => draw.uniform());
      const half = Math.floor(length / 2);
      const [first, second] = [draw.integer(half), half + draw.integer(length - half)];
      return {
        input: numbers.flatMap((number, step) => [number, step === first || step === second ? 1 : 0]),
        target: [numbers[first]! + numbers[second]!],
      };
    }),
  };
}
