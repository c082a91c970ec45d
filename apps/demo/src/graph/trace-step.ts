import type { Cell, ConstantSpec } from '@sluice/cell';
import { trace, type Spec, type Value, type Values } from '@sluice/math';
import type { TracedStep } from './express.js';

/** A traced step with the names of what comes out of it, in the order of the program's outputs. */
export interface NamedStep extends TracedStep {
  readonly states: readonly string[];
  readonly gates: readonly string[];
}

/** An axis of a constant that may have any size has this one in the picture. */
const anySize = 4;

/**
 * Traces one step of a cell for one row, as `createModel` would. The program's outputs are the gates, the next states and the output.
 *
 * @throws whatever the cell's step throws.
 */
export function traceStep(cell: Cell): NamedStep {
  const float = (shape: readonly number[]): Spec => ({ shape, dtype: 'f32' });
  const input = cell.input ?? float([1]);
  const groups = {
    x: { x: { ...input, shape: [1, ...input.shape] } },
    state: mapSpecs(cell.state, (shape) => float([1, ...shape])),
    params: mapSpecs(cell.params, ({ shape }) => float(shape)),
    constants: mapSpecs(cell.constants ?? {}, constantSpec),
    delta: { Δt: float([1]) },
  };
  const kinds = {
    x: 'input',
    state: 'state',
    params: 'parameter',
    constants: 'constant',
    delta: 'input',
  } as const;
  const order = Object.keys(groups) as (keyof typeof groups)[];
  const states = Object.keys(cell.state);
  let gates: string[] = [];

  const program = trace(
    (...values) => {
      let next = 0;
      const take = (group: Readonly<Record<string, Spec>>): Values =>
        Object.fromEntries(Object.keys(group).map((name) => [name, values[next++]!]));
      const [x, state, params, given, delta] = order.map((name) => take(groups[name])) as [
        Values,
        Values,
        Values,
        Values,
        Values,
      ];
      const around = { params, training: false, key: { seed: 0, step: 0 } };
      const constants = cell.prepare ? cell.prepare({ ...around, constants: given }) : given;
      const result = cell.step({ ...around, x: x['x']!, state, constants, delta: delta['Δt']! });
      const shown = result.gates ?? {};
      gates = Object.keys(shown);
      return [...Object.values<Value>(shown), ...states.map((name) => result.state[name]!), result.output];
    },
    order.flatMap((name) => Object.values<Spec>(groups[name])),
  );
  const inputs = order.flatMap((name) =>
    Object.keys(groups[name]).map((leaf) => ({ name: leaf, kind: kinds[name] })),
  );
  return { program, inputs, states, gates };
}

const mapSpecs = <T>(from: Readonly<Record<string, T>>, spec: (value: T) => Spec): Record<string, Spec> =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, spec(value)]));

const constantSpec = ({ shape, dtype }: ConstantSpec): Spec => ({
  shape: [1, ...shape.map((extent) => (typeof extent === 'number' ? extent : anySize))],
  dtype,
});
