import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { indrnn, irnn, rnn } from '@sluice/rnn';
import { entry, type ZooEntry } from './entry.js';
import { registry, type ZooCellName } from './registry.js';

/** The cells of the families by their names: those of `@sluice/lstm`, `@sluice/gru` and `@sluice/rnn`. */
export const families = {
  lstm: entry(
    lstm,
    'LSTM',
    'Hochreiter and Schmidhuber',
    1997,
    { peepholes: true },
    { coupledGates: true },
    { forgetGate: false },
    { layerNorm: true },
  ),
  gru: entry(gru, 'GRU', 'Cho et al.', 2014, { resetAfter: false }, { layerNorm: true }),
  rnn: entry(rnn, 'Elman network', 'Elman', 1990, { activation: 'relu' }),
  irnn: entry(irnn, 'IRNN', 'Le, Jaitly and Hinton', 2015),
  mgu: entry(mgu, 'MGU', 'Zhou et al.', 2016, { variant: 'mgu1' }, { variant: 'mgu2' }, { variant: 'mgu3' }),
  indrnn: entry(indrnn, 'IndRNN', 'Li et al.', 2018, { activation: 'tanh' }),
} as const satisfies Readonly<Record<string, ZooEntry>>;

/** The name of a cell of the families or of the zoo. */
export type CellName = keyof typeof families | ZooCellName;

/**
 * Every cell of Sluice by its name, the families and then the zoo. What offers all cells reads this list.
 *
 * @example
 * ```ts
 * import { cells } from '@sluice/zoo';
 * const made = Object.values(cells).map(({ create }) => create({ inputSize: 8, hiddenSize: 16 }));
 * ```
 */
export const cells: Readonly<Record<CellName, ZooEntry>> = { ...families, ...registry };
