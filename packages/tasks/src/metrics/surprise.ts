import type { Metric } from '../task.js';
import { sumOver } from './sum-over.js';

/** Cross-entropy: how little of the probability went to the right class, in nats. */
export const crossEntropyInNats = (): Metric => surprise('cross-entropy', 'nats', 1);

/** Cross-entropy of the next character, in bits. */
export const bitsPerCharacter = (): Metric => surprise('cross-entropy', 'bits per character', Math.LN2);

const surprise = (name: string, unit: string, nats: number): Metric => ({
  name,
  unit,
  better: 'lower',
  measure: (output, examples) => {
    const { target } = examples;
    const classes = output.shape.at(-1)!;
    return sumOver(examples, target.data.length, (answer) => {
      const scores = output.data.subarray(answer * classes, (answer + 1) * classes);
      const most = Math.max(...scores);
      const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
      return (most + Math.log(total) - scores[target.data[answer]!]!) / nats;
    });
  },
});
