/**
 * Safetensors files and checkpoints on disk, for Node. A save is all or nothing.
 *
 * @packageDocumentation
 */
export { FileError } from './file-error.js';
export {
  loadCheckpointFile,
  readSafetensorsFile,
  saveCheckpointFile,
  writeSafetensorsFile,
} from './files.js';
export { checkWritable, writeFileAtomically } from './write-file-atomically.js';
