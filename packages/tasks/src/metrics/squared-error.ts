import type { Metric } from '../task.js';

/** The mean of the squared difference between outputs and targets. */
export const squaredError = (): Metric => ({
  name: 'mean squared error',
  unit: '',
  better: 'lower',
  measure: (output, { target }) => ({
    sum: output.data.reduce((sum, y, i) => sum + (y - target.data[i]!) ** 2, 0),
    count: output.data.length,
  }),
});
