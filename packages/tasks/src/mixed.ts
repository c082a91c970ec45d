import { ArgumentError, sizeOf, type Tensor } from '@sluice/math';
import { zerosOf } from './batched.js';
import type { Examples, Task } from './task.js';

/**
 * A task whose examples are those of several in turn, which differ in nothing but their length: the one at place `i` is of task
 * `i mod n`. Shorter ones are padded to the longest task, and `lengths` says where each ends. All else that it says of itself,
 * the baseline too, is the longest task's.
 *
 * @throws ArgumentError when there are no tasks, or they differ in more than their length.
 *
 * @example
 * ```ts
 * import { mixed, storyRecall } from '@sluice/tasks';
 * const task = mixed([0, 2, 4].map((gap) => storyRecall({ gap })));
 * const { input, lengths } = task.examples({ split: 'train', seed: 1, count: 3 });
 * input.shape; // [3, 41]
 * lengths; // [17, 29, 41]
 * ```
 */
export function mixed(tasks: readonly Task[]): Task {
  if (tasks.length === 0)
    throw new ArgumentError('mixed: there must be at least one task, but there is none.');
  const longest = tasks.reduce((most, task) => (task.timeSteps > most.timeSteps ? task : most));
  for (const task of tasks) checkAlike(task, longest);
  return {
    ...longest,
    examples: (options) => {
      const { from = 0, count, ...which } = options;
      // what is asked for is checked here, and its form is that of whatever the longest gives
      const whole = longest.examples(options);
      const rows = Array.from({ length: count }, (_, row) => {
        const task = tasks[(from + row) % tasks.length]!;
        const examples = task.examples({ ...which, from: from + row, count: 1 });
        return { ...examples, length: examples.lengths?.[0] ?? task.timeSteps };
      });
      return {
        input: padded(rows, 'input', whole.input),
        target: padded(rows, 'target', whole.target),
        lengths: Int32Array.from(rows, ({ length }) => length),
      };
    },
  };
}

function checkAlike(task: Task, longest: Task): void {
  const form = ({ name, input, outputSize, answers }: Task): string =>
    JSON.stringify([name, input, outputSize, answers]);
  if (form(task) === form(longest)) return;
  throw new ArgumentError(
    `mixed: tasks must differ in their length only, but '${task.name}' and '${longest.name}' differ in what they are, ` +
      'are given or answer.',
  );
}

/** One part of several rows, each brought to the size of a whole row. */
function padded(rows: readonly Examples[], part: 'input' | 'target', { shape, dtype }: Tensor): Tensor {
  const all = zerosOf({ shape: shape.slice(1), dtype }, rows.length);
  const size = sizeOf(shape.slice(1));
  rows.forEach((row, i) => all.data.set(row[part].data, i * size));
  return all;
}
