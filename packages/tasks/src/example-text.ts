import { IndexError, sizeOf, type Tensor } from '@sluice/math';
import type { Examples, Task } from './task.js';

/** An example as text. */
export interface ExampleText {
  readonly input: string;
  readonly answer: string;
}

/**
 * Writes an example so that it can be read: tokens by their names, without padding; numbers with three digits.
 *
 * @param row - which of the examples; the first by default.
 * @throws IndexError when there is no such row.
 *
 * @example
 * ```ts
 * import { exampleText, storyRecall } from '@sluice/tasks';
 * const task = storyRecall({ gap: 2 });
 * const { input, answer } = exampleText(task, task.examples({ split: 'train', seed: 1, count: 1 }));
 * ```
 */
export function exampleText(task: Task, { input, target, lengths }: Examples, row = 0): ExampleText {
  const count = input.shape[0]!;
  if (!Number.isSafeInteger(row) || row < 0 || row >= count) {
    throw new IndexError(`exampleText: row must be an integer from 0 to ${count - 1}, but is ${row}.`);
  }
  const steps = lengths?.[row] ?? task.timeSteps;
  const names = task.input.kind === 'tokens' ? task.input.names : undefined;
  return {
    input: write(input, row, steps, names),
    answer: write(target, row, task.answers === 'each' ? steps : 1, task.answerNames),
  };
}

function write(
  { data, shape, dtype }: Tensor,
  row: number,
  steps: number,
  names?: readonly string[],
): string {
  const perRow = sizeOf(shape.slice(1));
  const numbers = Array.from(data.subarray(row * perRow, (row + 1) * perRow));
  if (dtype === 'i32' && names) return join(numbers.slice(0, steps).map((token) => names[token]!));
  const perStep = shape.at(-1)!;
  const groups = Array.from({ length: steps }, (_, t) => numbers.slice(t * perStep, (t + 1) * perStep));
  return names
    ? groups.map((group) => names.filter((_, i) => group[i] === 1).join('')).join(' ')
    : groups.map((group) => group.map((number) => number.toFixed(3)).join(' ')).join(', ');
}

/** Characters side by side, words with spaces between them but none before a full stop. */
const join = (names: readonly string[]): string =>
  names.every((name) => Array.from(name).length === 1)
    ? names.join('')
    : names.join(' ').replaceAll(/ (?=\.( |$))/g, '');
