import { binaryCrossEntropy } from '@sluice/layers';
import { ArgumentError } from '@sluice/math';
import { batched, f32, i32 } from './batched.js';
import { wholeWords } from './metrics/whole-words.js';
import { settle, type OptionsOf } from './options.js';
import type { Task } from './task.js';

/** What Dyck words are made with. */
export interface DyckOptions {
  /** Number of brackets of a word, an even one; 40 by default. */
  readonly length?: number;
  /** Kinds of brackets; 2 by default. */
  readonly kinds?: number;
  /** How many brackets may be open at once; 5 by default. */
  readonly depth?: number;
}

const brackets = ['()', '[]', '{}', '<>'];

export const dyckOptions: OptionsOf<DyckOptions> = {
  length: { kind: 'integer', default: 40, atLeast: 2, about: 'number of brackets of a word, even' },
  kinds: { kind: 'integer', default: 2, atLeast: 1, atMost: brackets.length, about: 'kinds of brackets' },
  depth: { kind: 'integer', default: 5, atLeast: 2, about: 'how many brackets may be open at once' },
};

/**
 * Dyck words: after each bracket of a well-formed word, which brackets may come next?
 *
 * The words are those of Hewitt, Hahn, Ganguli, Liang and Manning, "RNNs can generate bounded hierarchical languages with
 * optimal memory", 2020: k kinds of brackets, of which at most m are open at once. The question and the metric are those of
 * Suzgun, Gehrmann, Belinkov and Shieber, "Memory-augmented recurrent neural networks can learn generalized Dyck languages",
 * 2019: a score for each bracket, above 0 where it may come; a word counts where all scores of all its steps are right. Any
 * bracket may be opened until m are open, and the one that was opened last may be closed.
 *
 * In a word of a given length, a bracket opens where none is open and closes where m are or where there is only room left for
 * closing; elsewhere it does either with a probability of 1/2. Who sees only the last bracket does best to say that it may be
 * closed if it is an opening one, and that nothing may be closed if it is not. That is right about a whole word if no bracket
 * stands inside of another, that is, if each pair but the last, which has to, closes at once: (1/2)^(length / 2 − 1).
 *
 * @throws ArgumentError when an option is out of its range, or the length is odd.
 *
 * @example
 * ```ts
 * import { dyck, exampleText } from '@sluice/tasks';
 * const task = dyck({ length: 10 });
 * exampleText(task, task.examples({ split: 'train', seed: 1, count: 1 })).input; // a word such as '([()][])()'
 * ```
 */
export function dyck(options: DyckOptions = {}): Task {
  const { length, kinds, depth } = settle('dyck', dyckOptions, options);
  if (length % 2 !== 0) throw new ArgumentError(`dyck: length must be even, but is ${length}.`);
  const names = [0, 1].flatMap((side) => brackets.slice(0, kinds).map((pair) => pair[side]!));
  return {
    name: 'dyck',
    title: 'Dyck words',
    description: `Tell which of ${kinds} kinds of brackets may open or close, at most ${depth} deep.`,
    source: 'Suzgun et al., 2019; Hewitt et al., 2020',
    input: { kind: 'tokens', count: 2 * kinds, names },
    outputSize: 2 * kinds,
    answerNames: names,
    timeSteps: length,
    answers: 'each',
    loss: binaryCrossEntropy(),
    metric: wholeWords(),
    baseline: { value: 2 ** (1 - length / 2), by: 'closes the last bracket if it is an opening one' },
    published: [],
    examples: batched({ input: i32(length), target: f32(length, 2 * kinds) }, (draw) => {
      const open: number[] = [];
      const [input, target]: [number[], number[]] = [[], []];
      for (let left = length; left > 0; left--) {
        const mustOpen = open.length === 0;
        const mustClose = open.length === depth || open.length === left;
        const opens = mustOpen || (!mustClose && draw.integer(2) === 0);
        if (opens) open.push(draw.integer(kinds));
        input.push(opens ? open.at(-1)! : kinds + open.pop()!);
        const mayOpen = open.length < depth ? 1 : 0;
        for (let kind = 0; kind < kinds; kind++) target.push(mayOpen);
        for (let kind = 0; kind < kinds; kind++) target.push(open.at(-1) === kind ? 1 : 0);
      }
      return { input, target };
    }),
  };
}
