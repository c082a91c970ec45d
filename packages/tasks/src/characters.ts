import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { bitsPerCharacter } from './metrics/surprise.js';
import { settle, type OptionsOf } from './options.js';
import { splitSeries } from './split-series.js';
import type { Task } from './task.js';

/** What character modelling is made with. */
export interface CharactersOptions {
  /** The text. Eight tenths are to learn from, the next to choose settings by, the last to be judged by. */
  readonly text: string;
  /** Number of characters of an example; 64 by default. */
  readonly length?: number;
}

export const charactersOptions: OptionsOf<CharactersOptions> = {
  text: { kind: 'text', required: true, about: 'the text to model' },
  length: { kind: 'integer', default: 64, atLeast: 1, about: 'number of characters of an example' },
};

/**
 * Character modelling: of each character of a text, what is the next?
 *
 * Sutskever, Martens and Hinton, "Generating text with recurrent neural networks", 2011. An example is a stretch from anywhere
 * in its part of the text and begins with nothing remembered; its metric is therefore a little worse than where the state is
 * carried through the whole text.
 *
 * The baseline is what the frequencies of the characters in the first part, each counted once more than it stands there, give
 * the characters of the last part: the mean of −log₂((n + 1) / (N + V)), with V different characters.
 *
 * @throws ArgumentError when a part of the text is not longer than an example.
 *
 * @example
 * ```ts
 * import { characters } from '@sluice/tasks';
 * const task = characters({ text: 'to be or not to be, that is the question. '.repeat(50), length: 16 });
 * task.metric.unit; // 'bits per character'
 * ```
 */
export function characters(options: CharactersOptions): Task {
  const { text, length } = settle('characters', charactersOptions, options);
  const written = Array.from(text);
  const names = [...new Set(written)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const token = new Map(names.map((name, i) => [name, i]));
  const parts = splitSeries(
    'characters: text',
    written.map((name) => token.get(name)!),
    length + 1,
  );
  return {
    name: 'characters',
    title: 'Character modelling',
    description: `Predict each next character of a text of ${written.length} with ${names.length} different ones.`,
    source: 'Sutskever, Martens and Hinton, 2011',
    input: { kind: 'tokens', count: names.length, names },
    outputSize: names.length,
    answerNames: names,
    timeSteps: length,
    answers: 'each',
    loss: crossEntropy(),
    metric: bitsPerCharacter(),
    baseline: {
      value: bitsByFrequency(parts.train, parts.test, names.length),
      by: 'goes by how frequent each character is',
    },
    published: [],
    examples: batched({ input: i32(length), target: i32(length) }, (draw, split) => {
      const from = draw.integer(parts[split].length - length);
      const stretch = parts[split].slice(from, from + length + 1);
      return { input: stretch.slice(0, -1), target: stretch.slice(1) };
    }),
  };
}

function bitsByFrequency(train: readonly number[], test: readonly number[], kinds: number): number {
  const counts = Array<number>(kinds).fill(1);
  for (const character of train) counts[character]!++;
  const bits = counts.map((count) => Math.log2((train.length + kinds) / count));
  return test.reduce((sum, character) => sum + bits[character]!, 0) / test.length;
}
