import type { SequenceLayer } from '@sluice/cell';
import { ArgumentError, type Tensor } from '@sluice/math';
import { backends, defaultBackend, type Backend } from './backend.js';
import { gradientFlow, type GradientFlow, type GradientFlowOptions } from './gradient-flow.js';
import { initialParams } from './initial-params.js';
import { listNames } from './messages.js';
import { createParameterStore, type Params, type ParameterStore } from './parameter-store.js';
import { createForward, type Inspection, type PredictOptions, type Prediction } from './predict.js';
import { createStreamBatches, type StreamBatch, type StreamBatchOptions } from './stream-batch.js';
import { createStreams, type Stream, type StreamOptions } from './stream.js';
import { summarize, type ModelSummary } from './summary.js';

export interface ModelOptions {
  /** Where the start values of the parameters come from: the same seed gives the same model. 0 by default. */
  readonly seed?: number;
  /** The parameters, instead of start values: from a file, another model, or another library. */
  readonly params?: Readonly<Record<string, Tensor>>;
  /** What computes: the compiler (the default), or the reference evaluator that it is tested against. */
  readonly backend?: Backend;
}

/** A layer with its weights on a backend. */
export interface Model<S extends string = string> {
  readonly layer: SequenceLayer<S>;
  readonly backend: Backend;
  /** Where the weights live; what trains a model announces its weights here. */
  readonly store: ParameterStore;
  /**
   * The weights by name, always the newest. Assign an entry or the whole record to change them: names, shapes and numbers
   * are checked. Numbers that were changed in place count once they are assigned again.
   */
  get params(): Params;
  set params(params: Readonly<Record<string, Tensor>>);
  /**
   * Runs a batch of sequences.
   *
   * @param x - `[batch, time, …]`, with the shape and dtype of one step as the layer takes it.
   * @returns the outputs, `[batch, time, …]`, and the state to carry on with, `[batch, …]` for each name.
   * @throws ShapeError when `x`, the state, the lengths or the constants do not fit the layer; MissingConstantError when one is
   * missing; MemoryError when they take more memory than
   * there is.
   */
  predict(x: Tensor, options?: PredictOptions<S>): Promise<Prediction<S>>;
  /** As `predict`, and returns every gate over time, `[batch, time, …]`, by name: `'1.forget'`. */
  inspect(x: Tensor, options?: PredictOptions<S>): Promise<Inspection<S>>;
  /**
   * Follows the gradient of a scalar L back through time: for each part of the state and each step t, the mean over the
   * batch of the L2 norm of dL/dh_t. Where it fades, the model cannot learn to remember; where it grows, it is unstable.
   *
   * L is the sum of the last valid outputs unless `objective` says otherwise.
   */
  gradientFlow(x: Tensor, options?: GradientFlowOptions<S>): Promise<GradientFlow<S>>;
  /**
   * Makes a stream: one sequence, step by step, with the state kept in between. Any number of them share one compiled step
   * and one copy of the weights; each owns its state and its output.
   *
   * @throws ArgumentError when the layer needs the whole sequence at once; MissingConstantError or ShapeError when the constants
   * are not those that it reads.
   */
  stream(options?: StreamOptions): Stream<S>;
  /**
   * Makes a batch of streams that are stepped at once, which rows join and leave.
   *
   * @throws ArgumentError when the layer needs the whole sequence at once or reads constants, which are a stream's own, or an
   * option is out of its range.
   */
  streamBatch(options?: StreamBatchOptions): StreamBatch<S>;
  /** What the model is made of; `formatSummary` makes text of it. */
  summary(): ModelSummary;
}

/**
 * Puts a layer with its weights on a backend.
 *
 * @throws ArgumentError when given parameters do not have the layer's names or hold NaN; ShapeError when a shape differs.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { tensor } from '@sluice/math';
 * import { createModel } from '@sluice/model';
 * const model = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const { output, state } = await model.predict(tensor([1, 2, 3, 4], [1, 2, 2])); // one row of two steps
 * output.shape; // [1, 2, 3]
 * const stream = model.stream();
 * stream.step([1, 2]); // the first of these two outputs
 * ```
 */
export function createModel<S extends string>(
  layer: SequenceLayer<S>,
  options: ModelOptions = {},
): Promise<Model<S>> {
  return new Promise((resolve) => {
    resolve(build(layer, options));
  });
}

function build<S extends string>(
  layer: SequenceLayer<S>,
  { seed = 0, params, backend = defaultBackend }: ModelOptions,
): Model<S> {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`createModel: the seed must be an integer, but got ${seed}.`);
  }
  if (!Object.hasOwn(backends, backend)) {
    throw new ArgumentError(
      `createModel: the backend must be one of ${listNames(Object.keys(backends))}, but got "${backend as string}".`,
    );
  }
  const store = createParameterStore(layer.params, params ?? initialParams(layer.params, seed));
  const forward = createForward(layer, store, backend);
  return {
    layer,
    backend,
    store,
    get params() {
      return store.read();
    },
    set params(values) {
      store.replace(values);
    },
    predict: async (x, options = {}) => {
      const { output, state } = await forward('predict', x, options, false);
      return { output, state };
    },
    inspect: (x, options = {}) => forward('inspect', x, options, true),
    gradientFlow: (x, options = {}) => gradientFlow(layer, store, backend, x, options),
    stream: createStreams(layer, store, backend),
    streamBatch: createStreamBatches(layer, store, backend),
    summary: () => summarize(layer),
  };
}
