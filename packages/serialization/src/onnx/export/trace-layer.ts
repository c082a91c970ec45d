import type { SequenceLayer } from '@sluice/cell';
import { trace, zeros, type Program, type Spec, type Values } from '@sluice/math';
import type { Sizes } from './extent.js';

/** What a layer's program is traced for. */
export interface TraceOptions {
  /** Shape and dtype of one step of one row. */
  readonly input: Spec;
  /** Whether rows have lengths of their own. */
  readonly lengths: boolean;
  /** Whether the state comes in; zeros where it does not. */
  readonly states: boolean;
}

/** A layer over a sequence as a program, and what its inputs and outputs are: `x`, `lengths`, `state.h`, `params.wx`, `output`. */
export interface LayerProgram {
  readonly program: Program;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Traces a layer over a sequence of so many rows and steps, time first. */
export function traceLayer(
  layer: SequenceLayer,
  { batch, time }: Sizes,
  { input, lengths, states }: TraceOptions,
): LayerProgram {
  const stateNames = Object.keys(layer.state);
  const stateShape = (name: string): number[] => [batch, ...layer.state[name]!];
  const specs: Record<string, Spec> = { x: { shape: [time, batch, ...input.shape], dtype: input.dtype } };
  if (lengths) specs['lengths'] = { shape: [batch], dtype: 'i32' };
  if (states)
    for (const name of stateNames) specs[`state.${name}`] = { shape: stateShape(name), dtype: 'f32' };
  for (const [name, { shape }] of Object.entries(layer.params))
    specs[`params.${name}`] = { shape, dtype: 'f32' };

  const inputs = Object.keys(specs);
  const program = trace((...values) => {
    const named: Values = Object.fromEntries(inputs.map((name, i) => [name, values[i]!]));
    const { output, state } = layer.unroll({
      x: named['x']!,
      lengths: named['lengths'],
      state: Object.fromEntries(
        stateNames.map((name) => [name, named[`state.${name}`] ?? zeros(stateShape(name))]),
      ),
      params: Object.fromEntries(Object.keys(layer.params).map((name) => [name, named[`params.${name}`]!])),
      training: false,
      key: { seed: 0, step: 0 },
    });
    return [output, ...(states ? stateNames.map((name) => state[name]!) : [])];
  }, Object.values(specs));
  return {
    program,
    inputs,
    outputs: ['output', ...(states ? stateNames.map((name) => `state.${name}`) : [])],
  };
}
