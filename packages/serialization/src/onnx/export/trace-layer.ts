import type { SequenceLayer } from '@sluice/cell';
import { trace, zeros, type Program, type Spec, type Value } from '@sluice/math';
import type { Sizes } from './extent.js';
import { generalise, type Generalised } from './generalise.js';
import { chooseSamples } from './samples.js';

/** What a layer's program is traced for. */
export interface TraceOptions {
  /** Shape and dtype of one step of one row. */
  readonly input: Spec;
  /** Whether rows have lengths of their own. */
  readonly lengths: boolean;
  /** Whether the time since the step before comes in. */
  readonly delta: boolean;
  /** Whether the state comes in and goes out; it starts from zeros where it does not. */
  readonly states: boolean;
}

/** What an input or output of a layer's program is: `x`, `lengths`, `delta`, `output`, or one of the state or of the weights. */
export interface Part {
  readonly role: 'data' | 'state' | 'param';
  readonly name: string;
}

/** A layer over a sequence as a program, time first. */
export interface LayerProgram {
  readonly program: Program;
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
}

/** Traces a layer over a sequence of so many rows and steps. */
export function traceLayer(
  layer: SequenceLayer,
  { batch, time }: Sizes,
  { input, lengths, delta, states }: TraceOptions,
): LayerProgram {
  const stateShapes = Object.entries(layer.state).map(([name, shape]) => [name, [batch, ...shape]] as const);
  const given: (Part & Spec)[] = [
    { role: 'data', name: 'x', shape: [time, batch, ...input.shape], dtype: input.dtype },
    ...(lengths ? [{ role: 'data', name: 'lengths', shape: [batch], dtype: 'i32' } as const] : []),
    ...(delta ? [{ role: 'data', name: 'delta', shape: [time, batch], dtype: 'f32' } as const] : []),
    ...(states
      ? stateShapes.map(([name, shape]) => ({ role: 'state', name, shape, dtype: 'f32' }) as const)
      : []),
    ...Object.entries(layer.params).map(
      ([name, { shape }]) => ({ role: 'param', name, shape, dtype: 'f32' }) as const,
    ),
  ];
  const program = trace((...values) => {
    const of = (wanted: Part['role']): Record<string, Value> =>
      Object.fromEntries(given.flatMap(({ role, name }, i) => (role === wanted ? [[name, values[i]!]] : [])));
    const { x, ...rest } = of('data');
    const { output, state } = layer.unroll({
      ...rest,
      x: x!,
      state: states
        ? of('state')
        : Object.fromEntries(stateShapes.map(([name, shape]) => [name, zeros(shape)])),
      params: of('param'),
      training: false,
      key: { seed: 0, step: 0 },
    });
    return [output, ...(states ? stateShapes.map(([name]) => state[name]!) : [])];
  }, given);
  const outputs: Part[] = [
    { role: 'data', name: 'output' },
    ...(states ? stateShapes.map(([name]) => ({ role: 'state', name }) as const) : []),
  ];
  return { program, inputs: given, outputs };
}

/** A layer's program for every size, and that of the first sizes that it was traced for. */
export interface GeneralLayerProgram extends LayerProgram {
  readonly general: Generalised;
  readonly sizes: Sizes;
}

/** Traces a layer over a sequence of any number of rows and steps. */
export function traceForAllSizes(layer: SequenceLayer, options: TraceOptions): GeneralLayerProgram {
  const samples = chooseSamples(extentsOf(layer, options.input));
  const versions = samples.map((sizes) => traceLayer(layer, sizes, options));
  const programs = versions.map(({ program }) => program);
  return { ...versions[0]!, general: generalise(programs, samples), sizes: samples[0] };
}

/** All extents that a layer has whatever the sizes of its input. */
const extentsOf = ({ params, state }: SequenceLayer, input: Spec): ReadonlySet<number> =>
  new Set([
    ...input.shape,
    ...Object.values(state).flat(),
    ...Object.values(params).flatMap(({ shape }) => shape),
  ]);
