import { evaluate, trace, type Value } from '@sluice/math';
import { scalarStep } from './golden.js';

/** The number that a function of the step has at each of some steps. */
export function atSteps(
  f: (step: Value) => Value,
  steps: readonly number[],
  precision: 'f32' | 'f64' = 'f64',
): number[] {
  const program = trace((step) => [f(step)], [{ shape: [], dtype: 'i32' }]);
  return steps.map((step) => evaluate(program, [scalarStep(step)], { precision })[0]!.data[0]!);
}
