/**
 * Layers models of TensorFlow.js for Sluice.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export type { Imported, ImportedLayer, ImportedLayers, LeftOut } from '../imported.js';
export { fromTfjs, importTfjs, type TfjsOptions } from './import.js';
export type { TfjsShards } from './shards.js';
