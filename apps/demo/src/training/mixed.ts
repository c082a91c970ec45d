import { sizeOf, type Tensor } from '@sluice/math';
import type { Examples, Task } from '@sluice/tasks';

/**
 * A task whose examples are those of several tasks in turn, which differ in nothing but their length: the example at place `i`
 * is that of task `i mod n`. Shorter ones are padded to the length of the last task, which is the longest.
 */
export function mixed(tasks: readonly Task[]): Task {
  const longest = tasks.at(-1)!;
  if (tasks.length === 1) return longest;
  return {
    ...longest,
    examples: ({ from = 0, count, ...which }) => {
      const rows = Array.from({ length: count }, (_, row) => {
        const task = tasks[(from + row) % tasks.length]!;
        const examples = task.examples({ ...which, from: from + row, count: 1 });
        return { ...examples, length: examples.lengths?.[0] ?? task.timeSteps };
      });
      const model = longest.examples({ ...which, count: 1 });
      return {
        input: padded(
          rows.map(({ input }) => input),
          model.input,
        ),
        target: padded(
          rows.map(({ target }) => target),
          model.target,
        ),
        lengths: Int32Array.from(rows, ({ length }) => length),
      };
    },
  };
}

/** Rows as one tensor, each brought to the shape of a model row. */
function padded(rows: readonly Tensor[], { shape: [, ...shape], dtype }: Tensor): Tensor {
  const size = sizeOf(shape);
  const length = rows.length * size;
  const data = dtype === 'f32' ? new Float32Array(length) : new Int32Array(length);
  rows.forEach((row, i) => data.set(row.data, i * size));
  return { shape: [rows.length, ...shape], dtype, data };
}

/** Every n-th row of some examples, from one on. */
export function everyRow({ input, target, lengths }: Examples, first: number, n: number): Examples {
  return {
    input: everyRowOf(input, first, n),
    target: everyRowOf(target, first, n),
    ...(lengths && { lengths: lengths.filter((_, row) => row % n === first) }),
  };
}

/** Every n-th row of a tensor, from one on. */
export function everyRowOf<T extends Tensor>(tensor: T, first: number, n: number): T {
  const [count = 0, ...shape] = tensor.shape;
  const size = sizeOf(shape);
  const data = tensor.data.filter((_, i) => Math.floor(i / size) % n === first);
  return { ...tensor, shape: [Math.ceil((count - first) / n), ...shape], data };
}
