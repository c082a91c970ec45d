import { checkConstants, type ConstantSpecs, type SequenceContext, type SequenceLayer } from '@sluice/cell';
import { ArgumentError, type Spec, type Tensor, type Value, type Values } from '@sluice/math';
import { checkLengths, checkSequence, checkTensor, type SequenceSize } from './checks.js';
import type { GroupedMemory } from './grouped-program.js';
import { listNames } from './messages.js';

/** Tensors that are the same in all steps, by name; the batch is their first axis. */
export type Constants = Readonly<Record<string, Tensor>>;

/** What a batch of sequences comes with, beside `x` and a state. */
export interface SequenceInputs {
  /** Number of valid steps of each row of a padded batch; a row's state stops there. */
  readonly lengths?: ArrayLike<number> | undefined;
  /** Time since the step before, f32 `[batch, time]`, for cells that know irregular steps; 1 by default. */
  readonly delta?: Tensor | undefined;
  /** What the layer reads in every step, such as the `source` of an encoder, `[batch, …]` by name. */
  readonly constants?: Constants | undefined;
}

/** Shapes of a batch of sequences, and what it comes with: all that a program is made for. */
export interface SequenceForm {
  readonly size: SequenceSize;
  /** Shape and dtype of one step of one row. */
  readonly input: Spec;
  readonly lengths: boolean;
  readonly delta: boolean;
  readonly constants: Readonly<Record<string, Spec>>;
}

/** Throws unless a batch of sequences fits a layer; returns its form. */
export function checkInputs(
  where: string,
  layer: SequenceLayer,
  x: Tensor,
  { lengths, delta, constants }: SequenceInputs,
): SequenceForm {
  const { size, input } = checkSequence(where, layer, x);
  if (lengths) checkLengths(where, lengths, size);
  if (delta) checkDelta(where, delta, size);
  checkConstantTensors(where, layer, constants, size.batch);
  return {
    size,
    input,
    lengths: lengths !== undefined,
    delta: delta !== undefined,
    constants: constantForms(constants),
  };
}

/** Throws unless there is a time for each step. */
export const checkDelta = (where: string, delta: Tensor, { batch, time }: SequenceSize): void =>
  checkTensor(`${where}: delta`, delta, { shape: [batch, time], dtype: 'f32' }, 'batch, time');

/**
 * Throws unless tensors are the constants that a layer reads.
 *
 * @throws MissingConstantError when one is missing, ArgumentError when the layer reads none of a name, a number is not finite or
 * a length is too long, ShapeError when one has another shape or dtype.
 */
export function checkConstantTensors(
  where: string,
  layer: SequenceLayer,
  constants: Constants = {},
  batch: number,
): void {
  const known = Object.keys(layer.constants ?? {});
  const unknown = Object.keys(constants).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `${where}: ${layer.kind} reads no constant "${unknown}"; it reads ${listNames(known)}.`,
    );
  }
  checkConstants(where, layer, constants, batch);
  for (const [name, tensor] of Object.entries(constants)) {
    checkTensor(`${where}: the constant "${name}"`, tensor, tensor);
  }
  checkCounts(where, layer.constants ?? {}, constants);
}

/** Throws unless what counts the places of an axis counts no more than there are. */
function checkCounts(where: string, specs: ConstantSpecs, constants: Constants): void {
  for (const [name, { counts }] of Object.entries(specs)) {
    const counted = Object.keys(constants).find((other) => counts && specs[other]!.shape.includes(counts));
    if (!counts || counted === undefined || !constants[name]) continue;
    const size = constants[counted]!.shape[1 + specs[counted]!.shape.indexOf(counts)]!;
    const row = constants[name].data.findIndex((count: number) => count < 0 || count > size);
    if (row < 0) continue;
    throw new ArgumentError(
      `${where}: the constant "${name}" is ${constants[name].data[row]} at row ${row}, but must be from 0 to ${size}, as many ` +
        `as "${counted}" has.`,
    );
  }
}

/** Shapes and dtypes of constants. */
export const constantForms = (constants: Constants = {}): Record<string, Spec> =>
  Object.fromEntries(Object.entries(constants).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));

/** Shape and dtype of each input of a program over sequences of one form, in its groups. */
export function inputSpecs({
  size: { batch, time },
  input,
  lengths,
  delta,
  constants,
}: SequenceForm): Record<'data' | 'constants', Readonly<Record<string, Spec>>> {
  const data: Record<string, Spec> = {
    x: { shape: [batch, time, ...input.shape], dtype: input.dtype },
    ...(lengths && { lengths: { shape: [batch], dtype: 'i32' } }),
    ...(delta && { delta: { shape: [batch, time], dtype: 'f32' } }),
  };
  return { data, constants };
}

/** What of a layer's context comes of these inputs. */
export const contextOf = (
  data: Values,
  constants: Values,
): Pick<SequenceContext, 'x' | 'lengths' | 'delta' | 'constants'> => ({
  x: swapTime(data['x']!),
  lengths: data['lengths'],
  delta: data['delta'] && swapTime(data['delta']),
  constants,
});

/** Copies a batch of sequences into a program's memory. */
export function writeInputs(
  { write }: Pick<GroupedMemory, 'write'>,
  x: Tensor,
  { lengths, delta, constants = {} }: SequenceInputs,
): void {
  write('data', 'x', x.data);
  if (lengths) write('data', 'lengths', lengths);
  if (delta) write('data', 'delta', delta.data);
  for (const [name, { data }] of Object.entries(constants)) write('constants', name, data);
}

/** Time first becomes batch first, and the other way round. */
export const swapTime = (value: Value): Value =>
  value.transpose(value.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)));
