import type { Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Item } from '../item.js';
import type { Visit } from '../walk.js';
import type { Weights } from './convert.js';
import { inputsOf, type RecurrentOp } from './read.js';

/** The weights of a recurrent node, all of which must be known. */
export function readWeights(op: RecurrentOp, { inputs }: Visit): Weights {
  const at = inputsOf(op);
  const optional = (index: number, name: string): Tensor | undefined => {
    const input = inputs[index];
    return input && weightOf(input, name);
  };
  const required = (index: number, name: string): Tensor => {
    const weight = optional(index, name);
    if (!weight) throw new FormatError(`Its input ${name} is missing.`);
    return weight;
  };
  return {
    w: required(at.w, 'W'),
    r: required(at.r, 'R'),
    b: optional(at.b, 'B'),
    p: optional(at.p, 'P'),
  };
}

function weightOf(item: Item, name: string): Tensor {
  if (item.kind === 'known' && item.origin === 'file') return item.tensor;
  const reason = item.kind === 'unknown' ? item.reason : "they follow from the model's input";
  throw new FormatError(`Its weights ${name} are not in the file: ${reason}`);
}
