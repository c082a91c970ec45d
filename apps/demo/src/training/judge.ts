import type { Tensor } from '@sluice/math';
import type { Model } from '@sluice/model';
import { exampleText, type Examples, type Metric, type Task } from '@sluice/tasks';
import { everyRow, everyRowOf } from './mixed.js';
import type { Measure } from './race-news.js';

/** How many examples cells are judged by at each span. */
const judgedAtEach = 48;

/** What a task is judged by here: its own metric, but copy memory by how many of its symbols are said right. */
function metricOf(task: Task): Metric & { readonly baseline: number } {
  if (task.name === 'copyMemory') return symbolsRight(task.outputSize - 1);
  return { ...task.metric, baseline: task.baseline.value };
}

/** The part of the symbols that are right, of so many kinds; behind them in the list of answers stands the blank. */
const symbolsRight = (kinds: number): Metric & { readonly baseline: number } => ({
  name: 'accuracy',
  unit: '',
  better: 'higher',
  baseline: 1 / kinds,
  measure: (output, { target, lengths }) => {
    const [rows = 0, steps = 0] = target.shape;
    const said = answersOf(output, target).data;
    let [sum, count] = [0, 0];
    for (let row = 0; row < rows; row++) {
      for (let i = row * steps; i < row * steps + (lengths?.[row] ?? steps); i++) {
        if (target.data[i] === kinds) continue;
        sum += said[i] === target.data[i] ? 1 : 0;
        count++;
      }
    }
    return { sum, count };
  },
});

/** What cells are judged by in a task, as plain data. */
export function measureOf(task: Task): Measure {
  const { name, unit, better, baseline } = metricOf(task);
  return { name, unit, better, baseline, ...(task.solved !== undefined && { solved: task.solved }) };
}

/** Judges models of a task by examples of its test split: in all, and at each of the spans that its examples are mixed of. */
export function createJudge(
  task: Task,
  spans: number,
  seed: number,
): (model: Model) => Promise<{ value: number; bySpan: number[] }> {
  const examples = task.examples({ split: 'test', seed, count: spans * judgedAtEach });
  const metric = metricOf(task);
  return async (model) => {
    const { output } = await model.predict(examples.input, options(examples));
    const sums = Array.from({ length: spans }, (_, span) =>
      metric.measure(everyRowOf(output, span, spans), everyRow(examples, span, spans)),
    );
    const [sum, count] = [
      sums.reduce((all, part) => all + part.sum, 0),
      sums.reduce((all, part) => all + part.count, 0),
    ];
    return { value: sum / count, bySpan: sums.map((part) => part.sum / part.count) };
  };
}

/** What a model answers to the first test examples, as text. */
export function createRespondent(
  task: Task,
  count: number,
  seed: number,
): (model: Model) => Promise<string[]> {
  if (count === 0) return () => Promise.resolve([]);
  const examples = task.examples({ split: 'test', seed, count });
  return async (model) => {
    const { output } = await model.predict(examples.input, options(examples));
    const answered = { ...examples, target: answersOf(output, examples.target) };
    return Array.from({ length: count }, (_, row) => exampleText(task, answered, row).answer);
  };
}

const options = ({ lengths }: Examples): { lengths?: Int32Array } => (lengths ? { lengths } : {});

/** Outputs in the form of targets: the class with the largest score where the target is one, the values themselves otherwise. */
function answersOf(output: Tensor<'f32'>, target: Tensor): Tensor {
  if (target.dtype !== 'i32') return output;
  const classes = output.shape.at(-1)!;
  const data = target.data.map((_, answer) => {
    const scores = output.data.subarray(answer * classes, (answer + 1) * classes);
    return scores.indexOf(Math.max(...scores));
  });
  return { ...target, data };
}
