import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { accuracy } from './metrics/accuracy.js';
import { settle, type OptionsOf } from './options.js';
import { errands, pastimes, people, places } from './story-words.js';
import type { Task } from './task.js';

/** What story recall is made with. */
export interface StoryRecallOptions {
  /** How many sentences about other people stand between what matters and the question; 5 by default. */
  readonly gap?: number;
  /** How many people there are, from 3 to 40; 20 by default. */
  readonly people?: number;
}

export const storyRecallOptions: OptionsOf<StoryRecallOptions> = {
  gap: { kind: 'integer', default: 5, atLeast: 0, about: 'sentences between what matters and the question' },
  people: {
    kind: 'integer',
    default: 20,
    atLeast: 3,
    atMost: people.length,
    about: 'how many people there are',
  },
};

/**
 * Story recall: somebody is in a room, somebody comes in, much else happens, and whom did the one who came in say hi to?
 *
 * `Sooft was watching TV in the kitchen. Ware came in. Mina went to the market. … Ware said hi to ?` A token is a word or a
 * mark; a sentence in between takes six, a story `17 + 6 · gap`. In between only others are named, so the name heard last is
 * never the answer. The answer is the name of any of the people, each equally often: who always says the same one is right
 * once in as many as there are.
 *
 * A task of our own, after the example with which recurrent networks are often explained.
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { exampleText, storyRecall } from '@sluice/tasks';
 * const task = storyRecall({ gap: 1 });
 * const { input, answer } = exampleText(task, task.examples({ split: 'train', seed: 1, count: 1 }));
 * ```
 */
export function storyRecall(options: StoryRecallOptions = {}): Task {
  const { gap, people: count } = settle('storyRecall', storyRecallOptions, options);
  const timeSteps = 17 + 6 * gap;
  const names = [...new Set([...people.slice(0, count), ...glue, ...tails.join(' ').split(' ')])];
  const token = new Map(names.map((name, i) => [name, i]));
  const tokens = (text: string): number[] => text.split(' ').map((word) => token.get(word)!);
  return {
    name: 'storyRecall',
    title: 'Story recall',
    description: `Remember who was in the room, over ${gap} sentences about others.`,
    source: 'Sluice',
    input: { kind: 'tokens', count: names.length, names },
    outputSize: count,
    answerNames: people.slice(0, count),
    timeSteps,
    answers: 'last',
    loss: crossEntropy(),
    metric: accuracy(),
    baseline: { value: 1 / count, by: `always says ${people[0]!}` },
    published: [],
    examples: batched({ input: i32(timeSteps), target: i32() }, (draw) => {
      const pick = (words: readonly string[]): string => words[draw.integer(words.length)]!;
      const [host, guest, ...others] = draw.distinct(count, count).map((i) => people[i]!) as [
        string,
        ...string[],
      ];
      const sentences = [
        `${host} was ${pick(pastimes)} in the ${pick(places)} .`,
        `${guest!} came in .`,
        ...Array.from({ length: gap }, () => `${pick(others)} ${pick(errands)} ${pick(places)} .`),
        `${guest!} said hi to ?`,
      ];
      return { input: tokens(sentences.join(' ')), target: tokens(host) };
    }),
  };
}

const glue = ['was', 'in', 'the', 'came', 'said', 'hi', 'to', '.', '?'];
const tails = [...pastimes, ...places, ...errands];
