/**
 * Layers with their weights as files of Sluice's own.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export type { LayerDescription, LayerFactory } from './build-layer.js';
export { readModel, writeModel, type ModelFile, type ReadModelOptions } from './model-file.js';
