import { basename } from 'node:path';
import type { Imported } from '@sluice/serialization';
import { loadCheckpointFile, readSafetensorsFile } from '@sluice/serialization/node';
import { buildNet } from '../architecture.js';
import { cells } from '../cells.js';
import { loadModelFile } from '../model-file.js';
import type { Format, LayerWithWeights } from './format.js';
import { readBytes } from './read-bytes.js';

/** What the metadata of a file of Sluice's says. */
export const checkpointFormat = 'sluice.checkpoint';

/** Files of Sluice's own, and state dicts of PyTorch in safetensors. */
export const safetensors: Format = {
  name: 'safetensors',
  endings: ['.safetensors'],
  async read(path, options) {
    const { tensors, metadata } = await readSafetensorsFile(path);
    if (metadata['format'] === checkpointFormat) return fromSluice(path, await readOwn(path));
    const { importTorch } = await import('@sluice/serialization/torch');
    return importTorch(tensors, options);
  },
  async write(model) {
    const { writeModel } = await import('@sluice/serialization/model');
    return { bytes: writeModel(model), notes: [] };
  },
};

/** A model that `sluice train` has saved, or one that says its layer. */
async function readOwn(path: string): Promise<LayerWithWeights> {
  if (await isTextModel(path)) {
    const { checkpoint, description } = await loadModelFile(path);
    const { architecture, vocabulary } = description;
    return { layer: buildNet(architecture, Array.from(vocabulary).length), params: checkpoint.parameters };
  }
  const { readModel } = await import('@sluice/serialization/model');
  const { layer, params, state } = readModel(await readBytes(path), { cells: Object.fromEntries(cells) });
  return { layer, params, ...(state && { state }) };
}

/** Whether `sluice train` has saved a checkpoint. */
export async function isTextModel(path: string): Promise<boolean> {
  const { data } = await loadCheckpointFile(path);
  return typeof data === 'object' && data !== null && 'model' in data;
}

const fromSluice = (path: string, model: LayerWithWeights): Imported => ({
  format: 'Sluice',
  whole: true,
  layers: [{ ...model, name: basename(path, '.safetensors'), notes: [] }],
  left: [],
});
