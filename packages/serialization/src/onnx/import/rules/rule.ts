import type { Shape, Tensor, Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Attributes } from '../attributes.js';
import type { Known } from '../item.js';

/** What a rule sees of the node that it computes. */
export interface Call {
  readonly opset: number;
  readonly attributes: Attributes;
  /** Reads the numbers of a tensor that stands in an attribute. */
  readonly readTensor: (name: string) => Tensor | undefined;
  /** What stands at each input, a value of the trace where it is not known; undefined where it is omitted. */
  readonly inputs: readonly (Known | Value | undefined)[];
  /** Number of outputs that the node has, those omitted at the end left out. */
  readonly outputs: number;
  /** Whether all inputs are known, so that what is computed here is computed once and exactly. */
  readonly folding: boolean;
  /** The input as a value. */
  value(index: number): Value;
}

/**
 * Computes a node, in values; the same rule serves to trace a node and to compute one whose inputs are known. A tensor among
 * the results is known whatever the inputs are.
 */
export type Rule = (call: Call) => readonly (Value | Tensor)[];

/** Whether an input is there. */
export const has = ({ inputs }: Call, index: number): boolean => inputs[index] !== undefined;

/** Whether an input's numbers are known before the model runs. */
export const isKnown = ({ inputs }: Call, index: number): boolean =>
  inputs[index] !== undefined && 'tensor' in inputs[index];

/** An input that may be omitted. */
export const optional = (call: Call, index: number): Value | undefined =>
  has(call, index) ? call.value(index) : undefined;

export function shapeOf({ inputs }: Call, index: number): Shape {
  const input = inputs[index];
  if (!input) throw missing(index);
  return 'tensor' in input ? input.tensor.shape : input.shape;
}

/** The numbers of an input that must be known before the model runs, such as a shape; undefined where it is omitted. */
export function numbersAt({ inputs }: Call, index: number, what: string): number[] | undefined {
  const input = inputs[index];
  if (!input) return undefined;
  if (!('tensor' in input) || input.origin === 'moved') {
    throw new FormatError(`Its ${what} follow from the model's input, and so are known only as it runs.`);
  }
  return Array.from(input.tensor.data);
}

export const missing = (index: number): FormatError => new FormatError(`Its input ${index} is missing.`);
