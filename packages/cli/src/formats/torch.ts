import type { Format } from './format.js';
import { readBytes } from './read-bytes.js';

export const torch: Format = {
  name: 'torch',
  endings: ['.pt', '.pth', '.bin'],
  async read(path, options) {
    const { importTorch } = await import('@sluice/serialization/torch');
    return importTorch(await readBytes(path), options);
  },
  async write({ layer, params }) {
    const { exportTorch, writeTorch } = await import('@sluice/serialization/torch');
    const { tensors, module, notes } = exportTorch(layer, params);
    return { bytes: writeTorch(tensors), notes: [`to be loaded into ${module}`, ...notes] };
  },
};
