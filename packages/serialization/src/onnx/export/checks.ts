import type { SequenceLayer } from '@sluice/cell';
import {
  ArgumentError,
  formatBytes,
  formatShape,
  sameShape,
  ShapeError,
  sizeOf,
  type Spec,
  type Tensor,
} from '@sluice/math';
import { quote } from '../../text.js';
import { MAX_MODEL_BYTES } from '../proto/decode.js';
import { stateInput, stateOutput } from './names.js';

/** Shape and dtype of one step of one row, as the layer says or as it was given. */
export function inputOf(layer: SequenceLayer, given: Spec | undefined): Spec {
  const { input, kind } = layer;
  if (!input && !given) {
    throw new ArgumentError(
      `toOnnx: ${kind} takes any input, so a file cannot be told what to take; say so with ` +
        `{ input: { shape: [3], dtype: 'f32' } }, the shape of one step of one row.`,
    );
  }
  if (input && given && (input.dtype !== given.dtype || !sameShape(input.shape, given.shape))) {
    throw new ShapeError(
      `toOnnx: the option input says ${given.dtype}${formatShape(given.shape)}, but ${kind} takes ` +
        `${input.dtype}${formatShape(input.shape)}; leave the option out.`,
    );
  }
  return (input ?? given)!;
}

/** Throws unless there is a tensor of the right shape for each of the layer's parameters, and no other. */
export function checkParams(layer: SequenceLayer, params: Readonly<Record<string, Tensor>>): void {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(layer.params, name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `toOnnx: there are weights ${quote(unknown)}, but ${layer.kind} has none of this name; ` +
        `it has ${Object.keys(layer.params).map(quote).join(', ') || 'no weights'}.`,
    );
  }
  for (const [name, { shape }] of Object.entries(layer.params)) {
    const tensor = Object.hasOwn(params, name) ? params[name] : undefined;
    if (!tensor) throw new ArgumentError(`toOnnx: the weights ${quote(name)} of ${layer.kind} are missing.`);
    if (tensor.dtype !== 'f32' || !sameShape(tensor.shape, shape) || tensor.data.length !== sizeOf(shape)) {
      throw new ShapeError(
        `toOnnx: the weights ${quote(name)} must be f32${formatShape(shape)}, but are ` +
          `${tensor.dtype}${formatShape(tensor.shape)} with ${tensor.data.length} elements.`,
      );
    }
  }
}

/** Throws where the weights alone are more than a file can hold, before any of them is copied. */
export function checkSize({ kind, params }: SequenceLayer): void {
  const bytes = Object.values(params).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (bytes <= MAX_MODEL_BYTES) return;
  throw new ArgumentError(
    `toOnnx: the weights of ${kind} take ${bytes} bytes (${formatBytes(bytes)}), but an ONNX file holds at most ` +
      `${MAX_MODEL_BYTES} (2 GB); write its parts as files of their own.`,
  );
}

/** Throws where two parts of the state would be called the same in the file. */
export function checkNames({ kind, state }: SequenceLayer): void {
  const names = Object.keys(state).flatMap((name) => [stateInput(name), stateOutput(name)]);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new ArgumentError(
    `toOnnx: the file would hold two values called ${quote(twice)}, since the state of ${kind} is ` +
      `${Object.keys(state).map(quote).join(', ')}; give one of them another name.`,
  );
}
