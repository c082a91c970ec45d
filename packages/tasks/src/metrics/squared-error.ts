import type { Metric } from '../task.js';
import { sumOver } from './sum-over.js';

/** The mean of the squared difference between outputs and targets. */
export const squaredError = (): Metric => ({
  name: 'mean squared error',
  unit: '',
  better: 'lower',
  measure: (output, examples) => {
    const size = output.shape.at(-1)!;
    const { sum, count } = sumOver(examples, output.data.length / size, (answer) => {
      let squares = 0;
      for (let i = answer * size; i < (answer + 1) * size; i++) {
        squares += (output.data[i]! - examples.target.data[i]!) ** 2;
      }
      return squares;
    });
    return { sum, count: count * size };
  },
});
