import { bidirectional, sequential } from '@sluice/cell';
import { mgu } from '@sluice/gru';
import { indrnn } from '@sluice/rnn';
import { describe, it } from 'vitest';
import type { CellEntry } from '../../../../cell/src/index.js';
import { registry } from '../../../../zoo/src/registry.js';
import { checkLayer } from './run-layer.js';

const sizes = { inputSize: 4, hiddenSize: 4 };
const cells = Object.entries<CellEntry>(registry).flatMap(([name, { create, variants }]) =>
  [{}, ...variants].map((options) => [name, options, create({ ...sizes, ...options })] as const),
);

describe('cells that have no node', { timeout: 60_000 }, () => {
  it.each([...cells, ['mgu', {}, mgu(sizes)] as const, ['indrnn', {}, indrnn(sizes)] as const])(
    '%s %j',
    async (_, __, cell) => {
      await checkLayer(cell);
      await checkLayer(sequential(bidirectional(cell, { merge: 'sum' })), { lengths: true, states: false });
    },
  );
});
