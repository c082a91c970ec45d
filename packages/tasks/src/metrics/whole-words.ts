import type { Metric } from '../task.js';
import { sumOver } from './sum-over.js';

/** The part of the sequences in which every output of every step is on the right side of 0. */
export const wholeWords = (): Metric => ({
  name: 'accuracy (whole words)',
  unit: '',
  better: 'higher',
  measure: (output, examples) => {
    const rows = output.shape[0]!;
    const perRow = output.data.length / rows;
    return sumOver(examples, rows, (row) => {
      const scores = output.data.subarray(row * perRow, (row + 1) * perRow);
      return scores.every((score, i) => score > 0 === (examples.target.data[row * perRow + i] === 1)) ? 1 : 0;
    });
  },
});
