import type { Tensor } from '@sluice/math';
import type { Metric, Task } from '@sluice/tasks';
import type { Measure } from './race-news.js';

/** What a task is judged by here: its own metric, but copy memory by how many of its symbols are said right. */
export const metricOf = (task: Task): Metric =>
  task.name === 'copyMemory' ? symbolsRight(task.outputSize - 1) : task.metric;

/** What cells are judged by in a task, as plain data. */
export function measureOf(task: Task): Measure {
  const { name, unit, better } = metricOf(task);
  const baseline = task.name === 'copyMemory' ? 1 / (task.outputSize - 1) : task.baseline.value;
  return { name, unit, better, baseline, ...(task.solved !== undefined && { solved: task.solved }) };
}

/** The part of the symbols that are right, of so many kinds; behind them in the list of answers stands the blank. */
const symbolsRight = (kinds: number): Metric => ({
  name: 'accuracy',
  unit: '',
  better: 'higher',
  measure: (output, { target }) => {
    const said = answersOf(output, target).data;
    const asked = Array.from(target.data.keys()).filter((i) => target.data[i] !== kinds);
    return { sum: asked.filter((i) => said[i] === target.data[i]).length, count: asked.length };
  },
});

/** Outputs in the form of targets: the class with the largest score where the target is one, the values themselves otherwise. */
export function answersOf(output: Tensor<'f32'>, target: Tensor): Tensor {
  if (target.dtype !== 'i32') return output;
  const classes = output.shape.at(-1)!;
  const data = target.data.map((_, answer) => {
    const scores = output.data.subarray(answer * classes, (answer + 1) * classes);
    return scores.indexOf(Math.max(...scores));
  });
  return { ...target, data };
}
