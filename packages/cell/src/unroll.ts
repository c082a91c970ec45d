import { concat, foldKey, inScope, iota, scan, type Value, type Values } from '@sluice/math';
import type { Cell, SequenceContext, SequenceResult, StateOf, StepResult } from './cell.js';
import { checkSequence } from './checks.js';
import { mapValues, prefixed, under } from './names.js';
import { perturb } from './perturb.js';
import { prepareConstants } from './prepare.js';

/**
 * Runs a cell over a sequence: one `scan`, whose carry is the cell's state.
 *
 * With `lengths`, a row's state stops at its last valid step, its outputs are zero after it, and what stands in the
 * padding is never looked at. In reverse, therefore, a row starts at its last valid step.
 *
 * @returns outputs and, if captured, gates of all steps, `[time, batch, …]`, and the state after the last valid one.
 * @throws ShapeError when the input, the state or a parameter does not fit the cell.
 *
 * @example
 * ```ts
 * import { unroll, type Cell } from '@sluice/cell';
 * // a cell made by hand, where defineCell would do the same
 * const double: Cell<never> = {
 *   kind: 'double',
 *   options: {},
 *   state: {},
 *   params: {},
 *   step: ({ x }) => ({ output: x.mul(2), state: {} }),
 *   unroll: (context) => unroll(double, context),
 * };
 * ```
 */
export function unroll<S extends string>(cell: Cell<S>, context: SequenceContext<S>): SequenceResult<S> {
  return inScope(cell.kind, () => {
    checkSequence(cell, context);
    return scanSteps(cell, context);
  });
}

function scanSteps<S extends string>(
  cell: Cell<S>,
  {
    x,
    state,
    lengths,
    delta,
    mask,
    reverse = false,
    capture = false,
    chunks = {},
    perturbation = {},
    ...rest
  }: SequenceContext<S>,
): SequenceResult<S> {
  const inputs: Values = {
    x,
    time: iota([x.shape[0]!]),
    ...(delta && { delta: reverse ? timeToNext(delta, lengths) : delta }),
    ...(mask && { mask }),
    ...prefixed('perturbation', perturbation as Values),
  };
  // told apart from the keys of the steps, whose times are never negative
  const sequenceKey = foldKey(rest.key, -1);
  const constants = prepareConstants(cell, { ...rest, chunks, key: foldKey(rest.key, -2) });
  // Without a state there is nothing to recur: all steps are computed at once, and no step is worth forgetting.
  const kept = Object.keys(state).length > 0 ? chunks : {};
  const { carry, outputs } = scan({ ...kept, carry: state, inputs, reverse }, (before, slice) => {
    const time = slice['time']!;
    const valid = lengths && time.less(lengths);
    const step = (): StepResult<S> =>
      cell.step({
        ...rest,
        constants,
        x: keepValid(slice['x']!, valid),
        state: before,
        delta: slice['delta'],
        mask: slice['mask'],
        key: foldKey(rest.key, time),
        sequenceKey,
      });
    const { output, state: after, gates = {}, mask: given } = perturb(step, under('perturbation', slice));
    const shown: Values = {
      output,
      ...(given && { mask: given }),
      ...(capture && prefixed('gates', gates)),
    };
    return {
      carry: mapValues(before, (old, name) => keepValid(after[name as S], valid, old)) as StateOf<S>,
      outputs: mapValues(shown, (value) => keepValid(value, valid)),
    };
  });
  return { output: outputs['output']!, state: carry, gates: under('gates', outputs), mask: outputs['mask'] };
}

/** The value in rows that are valid, something else (zero by default) in the others. */
function keepValid(value: Value, valid: Value | undefined, otherwise: Value | number = 0): Value {
  if (!valid) return value;
  const [batch, ...rest] = value.shape as [number, ...number[]];
  return valid.reshape([batch, ...rest.map(() => 1)]).select(value, otherwise);
}

/** Backwards, the step before is the next one in time; before the first of a row's steps no time has passed. */
export function timeToNext(delta: Value, lengths: Value | undefined): Value {
  const [time, batch] = delta.shape as [number, number];
  const next = concat([delta.sliceAxis(0, 1, time), delta.sliceAxis(0, 0, 1).zeros()], 0);
  if (!lengths) return next;
  return iota([time, batch], 0).add(1).less(lengths).select(next, 0);
}
