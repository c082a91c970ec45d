import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { crossEntropyInNats } from './metrics/surprise.js';
import { letters } from './names.js';
import { settle, type OptionsOf } from './options.js';
import type { Task } from './task.js';

/** What copy memory is made with. */
export interface CopyMemoryOptions {
  /** T, the number of steps from the last symbol to where they are asked for; 100 by default. */
  readonly delay?: number;
  /** How many symbols are to be remembered; 10 by default. */
  readonly symbols?: number;
  /** How many kinds of symbols there are; 8 by default. */
  readonly alphabet?: number;
}

export const copyMemoryOptions: OptionsOf<CopyMemoryOptions> = {
  delay: { kind: 'integer', default: 100, atLeast: 1, about: 'steps over which the symbols are to be kept' },
  symbols: { kind: 'integer', default: 10, atLeast: 1, about: 'how many symbols there are to remember' },
  alphabet: { kind: 'integer', default: 8, atLeast: 2, atMost: 26, about: 'kinds of symbols' },
};

/**
 * Copy memory: some symbols, a long silence, a sign, and then the symbols are to be said again.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, in the form of Arjovsky, Shah and Bengio, "Unitary evolution
 * recurrent neural networks", 2016: 10 symbols of 8 kinds, `delay − 1` blanks, the sign, 10 blanks, which makes `delay + 20`
 * steps. The answer at each step is one of the symbols or the blank, which is right until the sign has come.
 *
 * Who knows when to answer but not what has a cross-entropy of ln 8 at 10 of T + 20 steps and of 0 at all others:
 * 10 · ln 8 / (T + 20).
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { copyMemory } from '@sluice/tasks';
 * copyMemory({ delay: 100 }).baseline.value; // 0.173 nats
 * ```
 */
export function copyMemory(options: CopyMemoryOptions = {}): Task {
  const { delay, symbols, alphabet } = settle('copyMemory', copyMemoryOptions, options);
  const timeSteps = delay + 2 * symbols;
  const [blank, sign] = [alphabet, alphabet + 1];
  const kinds = letters.slice(0, alphabet);
  return {
    name: 'copyMemory',
    title: 'Copy memory',
    description: `Repeat ${symbols} symbols after ${delay} steps.`,
    source: 'Hochreiter and Schmidhuber, 1997; Arjovsky, Shah and Bengio, 2016',
    input: { kind: 'tokens', count: alphabet + 2, names: [...kinds, '·', '!'] },
    outputSize: alphabet + 1,
    answerNames: [...kinds, '·'],
    timeSteps,
    answers: 'each',
    loss: crossEntropy(),
    metric: crossEntropyInNats(),
    baseline: {
      value: (symbols * Math.log(alphabet)) / timeSteps,
      by: 'says blank until asked, then gives every symbol the same probability',
    },
    published: [
      {
        cell: 'Unitary RNN, 128 units',
        result: 'repeats all 10 symbols after 500 steps (in a figure)',
        source: 'Arjovsky, Shah and Bengio, 2016',
      },
    ],
    examples: batched({ input: i32(timeSteps), target: i32(timeSteps) }, (draw) => {
      const memory = Array.from({ length: symbols }, () => draw.integer(alphabet));
      const blanks = (count: number): number[] => Array<number>(count).fill(blank);
      return {
        input: [...memory, ...blanks(delay - 1), sign, ...blanks(symbols)],
        target: [...blanks(symbols + delay), ...memory],
      };
    }),
  };
}
