import { record, type Equation, type Spec, type Value } from '@sluice/math';
import type { StateOf, StepResult } from './cell.js';
import { mapValues } from './names.js';

/** Performs one operation of a step, given what its inputs have become. */
export type Perform = (equation: Equation, inputs: readonly Value[]) => readonly Value[];

/**
 * Runs a step on paper, then for real with each of its operations performed in another way. What the step reads from outside
 * stays as it is, also where it hands it on.
 *
 * @param prepare - is given what the step gave on paper, whose values are those that `perform` sees.
 */
export function replay<S extends string>(
  run: () => StepResult<S>,
  prepare: (onPaper: StepResult<S>) => Perform,
): StepResult<S> {
  let onPaper: StepResult<S> | undefined;
  const { program } = record([], () => {
    onPaper = run();
    const { output, state, gates = {}, mask } = onPaper;
    return [output, ...Object.values<Value>(state), ...Object.values(gates), ...(mask ? [mask] : [])];
  });
  const { output, state, gates, mask } = onPaper!;
  const perform = prepare(onPaper!);
  const known = new Map<Spec, Value>((program.inputs as readonly Value[]).map((value) => [value, value]));
  for (const equation of program.equations) {
    const results = perform(
      equation,
      equation.inputs.map((variable) => known.get(variable)!),
    );
    equation.outputs.forEach((variable, i) => known.set(variable, results[i]!));
  }
  const replayed = (variable: Value): Value => known.get(variable)!;
  return {
    output: replayed(output),
    state: mapValues<Value, Value>(state, replayed) as StateOf<S>,
    gates: mapValues(gates ?? {}, replayed),
    mask: mask && replayed(mask),
  };
}
