import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { accuracy } from './metrics/accuracy.js';
import { digits, letters } from './names.js';
import { settle, type OptionsOf } from './options.js';
import type { Task } from './task.js';

/** What associative recall is made with. */
export interface AssociativeRecallOptions {
  /** Number of pairs, from 1 to 26; 4 by default. */
  readonly pairs?: number;
}

export const associativeRecallOptions: OptionsOf<AssociativeRecallOptions> = {
  pairs: {
    kind: 'integer',
    default: 4,
    atLeast: 1,
    atMost: letters.length,
    about: 'pairs of a letter and a digit',
  },
};

/**
 * Associative recall: after pairs of a letter and a digit, which digit stood behind this letter?
 *
 * The question is that of Graves, Wayne and Danihelka, "Neural Turing machines", 2014, in the form of Ba, Hinton, Mnih, Leibo
 * and Ionescu, "Using fast weights to attend to the recent past", 2016: `c9k8j3f1??c`, and the answer is 9. One question a
 * sequence, not several as in Arora et al., "Zoology", 2023, so that figures can be compared with the former's. The letters of
 * a sequence differ; every digit comes equally often, so who knows only the letter asked for is right once in 10.
 *
 * @throws ArgumentError when the number of pairs is not an integer from 1 to 26.
 *
 * @example
 * ```ts
 * import { associativeRecall, exampleText } from '@sluice/tasks';
 * const task = associativeRecall({ pairs: 4 });
 * exampleText(task, task.examples({ split: 'train', seed: 1, count: 1 })); // { input: 'c9k8j3f1??c', answer: '9' }, say
 * ```
 */
export function associativeRecall(options: AssociativeRecallOptions = {}): Task {
  const { pairs } = settle('associativeRecall', associativeRecallOptions, options);
  const names = [...letters, ...digits, '?'];
  const [digit, question] = [letters.length, names.length - 1];
  const timeSteps = 2 * pairs + 3;
  return {
    name: 'associativeRecall',
    title: 'Associative recall',
    description: `Tell which digit stood behind a letter, of ${pairs} pairs.`,
    source: 'Graves, Wayne and Danihelka, 2014; Ba et al., 2016',
    input: { kind: 'tokens', count: names.length, names },
    outputSize: digits.length,
    answerNames: digits,
    timeSteps,
    answers: 'last',
    loss: crossEntropy(),
    metric: accuracy(),
    baseline: { value: 1 / digits.length, by: 'always says 0' },
    published: pairs === 4 ? publishedIn2016 : [],
    examples: batched({ input: i32(timeSteps), target: i32() }, (draw) => {
      const keys = draw.distinct(pairs, letters.length);
      const values = keys.map(() => draw.integer(digits.length));
      const asked = draw.integer(pairs);
      return {
        input: [...keys.flatMap((key, i) => [key, digit + values[i]!]), question, question, keys[asked]!],
        target: [values[asked]!],
      };
    }),
  };
}

const publishedIn2016 = [
  ['IRNN, 20 units', '0.379'],
  ['LSTM, 20 units', '0.392'],
  ['Fast weights, 20 units', '0.982'],
  ['IRNN, 50 units', '0.398'],
  ['LSTM, 50 units', '0.982'],
  ['Fast weights, 50 units', '1.000'],
].map(([cell, result]) => ({ cell: cell!, result: result!, source: 'Ba et al., 2016' }));
