import { apply, record, type Spec, type Value, type Values } from '@sluice/math';
import type { StateOf, StepResult } from './cell.js';
import { mapValues } from './names.js';

/**
 * Runs a step with something added to its state right where the step makes it, so that everything that the step goes on
 * to compute from the new state sees it. With zeros, the gradient with respect to them is dL/d(state): all of it, what
 * comes through the output included.
 */
export function perturb<S extends string>(run: () => StepResult<S>, perturbation: Values): StepResult<S> {
  if (Object.keys(perturbation).length === 0) return run();
  let result: StepResult<S> | undefined;
  const { program } = record([], () => {
    result = run();
    const { output, state, gates = {}, mask } = result;
    return [output, ...Object.values<Value>(state), ...Object.values(gates), ...(mask ? [mask] : [])];
  });
  const { output, state, gates, mask } = result!;

  const nudge = (variable: Spec, value: Value): Value =>
    Object.entries(perturbation).reduce(
      (sum, [name, added]) => (state[name as S] === variable ? sum.add(added) : sum),
      value,
    );
  // what the step reads from outside stays as it is, also where it hands it on as its state
  const known = new Map<Spec, Value>((program.inputs as readonly Value[]).map((value) => [value, value]));
  const made = new Set<Spec>();
  for (const { op, attributes, inputs, outputs } of program.equations) {
    const results = apply(
      op,
      inputs.map((variable) => known.get(variable)!),
      attributes,
    );
    outputs.forEach((variable, i) => {
      known.set(variable, nudge(variable, results[i]!));
      made.add(variable);
    });
  }
  const replayed = (variable: Value): Value => known.get(variable)!;
  return {
    output: replayed(output),
    state: mapValues<Value, Value>(state, (value) =>
      made.has(value) ? replayed(value) : nudge(value, replayed(value)),
    ) as StateOf<S>,
    gates: mapValues(gates ?? {}, replayed),
    mask: mask && replayed(mask),
  };
}
