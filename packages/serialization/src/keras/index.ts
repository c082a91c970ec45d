/**
 * Models of Keras for Sluice, in and out of their files.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export type { Imported, ImportedLayer, ImportedLayers, LeftOut } from '../imported.js';
export { fromKerasWeights } from './from-weights.js';
export { fromKeras, importKeras } from './import.js';
export type { KerasOptions } from './options.js';
export { exportKeras, toKeras, type KerasExport, type ToKerasOptions } from './export/to-keras.js';
