/**
 * ONNX files: layers out of them, and into them.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export { toOnnx, type ToOnnxOptions } from './export/index.js';
export { fromOnnx, importOnnx, type ImportOnnxOptions } from './import/import-onnx.js';
export type { ExternalData } from './proto/external-data.js';
export type { Imported, ImportedLayer, ImportedLayers, LeftOut } from '../imported.js';
