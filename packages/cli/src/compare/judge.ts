import type { Model } from '@sluice/model';
import type { Examples, Split, Task } from '@sluice/tasks';
import type { Settings } from './settings.js';

/** How many examples are predicted at once. */
const together = 100;

/** Examples to judge a step size by on the way, and others to judge a cell by at the end: the same for all runs. */
export function heldOutExamples(
  task: Task,
  { seed, validationExamples, testExamples }: Settings,
): { readonly validation: readonly Examples[]; readonly test: readonly Examples[] } {
  const batches = (split: Split, count: number): readonly Examples[] =>
    Array.from({ length: Math.ceil(count / together) }, (_, i) =>
      task.examples({
        split,
        seed,
        from: i * together,
        count: Math.min(together, count - i * together),
      }),
    );
  return { validation: batches('validation', validationExamples), test: batches('test', testExamples) };
}

/** The metric of a task over examples; null where it is no finite number. */
export async function judge(
  model: Model,
  { metric }: Task,
  batches: readonly Examples[],
): Promise<number | null> {
  let [sum, count] = [0, 0];
  for (const examples of batches) {
    const { output } = await model.predict(examples.input, { lengths: examples.lengths });
    const measured = metric.measure(output, examples);
    sum += measured.sum;
    count += measured.count;
  }
  return Number.isFinite(sum / count) ? sum / count : null;
}

/** Whether a value of a task's metric counts as solved. */
export const isSolved = ({ solved, metric }: Task, value: number | null): boolean =>
  solved !== undefined && value !== null && (metric.better === 'lower' ? value <= solved : value >= solved);
