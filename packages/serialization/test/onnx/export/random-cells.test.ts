import { reversed } from '@sluice/cell';
import * as fc from 'fast-check';
import { it } from 'vitest';
import { randomCells } from './random-cell.js';
import { checkLayer } from './run-layer.js';

const runs = 100 * Number(process.env['FUZZ_RUNS'] ?? 1);

it(
  'random cells give in ONNX Runtime what they give here, for every batch and any number of steps',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        randomCells,
        fc.record({ lengths: fc.boolean(), states: fc.boolean(), reverse: fc.boolean() }),
        async (cell, { lengths, states, reverse }) => {
          await checkLayer(reverse ? reversed(cell) : cell, { lengths, states });
        },
      ),
      { seed: 20, numRuns: runs, endOnFailure: true },
    );
  },
  60_000 * runs,
);
