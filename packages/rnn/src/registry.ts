import { cellEntry } from '@sluice/cell';
import { indrnn } from './indrnn.js';
import { irnn } from './irnn.js';
import { rnn } from './rnn.js';

/** The cells of this package by their names, with what else may be known of them. */
export const registry = {
  rnn: cellEntry(rnn, 'Elman network', 'Elman', 1990, { activation: 'relu' }),
  irnn: cellEntry(irnn, 'IRNN', 'Le, Jaitly and Hinton', 2015),
  indrnn: cellEntry(indrnn, 'IndRNN', 'Li et al.', 2018, { activation: 'tanh' }),
};
