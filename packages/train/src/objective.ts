import { constantSpecs, type SequenceLayer } from '@sluice/cell';
import type { Loss } from '@sluice/layers';
import {
  ArgumentError,
  chunkSteps,
  iota,
  zeros,
  type RandomKey,
  type Shape,
  type Spec,
  type Value,
  type Values,
} from '@sluice/math';
import { paramSpecs, swapTime, traceGroups, type SequenceSize } from '@sluice/model';

/** Which of the optional parts a batch has. */
export interface BatchParts {
  readonly mask: boolean;
  readonly lengths: boolean;
  readonly delta: boolean;
  /** Shape and dtype of each constant; the batch, which is its first axis, may be another. */
  readonly constants: Readonly<Record<string, Spec>>;
}

/** Sizes of the axes of constants that have a name. */
export type Axes = Readonly<Record<string, number>>;

/** What is made small: a loss of a layer over batches of one size. */
export interface Objective {
  readonly layer: SequenceLayer;
  readonly loss: Loss;
  readonly size: SequenceSize;
  /** Shape and dtype of one step of one row. */
  readonly input: Spec;
  /** Shape of the targets, the batch first. */
  readonly target: Shape;
  /** The parts of a batch that has nothing but what it must. */
  readonly parts: BatchParts;
}

/** Works out the shape of the targets by tracing the layer once, which also checks that all of its parts fit. */
export function createObjective(
  layer: SequenceLayer,
  loss: Loss,
  size: SequenceSize,
  axes: Axes = {},
): Objective {
  const { input, manyToOne = false } = layer;
  if (!input) {
    throw new ArgumentError(
      `createTrainer: ${layer.kind} takes any input, so the size of a batch is not known; ` +
        `put it behind a layer that has an input size.`,
    );
  }
  const { batch, time } = size;
  const constants = constantSpecs(layer, batch, axes);
  let output: Shape = [];
  traceGroups(
    {
      params: paramSpecs(layer),
      constants,
      data: { x: { shape: [time, batch, ...input.shape], dtype: input.dtype } },
    },
    ({ params, constants, data }) => {
      const state = zeroState(layer, batch);
      const surroundings = { params, constants, training: false, key: { seed: 0, step: 0 } };
      const result = layer.unroll({ ...surroundings, x: data.x!, state });
      output = result.output.shape;
      return { results: { output: result.output } };
    },
  );
  const target = loss.targetShape(output);
  return {
    layer,
    loss,
    size,
    input,
    target: manyToOne ? target : [batch, time, ...target.slice(2)],
    parts: { mask: false, lengths: false, delta: false, constants },
  };
}

/** Shape and dtype of each part of a batch, the batch axis first, in the groups of a program. */
export function batchSpecs(
  { layer, loss, size: { batch, time }, input, target }: Objective,
  { mask, lengths, delta, constants }: BatchParts,
): Record<'data' | 'constants', Record<string, Spec>> {
  const data: Record<string, Spec> = {
    input: { shape: [batch, time, ...input.shape], dtype: input.dtype },
    target: { shape: target, dtype: loss.targetDType },
    ...(mask && { mask: { shape: layer.manyToOne ? [batch] : [batch, time], dtype: 'f32' } }),
    ...(lengths && { lengths: { shape: [batch], dtype: 'i32' } }),
    ...(delta && { delta: { shape: [batch, time], dtype: 'f32' } }),
  };
  const rows = Object.entries(constants).map(([name, { shape, dtype }]): [string, Spec] => [
    name,
    { shape: [batch, ...shape.slice(1)], dtype },
  ]);
  return { data, constants: Object.fromEntries(rows) };
}

/**
 * Rows, one for each step and row of the batch, that a chunk has at least. The gradient of a weight is one product for each
 * chunk: over fewer rows it would wait for memory, and forgetting so few saves little.
 */
const leastRows = 64;

/** What an objective is computed from. */
export interface ObjectiveContext {
  readonly params: Values;
  /** The state before the first step; zeros when it is not carried. */
  readonly state: Values | undefined;
  /** The parts of the batch, as `batchSpecs` names them. */
  readonly data: Values;
  readonly constants: Values;
  readonly training: boolean;
  readonly key: RandomKey;
  /** Whether the way back computes steps again instead of keeping them. */
  readonly recompute?: boolean | undefined;
}

/** The mean loss over all positions that count, and the state after the last step. */
export function computeObjective(
  { layer, loss, size: { batch, time } }: Objective,
  { params, state, data, constants, training, key, recompute = false }: ObjectiveContext,
): { readonly loss: Value; readonly state: Values } {
  const inTime = layer.manyToOne ? (value: Value) => value : swapTime;
  const { mask, lengths, delta } = data;
  const result = layer.unroll({
    params,
    constants,
    training,
    key,
    lengths,
    delta: delta && swapTime(delta),
    // The same chunks whether they are computed again or not: gradients are then added up in the same order.
    chunks: { chunk: Math.max(chunkSteps(time), Math.ceil(leastRows / batch)), recompute },
    x: swapTime(data['input']!),
    state: state ?? zeroState(layer, batch),
  });
  // Where rows have lengths, what comes after them is padding and does not count.
  const valid = lengths && !layer.manyToOne ? iota([time, batch], 0).less(lengths).convert('f32') : undefined;
  const chosen = mask && inTime(mask);
  return {
    loss: loss.compute({
      output: result.output,
      target: inTime(data['target']!),
      mask: valid && chosen ? valid.mul(chosen) : (valid ?? chosen),
    }),
    state: result.state,
  };
}

const zeroState = (layer: SequenceLayer, batch: number): Values =>
  Object.fromEntries(
    Object.entries<Shape>(layer.state).map(([name, shape]) => [name, zeros([batch, ...shape])]),
  );
