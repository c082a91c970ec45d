import type { Format } from './format.js';
import { readBytes } from './read-bytes.js';

export const torch: Format = {
  name: 'torch',
  endings: ['.pt', '.pth', '.bin'],
  async read(path, options) {
    const { importTorch, readTorch } = await import('@sluice/serialization/torch');
    const { format, tensors, notes } = readTorch(await readBytes(path));
    const imported = importTorch(tensors, options);
    const layers = imported.layers.map((layer) => ({ ...layer, notes: [...notes, ...layer.notes] }));
    return { ...imported, format: `${format}, state dict`, layers };
  },
  async write({ layer, params }) {
    const { toTorch, writeTorch } = await import('@sluice/serialization/torch');
    return writeTorch(toTorch(layer, params));
  },
};
