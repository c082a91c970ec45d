import type { Metric } from '../task.js';
import { sumOver } from './sum-over.js';

/** The part of the answers for which the right class has the largest score. */
export const accuracy = (): Metric => ({
  name: 'accuracy',
  unit: '',
  better: 'higher',
  measure: (output, examples) => {
    const { target } = examples;
    const classes = output.shape.at(-1)!;
    return sumOver(examples, target.data.length, (answer) => {
      const scores = output.data.subarray(answer * classes, (answer + 1) * classes);
      return scores.indexOf(Math.max(...scores)) === target.data[answer] ? 1 : 0;
    });
  },
});
