import { valueAndGrad, type Spec, type Value, type Values } from '@sluice/math';
import { paramSpecs, stateSpecs, traceGroups, type GroupedProgram } from '@sluice/model';
import { clipByGlobalNorm, clipByValue, learningRateAt, type Optimizer, type Slot } from '@sluice/optim';
import { batchSpecs, computeObjective, type BatchParts, type Objective } from './objective.js';

/** How a training step changes the weights. */
export interface UpdateRule {
  readonly optimizer: Optimizer;
  /** Largest norm of all gradients together; longer ones are scaled down. */
  readonly clipNorm?: number | undefined;
  /** Largest magnitude of each element of a gradient. */
  readonly clipValue?: number | undefined;
  /** Whether each batch begins in the state that the one before ended in. */
  readonly stateful: boolean;
}

/** Groups that stay in the training program's memory from step to step. */
export const carriedGroups = ['params', 'slots', 'counters', 'state'] as const;

/** Shape and dtype of everything that the optimizer remembers: `'m/1.wx'`. */
export const slotSpecs = (objective: Objective, optimizer: Optimizer): Record<string, Spec> =>
  Object.fromEntries(slotsOf(objective, optimizer).map(({ name, shape }) => [name, { shape, dtype: 'f32' }]));

/** Name, shape and first value of everything that the optimizer remembers. */
export function slotsOf({ layer }: Objective, optimizer: Optimizer): (Slot & { readonly name: string })[] {
  return Object.entries(layer.params).flatMap(([param, { shape }]) =>
    Object.entries(optimizer.slots(shape)).map(([slot, spec]) => ({ name: `${slot}/${param}`, ...spec })),
  );
}

/**
 * Traces one whole training step: forward, backward through time, clipping, schedule and optimizer.
 *
 * Inputs: the carried groups and `data`. Outputs: the carried groups after the step, and `results`. When the loss, the
 * gradient or a new weight is not finite, `results.finite` is 0 and the carried groups come out as they went in, so that
 * a step that fails leaves no trace.
 */
export function trainingProgram(
  objective: Objective,
  { optimizer, clipNorm, clipValue, stateful }: UpdateRule,
  parts: BatchParts,
): GroupedProgram {
  const { layer, size } = objective;
  return traceGroups(
    {
      params: paramSpecs(layer),
      slots: slotSpecs(objective, optimizer),
      counters: { step: { shape: [], dtype: 'i32' }, seed: { shape: [], dtype: 'i32' } },
      state: stateful ? stateSpecs(layer, size.batch) : {},
      data: batchSpecs(objective, parts),
    },
    ({ params, slots, counters, state, data }) => {
      const { step: done, seed } = counters as Record<'step' | 'seed', Value>;
      const step = done.add(1);
      const { value, gradients, aux } = valueAndGrad((at: Values) => {
        const context = { params: at, data, training: true, key: { seed, step } };
        const { loss, state: after } = computeObjective(objective, {
          ...context,
          state: stateful ? state : undefined,
        });
        return { loss, aux: after };
      })(params);

      const { gradients: clipped, norm } = clipByGlobalNorm(gradients, clipNorm ?? Infinity);
      const scaled = clipNorm === undefined ? gradients : clipped;
      const limited = clipValue === undefined ? scaled : clipByValue(scaled, clipValue);

      const learningRate = learningRateAt(optimizer.learningRate, step);
      const updated: Record<string, Value> = {};
      const remembered: Record<string, Value> = {};
      for (const [name, parameter] of Object.entries(params)) {
        const slotNames = Object.keys(optimizer.slots(parameter.shape));
        const update = optimizer.update({
          parameter,
          step,
          learningRate,
          gradient: limited[name]!,
          slots: Object.fromEntries(slotNames.map((slot) => [slot, slots[`${slot}/${name}`]!])),
        });
        updated[name] = update.parameter;
        for (const slot of slotNames) remembered[`${slot}/${name}`] = update.slots[slot]!;
      }

      const finite = allFinite([value, norm, ...Object.values(updated)]);
      return {
        params: keepIf(finite, updated, params),
        slots: keepIf(finite, remembered, slots),
        counters: keepIf(finite, { step, seed }, counters),
        state: stateful ? keepIf(finite, aux, state) : {},
        results: { loss: value, gradientNorm: norm, learningRate, finite },
      };
    },
  );
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
