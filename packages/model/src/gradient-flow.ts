import type { SequenceLayer } from '@sluice/cell';
import { formatShape, iota, ones, ShapeError, vjp, zeros, type Tensor, type Value } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import { followParams } from './follow-params.js';
import { noRandomness, paramSpecs, stateSpecs } from './forward.js';
import { compileGroups, traceGroups, type GroupedProgram } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import { writeState, type PredictOptions } from './predict.js';
import { checkInputs, contextOf, inputSpecs, writeInputs, type SequenceForm } from './sequence-inputs.js';

/** What an objective is a function of; time is the first axis here, `[time, batch, …]`. */
export interface ObjectiveContext {
  /** Outputs of all steps, `[time, batch, …]`; `[batch, …]` when the model keeps one step only. */
  readonly output: Value;
  /** The state after the last step. */
  readonly state: Readonly<Record<string, Value>>;
}

export interface GradientFlowOptions<S extends string = string> extends PredictOptions<S> {
  /** The scalar L whose gradient is followed back through time; by default the sum of the last valid outputs. */
  readonly objective?: ((context: ObjectiveContext) => Value) | undefined;
}

/** For each part of the state, how strongly each step reaches the objective: one number for each step. */
export type GradientFlow<S extends string = string> = Readonly<Record<S, Float32Array>>;

/** For each part of the state and each step t, the mean over the batch of the L2 norm of dL/dh_t. */
export async function gradientFlow<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
  x: Tensor,
  { state, objective, ...inputs }: GradientFlowOptions<S>,
): Promise<GradientFlow<S>> {
  const form = checkInputs('gradientFlow', layer, x, inputs);
  if (state) checkState('gradientFlow', layer, state, form.size.batch);
  const program = flowProgram(layer, { ...form, objective });
  const executable = await compileGroups(backend, program);
  followParams(executable, store)();
  writeInputs(executable, x, inputs);
  writeState(executable, layer, state);
  executable.run();
  return Object.fromEntries(
    Object.entries(executable.outputs['flow']!).map(([name, { data }]) => [name, Float32Array.from(data)]),
  ) as GradientFlow<S>;
}

interface FlowRequest extends SequenceForm {
  readonly objective: ((context: ObjectiveContext) => Value) | undefined;
}

function flowProgram(layer: SequenceLayer, { objective, ...form }: FlowRequest): GroupedProgram {
  const { batch, time } = form.size;
  return traceGroups(
    { params: paramSpecs(layer), state: stateSpecs(layer, batch), ...inputSpecs(form) },
    ({ params, state, data, constants }) => {
      const names = Object.keys(layer.state);
      // Zeros added to the state after each step: the gradient with respect to them is dL/dh of that step.
      const nothing = names.map((name) => zeros([time, batch, ...layer.state[name]!]));
      const { pullback } = vjp((...added) => {
        const perturbation = Object.fromEntries(names.map((name, i) => [name, added[i]!]));
        const result = layer.unroll({
          ...contextOf(data, constants),
          state,
          params,
          perturbation,
          training: false,
          key: noRandomness,
        });
        if (!objective) return [lastOutput(layer, result.output, data['lengths']).sum()];
        return [checkObjective(objective(result))];
      }, nothing);
      const gradients = pullback([ones([])]);
      return {
        flow: Object.fromEntries(
          names.map((name, i) => [name, meanNorm(gradients[i] ?? nothing[i]!)] as const),
        ),
      };
    },
  );
}

/** The output of each row's last valid step, `[batch, …]`. */
function lastOutput({ manyToOne }: SequenceLayer, output: Value, lengths: Value | undefined): Value {
  if (manyToOne) return output;
  const time = output.shape[0]!;
  if (!lengths) return output.sliceAxis(0, time - 1, time);
  const [batch, ...rest] = output.shape.slice(1) as [number, ...number[]];
  const isLast = iota([time, batch], 0).equal(lengths.sub(1));
  return isLast.reshape([time, batch, ...rest.map(() => 1)]).select(output, 0);
}

/** Per step, the mean over the rows of the L2 norm of what each row holds: `[time, batch, …]` to `[time]`. */
function meanNorm(gradient: Value): Value {
  const [time, batch] = gradient.shape as [number, number];
  return gradient.reshape([time, batch, -1]).square().sum(2).sqrt().mean(1);
}

function checkObjective(value: Value): Value {
  if (value.shape.length === 0 && value.dtype === 'f32') return value;
  throw new ShapeError(
    `gradientFlow: the objective must be an f32 scalar, but is ${value.dtype}${formatShape(value.shape)}; ` +
      `reduce it with .mean() or .sum().`,
  );
}
