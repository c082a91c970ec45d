import type { Tensor } from '@sluice/math';
import type { Examples, Metric, Task } from '@sluice/tasks';

/** The rows of a batch as plain numbers. */
export function rowsOf({ shape, data }: Tensor): number[][] {
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) =>
    Array.from(data.slice(row * width, (row + 1) * width)),
  );
}

/** The valid steps of each row of tokens. */
export const tokensOf = ({ input, lengths }: Examples): number[][] =>
  rowsOf(input).map((row, i) => row.slice(0, lengths?.[i] ?? row.length));

/** The metric of answers that a function gives, one array of scores for each row. */
export function judge(
  { metric, outputSize, answers }: Task,
  examples: Examples,
  answer: (row: number) => number[],
): number {
  const [count, time] = examples.input.shape as [number, number];
  const data = Float32Array.from(Array.from({ length: count }, (_, row) => answer(row)).flat());
  const shape = answers === 'each' ? [count, time, outputSize] : [count, outputSize];
  return meanOf(metric.measure({ shape, dtype: 'f32', data }, examples));
}

export const meanOf = ({ sum, count }: ReturnType<Metric['measure']>): number => sum / count;

/** Scores that choose one of some classes. */
export const oneHot = (classes: number, chosen: number): number[] =>
  Array.from({ length: classes }, (_, i) => (i === chosen ? 1 : 0));
