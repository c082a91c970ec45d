import type { SequenceLayer } from '@sluice/cell';
import type { Loss } from '@sluice/layers';
import { valueAndGrad, type Values } from '@sluice/math';
import { explainGroups, paramSpecs, traceGroups } from '@sluice/model';
import type { Explanation } from '@sluice/wasm';
import type { Checkpointing } from './trainer.js';
import { batchSpecs, computeObjective, createObjective } from './objective.js';

/** Which training step to explain. */
export interface ExplainTrainingOptions {
  readonly loss: Loss;
  /** Number of rows of each batch. */
  readonly batchSize: number;
  /** Number of steps of each batch. */
  readonly timeSteps: number;
  /** Sizes of the axes of constants that have a name, such as `sourceSteps`; 1 by default. */
  readonly axes?: Readonly<Record<string, number>> | undefined;
  /** Whether the way back keeps what it reads or computes it again; `'none'` by default. */
  readonly checkpointing?: Checkpointing | undefined;
}

/**
 * Says what the compiler makes of a training step: which loops, which products, what is fused, how many bytes. It is the
 * step without its optimizer, which would be the same lines for every layer: forward, loss, and back through time.
 *
 * @throws as `createTrainer` does.
 *
 * @example
 * ```ts
 * import { meanSquaredError } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * import { explainTraining } from '@sluice/train';
 * import { formatExplanation } from '@sluice/wasm';
 * const layer = lstm({ inputSize: 64, hiddenSize: 128 });
 * const size = { batchSize: 32, timeSteps: 64 };
 * console.log(formatExplanation(explainTraining(layer, { loss: meanSquaredError(), ...size })));
 * ```
 */
export function explainTraining(
  layer: SequenceLayer,
  { loss, batchSize, timeSteps, axes, checkpointing = 'none' }: ExplainTrainingOptions,
): Explanation {
  const objective = createObjective(layer, loss, { batch: batchSize, time: timeSteps }, axes);
  const program = traceGroups(
    { params: paramSpecs(layer), ...batchSpecs(objective, objective.parts) },
    ({ params, data, constants }) => {
      const key = { seed: 0, step: 1 };
      const { value, gradients } = valueAndGrad((at: Values) => {
        const recompute = checkpointing === 'sqrt';
        const context = { params: at, data, constants, key, training: true, state: undefined, recompute };
        return computeObjective(objective, context).loss;
      })(params);
      return { results: { loss: value }, gradients };
    },
  );
  return explainGroups(program);
}
