import type { Model } from '@sluice/model';
import { exampleText } from '@sluice/tasks';
import { judgedAtEach } from './judged-at-each.js';
import { answersOf, metricOf } from './metric.js';
import type { JudgedTask } from './race-tasks.js';

/** How well a model did. */
export interface Judgement {
  /** Over all spans that are learnt. */
  readonly value: number;
  /** At each span. */
  readonly bySpan: readonly number[];
  /** Its answer to one example of each span, as text: to that of the span's place, so that they differ. */
  readonly answers: readonly string[];
}

/** Makes a function that judges models by test examples of each span. */
export function createJudge(
  tasks: readonly JudgedTask[],
  seed: number,
): (model: Model) => Promise<Judgement> {
  const spans = tasks.map(({ task, isLearnt }) => ({
    task,
    isLearnt,
    examples: task.examples({ split: 'test', seed, count: judgedAtEach }),
  }));
  return async (model) => {
    const bySpan: number[] = [];
    const answers: string[] = [];
    let [sum, count] = [0, 0];
    for (const [place, { task, isLearnt, examples }] of spans.entries()) {
      const { input, target, lengths } = examples;
      const { output } = await model.predict(input, lengths ? { lengths } : {});
      const part = metricOf(task).measure(output, examples);
      bySpan.push(part.sum / part.count);
      answers.push(exampleText(task, { ...examples, target: answersOf(output, target) }, place).answer);
      if (!isLearnt) continue;
      sum += part.sum;
      count += part.count;
    }
    return { value: sum / count, bySpan, answers };
  };
}
