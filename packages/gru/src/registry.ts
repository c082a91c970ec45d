import { cellEntry } from '@sluice/cell';
import { gru } from './gru.js';
import { mgu } from './mgu.js';

/** The cells of this package by their names, with what else may be known of them. */
export const registry = {
  gru: cellEntry(gru, 'GRU', 'Cho et al.', 2014, { resetAfter: false }, { layerNorm: true }),
  mgu: cellEntry(
    mgu,
    'MGU',
    'Zhou et al.',
    2016,
    { variant: 'mgu1' },
    { variant: 'mgu2' },
    { variant: 'mgu3' },
  ),
};
