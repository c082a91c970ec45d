import type { Format } from './format.js';
import { readBytes, readerBeside } from './read-bytes.js';

export const onnx: Format = {
  name: 'onnx',
  endings: ['.onnx'],
  async read(path, { split }) {
    const { importOnnx } = await import('@sluice/serialization/onnx');
    return importOnnx(await readBytes(path), { externalData: readerBeside(path), ...(split && { split }) });
  },
  async write({ layer, params }) {
    const { toOnnx } = await import('@sluice/serialization/onnx');
    return { bytes: toOnnx(layer, params), notes: [] };
  },
};
