/**
 * ONNX files: layers out of them, and into them.
 *
 * @packageDocumentation
 */
export { FormatError } from '../format-error.js';
export { toOnnx, type ToOnnxOptions } from './export/index.js';
