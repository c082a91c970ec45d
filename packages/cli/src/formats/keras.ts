import type { Format } from './format.js';
import { readBytes } from './read-bytes.js';

export const keras: Format = {
  name: 'keras',
  endings: ['.keras', '.h5', '.hdf5'],
  writtenEndings: ['.keras'],
  async read(path, { config, split }) {
    const { importKeras } = await import('@sluice/serialization/keras');
    return importKeras(await readBytes(path), {
      ...(config !== undefined && { config: new TextDecoder().decode(await readBytes(config)) }),
      ...(split && { split: 'all' }),
    });
  },
  async write({ layer, params }) {
    const { exportKeras } = await import('@sluice/serialization/keras');
    return exportKeras(layer, params);
  },
};
