import { cellEntry } from '@sluice/cell';
import { lstm } from './lstm.js';

/** The cell of this package by its name, with what else may be known of it. */
export const registry = {
  lstm: cellEntry(
    lstm,
    'LSTM',
    'Hochreiter and Schmidhuber',
    1997,
    { peepholes: true },
    { coupledGates: true },
    { forgetGate: false },
    { layerNorm: true },
  ),
};
