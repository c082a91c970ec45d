import { cellField } from '../../cells/choice.js';
import { ownSource } from '../../cells/own-source.js';
import { integer, oneOf, real, text } from '../../url/fields.js';

/** Step sizes of Adam, as they stand in the address. */
export const learningRates = ['0.0005', '0.001', '0.002', '0.005', '0.01'] as const;

/** Sizes that can be chosen. */
export const limits = {
  hidden: { atLeast: 16, atMost: 512, step: 16 },
  layers: { atLeast: 1, atMost: 4, step: 1 },
  steps: { atLeast: 50, atMost: 5000, step: 50 },
} as const;

/** What this view depends on. A text of the visitor's own is not in the address: it may be a book. */
export const fields = {
  text: oneOf('shakespeare', ['shakespeare', 'korean', 'own']),
  cell: cellField('lstm'),
  own: ownSource,
  hidden: integer(128, limits.hidden.atLeast, limits.hidden.atMost),
  layers: integer(2, limits.layers.atLeast, limits.layers.atMost),
  steps: integer(850, limits.steps.atLeast, limits.steps.atMost),
  rate: oneOf('0.002', learningRates),
  temperature: real(0.7, 0, 2),
  prime: text('', 500),
  /** Part of the state and unit that colour the text; without them the unit that stands out most does. */
  part: text('', 100),
  unit: integer(0, 0, 1_000_000),
  seed: integer(1, 0, 1_000_000),
};

export type WriteSettings = { readonly [K in keyof typeof fields]: (typeof fields)[K]['initial'] };
