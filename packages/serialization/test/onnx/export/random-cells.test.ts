import { reversed } from '@sluice/cell';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { randomCells } from './random-cell.js';
import { checkLayer } from './run-layer.js';

const runs = 60 * Number(process.env['FUZZ_RUNS'] ?? 1);
const flags = fc.record({ lengths: fc.boolean(), states: fc.boolean(), backwards: fc.boolean() });

describe('random cells', { timeout: 2000 * runs }, () => {
  it('give in ONNX Runtime what they give here, for every batch and any number of steps', async () => {
    await fc.assert(
      fc.asyncProperty(randomCells, flags, async (cell, { backwards, ...options }) => {
        await checkLayer(backwards ? reversed(cell) : cell, options);
      }),
      { seed: 20, numRuns: runs, endOnFailure: true },
    );
  });
});
