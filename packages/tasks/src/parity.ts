import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { accuracy } from './metrics/accuracy.js';
import { digits } from './names.js';
import { settle, type OptionsOf } from './options.js';
import { ArgumentError } from '@sluice/math';
import type { Task } from './task.js';

/** What parity is made with. */
export interface ParityOptions {
  /** The most bits of a sequence; 40 by default. */
  readonly length?: number;
  /** The least bits; 1 by default. */
  readonly shortest?: number;
  /** Whether the parity is asked for after the last bit, the default, or after each, which is easier to learn. */
  readonly answers?: 'last' | 'each';
}

export const parityOptions: OptionsOf<ParityOptions> = {
  length: { kind: 'integer', default: 40, atLeast: 1, about: 'the most bits of a sequence' },
  shortest: { kind: 'integer', default: 1, atLeast: 1, about: 'the least bits of a sequence' },
  answers: {
    kind: 'choice',
    default: 'last',
    choices: ['last', 'each'],
    about: 'after which bits the parity is asked for',
  },
};

/**
 * Parity: is the number of ones in a sequence of bits odd?
 *
 * In the form of Delétang et al., "Neural networks and the Chomsky hierarchy", 2023, and of Beck et al., "xLSTM: extended long
 * short-term memory", 2024: sequences of 1 to 40 bits to learn from, longer ones to be judged by, which another task of this
 * kind gives: `parity({ shortest: 41, length: 256 })`. Lengths come equally often, and so do ones and zeros; who knows only
 * the last bit is right half of the time. A score of 0.9 counts as solved in the former paper.
 *
 * @throws ArgumentError when an option is out of its range, or the shortest sequence is longer than the longest.
 *
 * @example
 * ```ts
 * import { parity } from '@sluice/tasks';
 * const { input, target, lengths } = parity().examples({ split: 'train', seed: 1, count: 32 });
 * input.shape; // [32, 40], padded with zeros
 * target.shape; // [32]
 * ```
 */
export function parity(options: ParityOptions = {}): Task {
  const { length, shortest, answers } = settle('parity', parityOptions, options);
  if (shortest > length) {
    throw new ArgumentError(`parity: shortest must be at most length, ${length}, but is ${shortest}.`);
  }
  return {
    name: 'parity',
    title: 'Parity',
    description: `Tell whether the number of ones among ${shortest} to ${length} bits is odd.`,
    source: 'Delétang et al., 2023; Beck et al., 2024',
    input: { kind: 'tokens', count: 2, names: digits.slice(0, 2) },
    outputSize: 2,
    answerNames: ['even', 'odd'],
    timeSteps: length,
    answers,
    loss: crossEntropy(),
    metric: accuracy(),
    baseline: { value: 1 / 2, by: 'always says even' },
    solved: 0.9,
    published: [
      {
        cell: 'RNN and LSTM',
        result: '1.00 on lengths of 41 to 500, trained up to 40 (the best of several runs)',
        source: 'Delétang et al., 2023',
      },
    ],
    examples: batched({ input: i32(length), target: answers === 'each' ? i32(length) : i32() }, (draw) => {
      const steps = draw.between(shortest, length);
      const input = Array.from({ length: steps }, () => draw.integer(2));
      let ones = 0;
      const odd = input.map((bit) => (ones += bit) % 2);
      return { input, target: answers === 'each' ? odd : odd.slice(-1), length: steps };
    }),
  };
}
