import { SluiceError } from '@sluice/math';
import { createModel, type Model } from '@sluice/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importOnnx, toOnnx, type ImportedLayer } from '../../../src/onnx/index.js';
import { expectNear } from '../export/expect-near.js';
import { randomCells } from '../export/random-cell.js';
import { draw, drawParams } from '../export/run-layer.js';

const runs = 60 * Number(process.env['FUZZ_RUNS'] ?? 1);

/** The layer of a file that comes whole; nothing where it is refused, by an error of ours. */
function readWhole(file: Uint8Array): ImportedLayer | undefined {
  try {
    const { whole, layers } = importOnnx(file);
    return whole ? layers[0] : undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SluiceError);
    return undefined;
  }
}

const onReference = ({ layer, params }: Pick<ImportedLayer, 'layer' | 'params'>): Promise<Model> =>
  createModel(layer, { params, backend: 'reference' });

describe('random cells, written and read again', { timeout: 120_000 }, () => {
  it.each([true, false])('give the same numbers or are refused, with their states: %s', async (states) => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(randomCells, async (cell) => {
        const params = drawParams(cell);
        const imported = readWhole(toOnnx(cell, params, { states }));
        if (!imported) return;
        whole++;
        const x = draw([2, 6, ...cell.input!.shape], 1);
        const expected = await (await onReference({ layer: cell, params })).predict(x);
        expectNear((await (await onReference(imported)).predict(x)).output, expected.output);
      }),
      { seed: 20261124, numRuns: runs },
    );
    expect(whole).toBeGreaterThan(runs / 10);
  });
});
