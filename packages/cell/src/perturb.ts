import { apply, type Spec, type Value, type Values } from '@sluice/math';
import type { StateOf, StepResult } from './cell.js';
import { mapValues } from './names.js';
import { replay } from './replay.js';

/**
 * Runs a step with something added to its state right where the step makes it, so that everything that the step goes on
 * to compute from the new state sees it. With zeros, the gradient with respect to them is dL/d(state): all of it, what
 * comes through the output included.
 */
export function perturb<S extends string>(run: () => StepResult<S>, perturbation: Values): StepResult<S> {
  if (Object.keys(perturbation).length === 0) return run();
  const made = new Set<Spec>();
  let state: StateOf<S> | undefined;
  const nudge = (variable: Spec, value: Value): Value =>
    Object.entries(perturbation).reduce(
      (sum, [name, added]) => (state![name as S] === variable ? sum.add(added) : sum),
      value,
    );
  const result = replay(run, (onPaper) => {
    ({ state } = onPaper);
    return ({ op, attributes, outputs }, inputs) =>
      apply(op, inputs, attributes).map((value, i) => {
        made.add(outputs[i]!);
        return nudge(outputs[i]!, value);
      });
  });
  // a state that the step only hands on is what it reads from outside, and stays that for the rest of the step
  const handedOn = mapValues<Value, Value>(result.state, (value, name) => {
    const variable = state![name as S];
    return made.has(variable) ? value : nudge(variable, value);
  });
  return { ...result, state: handedOn as StateOf<S> };
}
