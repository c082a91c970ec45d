import { ArgumentError, inScope, type Shape, type Value } from '@sluice/math';
import type { Cell, StateNames, StateOf } from './cell.js';
import { checkStep } from './checks.js';
import { mapValues } from './names.js';
import { outputSpec } from './output-spec.js';
import { unroll } from './unroll.js';

/** What a masked cell does beside resting. */
export interface MaskedOptions {
  /** What comes out at a masked step: the output of the step before, zeros at first, or always zeros. */
  readonly output?: 'repeat' | 'zeros';
}

/**
 * Lets a cell rest at steps that are masked: its state stays as it is, and its output is that of the step before, zeros at
 * first. So Keras does where `mask_zero` or a `Masking` layer stands ahead; with `zero_output_for_mask`, and in both
 * directions of `Bidirectional`, its outputs are zeros there.
 *
 * The mask comes from a part further ahead in `sequential`: `embedding` with `maskZero`, or `masking`. Unlike lengths it may
 * be anywhere in a sequence. Without one, every step counts. An output that is repeated is part of the state, as `output`.
 *
 * @throws ArgumentError when the size of the cell's output is not known beforehand, its state has an `output` already, or
 * there is no such option.
 *
 * @example
 * ```ts
 * import { last, masked, sequential } from '@sluice/cell';
 * import { embedding, linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const words = embedding(1000, 32, { maskZero: true });
 * const classifier = sequential(words, masked(lstm({ inputSize: 32, hiddenSize: 64 })), last(), linear(64, 2));
 * ```
 */
export function masked<C extends Cell>(
  cell: C,
  options: MaskedOptions & { readonly output: 'zeros' },
): Cell<StateNames<C>>;
export function masked<C extends Cell>(
  cell: C,
  options?: MaskedOptions & { readonly output?: 'repeat' },
): Cell<StateNames<C> | 'output'>;
export function masked(cell: Cell, options?: MaskedOptions): Cell;
export function masked(cell: Cell, { output: atRest = 'repeat' }: MaskedOptions = {}): Cell {
  if (atRest !== 'repeat' && atRest !== 'zeros') {
    throw new ArgumentError(`masked: output must be 'repeat' or 'zeros', but is '${String(atRest)}'.`);
  }
  const repeats = atRest === 'repeat';
  const resting: Cell = {
    kind: 'masked',
    options: {
      cell: { kind: cell.kind, options: cell.options },
      ...(!repeats && { output: atRest }),
    },
    input: cell.input,
    state: repeats ? { ...cell.state, output: outputShape(cell) } : cell.state,
    params: cell.params,
    constants: cell.constants,
    prepare: cell.prepare,
    step: (context) => inScope('masked', () => step(context)),
    unroll: (context) => unroll({ ...resting, step }, context),
  };
  const step: Cell['step'] = (context) => {
    checkStep(resting, context);
    const { mask } = context;
    if (!repeats) {
      const { output, state, ...rest } = cell.step(context);
      return { ...rest, output: keep(mask, output, 0), state: keepState(mask, state, context.state) };
    }
    const { output: before, ...stateBefore } = context.state;
    const { output, state, ...rest } = cell.step({ ...context, state: stateBefore });
    const kept = keep(mask, output, before!);
    return { ...rest, output: kept, state: { ...keepState(mask, state, stateBefore), output: kept } };
  };
  return resting;
}

/** The shape of a cell's output, which is to become part of the state. */
function outputShape(cell: Cell): Shape {
  const output = cell.input && outputSpec(cell, cell.input);
  if (!output) {
    throw new ArgumentError(
      `masked: ${cell.kind} takes any input, so the size of its output is not known; mask the cell in front of it.`,
    );
  }
  if ('output' in cell.state) {
    throw new ArgumentError(
      `masked: the state of ${cell.kind} has an "output" of its own; give it another name.`,
    );
  }
  return output.shape;
}

/** A value in rows that are not masked, another in the others. */
const keep = (mask: Value | undefined, value: Value, otherwise: Value | number): Value =>
  mask
    ? mask.reshape([value.shape[0]!, ...value.shape.slice(1).map(() => 1)]).select(value, otherwise)
    : value;

const keepState = (
  mask: Value | undefined,
  after: StateOf<string>,
  before: StateOf<string>,
): StateOf<string> => mapValues(after, (value, name) => keep(mask, value, before[name]!));
