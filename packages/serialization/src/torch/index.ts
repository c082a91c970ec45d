/**
 * PyTorch's files and state dicts for Sluice.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export type { Imported, ImportedLayer, LeftOut } from '../imported.js';
export type { TorchData } from './collect.js';
export { exportTorch, toTorch, type ToTorchOptions, type TorchExport } from './export.js';
export { fromTorch, importTorch, type ImportTorchOptions } from './import.js';
export type { FromTorchOptions } from './options.js';
export { readTorch, type ReadTorchOptions, type TorchFile } from './read.js';
export { writeTorch } from './write.js';
