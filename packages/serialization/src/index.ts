/**
 * Weights for Sluice in and out of files: safetensors and checkpoints. What touches the disk is in
 * `@sluice/serialization/node`; all else runs in a browser as well.
 *
 * @packageDocumentation
 */
export { checkpointVersion, loadCheckpoint, saveCheckpoint, type Checkpoint } from './checkpoint.js';
export { FormatError } from './format-error.js';
export type { Imported, ImportedLayer, ImportedLayers, LeftOut } from './imported.js';
export {
  exportKeras,
  fromKeras,
  fromKerasWeights,
  importKeras,
  toKeras,
  type KerasExport,
  type KerasOptions,
  type ToKerasOptions,
} from './keras/index.js';
export {
  readModel,
  writeModel,
  type LayerDescription,
  type LayerFactory,
  type ModelFile,
  type ReadModelOptions,
} from './model/index.js';
export {
  fromOnnx,
  importOnnx,
  toOnnx,
  type ExternalData,
  type ImportOnnxOptions,
  type ToOnnxOptions,
} from './onnx/index.js';
export { readSafetensors, type Safetensors } from './safetensors/read.js';
export { writeSafetensors } from './safetensors/write.js';
export { fromTfjs, importTfjs, type TfjsOptions, type TfjsShards } from './tfjs/index.js';
export {
  exportTorch,
  fromTorch,
  importTorch,
  readTorch,
  toTorch,
  writeTorch,
  type FromTorchOptions,
  type ImportTorchOptions,
  type ReadTorchOptions,
  type TorchData,
  type TorchExport,
  type TorchFile,
  type ToTorchOptions,
} from './torch/index.js';
