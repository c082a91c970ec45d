import { ArgumentError, inScope, type Value } from '@sluice/math';
import type { Cell, StateNames, StateOf, StepResult } from './cell.js';
import { checkStep } from './checks.js';
import { mapValues } from './names.js';
import { outputSpec } from './output-spec.js';
import { unroll } from './unroll.js';

/**
 * Lets a cell rest at steps that are masked: its state stays as it is, and its output is that of the step before, zeros at
 * first. So Keras does where `mask_zero` or a `Masking` layer stands ahead.
 *
 * The mask comes from a part further ahead in `sequential`: `embedding` with `maskZero`, or `masking`. Unlike lengths it may
 * be anywhere in a sequence. Without one, every step counts. The last output is part of the state, as `output`.
 *
 * @throws ArgumentError when the size of the cell's output is not known beforehand, or its state has an `output` already.
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
export function masked<C extends Cell>(cell: C): Cell<StateNames<C> | 'output'> {
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
  const resting: Cell = {
    kind: 'masked',
    options: { cell: { kind: cell.kind, options: cell.options } },
    input: cell.input,
    state: { ...cell.state, output: output.shape },
    params: cell.params,
    step: (context) => inScope('masked', () => step(context)),
    unroll: (context) => unroll({ ...resting, step }, context),
  };
  const step: Cell['step'] = (context) => {
    checkStep(resting, context);
    const { output: before, ...state } = context.state;
    const result = cell.step({ ...context, state });
    return keepWhere(context.mask, result, before!, state);
  };
  return resting;
}

/** What a step gives in rows that are not masked, what was before in the others. */
function keepWhere(
  mask: Value | undefined,
  { output, state, ...rest }: StepResult,
  outputBefore: Value,
  stateBefore: StateOf<string>,
): StepResult {
  const keep = (after: Value, before: Value): Value =>
    mask
      ? mask.reshape([after.shape[0]!, ...after.shape.slice(1).map(() => 1)]).select(after, before)
      : after;
  const kept = keep(output, outputBefore);
  return {
    ...rest,
    output: kept,
    state: { ...mapValues(state, (after, name) => keep(after, stateBefore[name]!)), output: kept },
  };
}
