import { foldingNotes } from '../folding-notes.js';
import type { OnnxModel } from '../model.js';
import type { Visit } from '../walk.js';
import { convertRecurrent, type Converted } from './convert.js';
import { inputsOf, readRecurrent, type RecurrentAttributes, type RecurrentOp } from './read.js';
import { readWeights } from './weights.js';

/** A recurrent node: what it does, and with which weights. */
export interface RecurrentNode {
  readonly attributes: RecurrentAttributes;
  readonly converted: Converted;
}

/**
 * Reads a recurrent node, once however often it is come by: its weights are the file's.
 *
 * @throws FormatError with what is wrong with it, or why its weights are not known.
 */
export function readNode(model: OnnxModel, op: RecurrentOp, visit: Visit): RecurrentNode {
  const before = model.recurrent.get(visit.name);
  if (before) return before;
  const attributes = readRecurrent(op, visit.attributes);
  const converted = convertRecurrent(attributes, readWeights(op, visit));
  const at = inputsOf(op);
  const [W, R, B, P] = [at.w, at.r, at.b, at.p].map((index) => visit.inputs[index]);
  const notes = [...converted.notes, ...foldingNotes({ W, R, B, P })];
  const node = { attributes, converted: { ...converted, notes } };
  model.recurrent.set(visit.name, node);
  return node;
}
