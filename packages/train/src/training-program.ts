import { valueAndGrad, type Spec, type Value, type Values } from '@sluice/math';
import { paramSpecs, stateSpecs, traceGroups, type GroupedProgram } from '@sluice/model';
import { clipByGlobalNorm, clipByValue, learningRateAt, type Optimizer, type Slot } from '@sluice/optim';
import { batchSpecs, computeObjective, type BatchParts, type Objective } from './objective.js';

/** What a training step makes small. */
export interface StepObjective extends Objective {
  /** Whether each batch begins in the state that the one before ended in. */
  readonly stateful: boolean;
  /** Whether the way back computes steps again instead of keeping them. */
  readonly recompute?: boolean | undefined;
}

/** How a training step changes the weights. */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  /** Largest norm of all gradients together; longer ones are scaled down. */
  readonly clipNorm?: number | undefined;
  /** Largest magnitude of each element of a gradient. */
  readonly clipValue?: number | undefined;
}

/** Groups that stay in the training program's memory from step to step. */
export const carriedGroups = ['params', 'slots', 'counters', 'state'] as const;

type ValueRecord = Record<string, Value>;

const counterSpecs: Readonly<Record<'step' | 'seed', Spec>> = {
  step: { shape: [], dtype: 'i32' },
  seed: { shape: [], dtype: 'i32' },
};

/** Shape and dtype of everything that the optimizer remembers: `'m/1.wx'`. */
export const slotSpecs = (objective: Objective, optimizer: Optimizer): Record<string, Spec> =>
  Object.fromEntries(slotsOf(objective, optimizer).map(({ name, shape }) => [name, { shape, dtype: 'f32' }]));

/** Name, shape and first value of everything that the optimizer remembers. */
export function slotsOf({ layer }: Objective, optimizer: Optimizer): (Slot & { readonly name: string })[] {
  return Object.entries(layer.params).flatMap(([param, { shape }]) =>
    Object.entries(optimizer.slots(shape)).map(([slot, spec]) => ({ name: `${slot}/${param}`, ...spec })),
  );
}

/** Shape and dtype of the carried state, if it is carried. */
const carriedState = ({ layer, size, stateful }: StepObjective): Record<string, Spec> =>
  stateful ? stateSpecs(layer, size.batch) : {};

/**
 * Traces one whole training step: forward, backward through time, clipping, schedule and optimizer.
 *
 * Inputs: the carried groups, `data` and `constants`. Outputs: the carried groups after the step, and `results`. When the loss, the
 * gradient or a new weight is not finite, `results.finite` is 0 and the carried groups come out as they went in, so that
 * a step that fails leaves no trace.
 */
export function trainingProgram(
  objective: StepObjective,
  rule: UpdateRule,
  parts: BatchParts,
): GroupedProgram {
  return traceGroups(
    {
      params: paramSpecs(objective.layer),
      slots: slotSpecs(objective, rule.optimizer),
      counters: counterSpecs,
      state: carriedState(objective),
      ...batchSpecs(objective, parts),
    },
    (before) => {
      const { loss, gradients, state } = lossAndGradients(objective, before);
      const { finite, ...after } = update(rule, before, loss, gradients);
      return { ...after, state: keepIf(finite, state, before.state) };
    },
  );
}

/**
 * Traces the part of a training step that rows of a batch can do by themselves: the loss and its gradients over these
 * rows. `share` says which part of the mean over the whole batch they are, and which row of it is the first of them.
 *
 * Inputs: `params`, `counters`, `state`, `share`, `data` and `constants`. Outputs: `gradients`, `results.loss` and `state`.
 */
export function shareProgram(objective: StepObjective, parts: BatchParts): GroupedProgram {
  return traceGroups(
    {
      params: paramSpecs(objective.layer),
      counters: counterSpecs,
      state: carriedState(objective),
      share: { weight: { shape: [], dtype: 'f32' }, row: { shape: [], dtype: 'i32' } },
      ...batchSpecs(objective, parts),
    },
    (before) => {
      const { loss, gradients, state } = lossAndGradients(objective, before);
      return { gradients, results: { loss }, state };
    },
  );
}

/** The group of inputs that holds the gradients of one share. */
export const gradientsOf = (share: number): string => `gradients ${share}`;

/**
 * Traces the rest of a training step: adds up the gradients of so many shares, in their order, and changes the weights.
 *
 * Inputs: `params`, `slots`, `counters`, `losses` and the gradients of each share. Outputs: `params`, `slots`, `counters`
 * and `results`.
 */
export function updateProgram(objective: StepObjective, rule: UpdateRule, shares: number): GroupedProgram {
  const positions = Array.from({ length: shares }, (_, share) => share);
  const params = paramSpecs(objective.layer);
  const gradients = Object.fromEntries(positions.map((share) => [gradientsOf(share), params]));
  return traceGroups(
    {
      ...gradients,
      params,
      slots: slotSpecs(objective, rule.optimizer),
      counters: counterSpecs,
      losses: Object.fromEntries(positions.map((share) => [share, { shape: [], dtype: 'f32' }])),
    },
    (given) => {
      const groups: Readonly<Record<string, Values>> = given;
      const sum = (terms: readonly Value[]): Value => terms.reduce((total, term) => total.add(term));
      const total = Object.fromEntries(
        Object.keys(params).map((name) => [
          name,
          sum(positions.map((share) => groups[gradientsOf(share)]![name]!)),
        ]),
      );
      const { finite: _, ...after } = update(rule, given, sum(Object.values(given.losses)), total);
      return after;
    },
  );
}

interface ShareInputs {
  readonly params: Values;
  readonly counters: Values;
  readonly state: Values;
  readonly data: Values;
  readonly constants: Values;
  readonly share?: Values;
}

/** The loss over some rows of a batch, its gradients, and the state after the last step. */
function lossAndGradients(
  objective: StepObjective,
  { params, counters, state, data, constants, share }: ShareInputs,
) {
  const key = { seed: counters['seed']!, step: counters['step']!.add(1), row: share?.['row'] };
  const { value, gradients, aux } = valueAndGrad((at: Values) => {
    const { loss, state: after } = computeObjective(objective, {
      data,
      constants,
      key,
      params: at,
      training: true,
      recompute: objective.recompute,
      state: objective.stateful ? state : undefined,
    });
    return { loss: share ? loss.mul(share['weight']!) : loss, aux: after };
  })(params);
  return { gradients, loss: value, state: objective.stateful ? aux : {} };
}

/** Clipping, schedule and optimizer; what is not finite changes nothing. */
function update(
  { optimizer, clipNorm, clipValue }: UpdateRule,
  { params, slots, counters }: { readonly params: Values; readonly slots: Values; readonly counters: Values },
  loss: Value,
  gradients: Values,
) {
  const { step: done, seed } = counters as Record<'step' | 'seed', Value>;
  const step = done.add(1);
  const { gradients: clipped, norm } = clipByGlobalNorm(gradients, clipNorm ?? Infinity);
  const scaled = clipNorm === undefined ? gradients : clipped;
  const limited = clipValue === undefined ? scaled : clipByValue(scaled, clipValue);

  const learningRate = learningRateAt(optimizer.learningRate, step);
  const updated: ValueRecord = {};
  const remembered: ValueRecord = {};
  for (const [name, parameter] of Object.entries(params)) {
    const slotNames = Object.keys(optimizer.slots(parameter.shape));
    const after = optimizer.update({
      parameter,
      step,
      learningRate,
      gradient: limited[name]!,
      slots: Object.fromEntries(slotNames.map((slot) => [slot, slots[`${slot}/${name}`]!])),
    });
    updated[name] = after.parameter;
    for (const slot of slotNames) remembered[`${slot}/${name}`] = after.slots[slot]!;
  }

  const finite = allFinite([loss, norm, ...Object.values(updated)]);
  return {
    finite,
    params: keepIf(finite, updated, params),
    slots: keepIf(finite, remembered, slots),
    counters: keepIf(finite, { step, seed }, counters),
    results: { loss, gradientNorm: norm, learningRate, finite },
  };
}

/** 1 if no element of any value is NaN or infinite, else 0: a sum of magnitudes is finite only if all of them are. */
const allFinite = (values: readonly Value[]): Value =>
  values
    .map((value) => value.abs().sum())
    .reduce((sum, part) => sum.add(part))
    .less(Infinity);

const keepIf = (
  condition: Value,
  after: Readonly<Record<string, Value>>,
  before: Values,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(before).map(([name, value]) => [name, condition.select(after[name]!, value)]),
  );
