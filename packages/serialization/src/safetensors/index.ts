/**
 * Safetensors for Sluice, and nothing else.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export { readSafetensors, type Safetensors } from './read.js';
export { writeSafetensors } from './write.js';
