import type { Format } from './format.js';
import { readBytes, readerBeside } from './read-bytes.js';

export const tfjs: Format = {
  name: 'tfjs',
  endings: ['.json'],
  async read(path, { split }) {
    const { importTfjs } = await import('@sluice/serialization/tfjs');
    const model = new TextDecoder().decode(await readBytes(path));
    return importTfjs(model, readerBeside(path), { ...(split && { split: 'all' }) });
  },
};
