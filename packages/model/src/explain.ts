import { constantSpecs, type SequenceLayer } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';
import { explain, type Explanation } from '@sluice/wasm';
import type { SequenceSize } from './checks.js';
import { forwardProgram } from './forward.js';
import { positions, type GroupedProgram, type GroupOptions } from './grouped-program.js';
import { preparedSpecs } from './preparation.js';
import { stepProgram } from './stepper.js';
import { streamGroups } from './stream.js';

/** Says what the compiler makes of a grouped program. */
export const explainGroups = (program: GroupedProgram, options: GroupOptions = {}): Explanation =>
  explain(program.program, positions(program, options));

/**
 * Says what `model.predict` runs for a batch of one size: which loops, which products, what is fused, how many bytes.
 *
 * @param axes - sizes of the axes of constants that have a name, such as `sourceSteps`; 1 by default.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { explainPrediction } from '@sluice/model';
 * import { formatExplanation } from '@sluice/wasm';
 * const layer = lstm({ inputSize: 64, hiddenSize: 128 });
 * console.log(formatExplanation(explainPrediction(layer, { batch: 32, time: 64 })));
 * ```
 */
export function explainPrediction(
  layer: SequenceLayer,
  size: SequenceSize,
  axes?: Readonly<Record<string, number>>,
): Explanation {
  const { kind, input } = layer;
  if (!input) {
    throw new ArgumentError(
      `explainPrediction: ${kind} takes any input, so the size of a step is not known; ` +
        `put it behind a layer that has an input size.`,
    );
  }
  const constants = constantSpecs(layer, size.batch, axes);
  const form = { size, input, lengths: false, delta: false, constants };
  const program = forwardProgram(layer, { ...form, capture: false });
  return explainGroups(program, { constant: ['params'] });
}

/**
 * Says what one step of `model.stream()` runs.
 *
 * @param axes - sizes of the axes of constants that have a name, such as `sourceSteps`; 1 by default.
 */
export function explainStream(layer: SequenceLayer, axes?: Readonly<Record<string, number>>): Explanation {
  const constants = preparedSpecs(layer, constantSpecs(layer, 1, axes));
  return explainGroups(stepProgram(layer, 1, constants).program, streamGroups);
}
