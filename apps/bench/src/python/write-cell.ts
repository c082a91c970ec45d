import type { Cell } from '@sluice/cell';
import {
  trace,
  type Program,
  type Shape,
  type Spec,
  type Value,
  type Values,
  type Variable,
} from '@sluice/math';
import { tuple } from './rules.js';
import { writeProgram, type Pace } from './write-program.js';

/**
 * Writes a cell as a module of PyTorch's Python: `run(xs, …params)` loops over `xs` `[time, batch, inputSize]` from a state of
 * zeros, with the parameters in the cell's order, and returns the outputs `[time, batch, …]`. It is what somebody writes there
 * from the same equations: what depends on weights alone stands before the loop, gradients are left to autograd.
 */
export function writeCell(cell: Cell, batchSize: number): string {
  const [params, states] = [Object.keys(cell.params), Object.keys(cell.state)];
  const names = new Map<Variable, string>();
  const program = traceStep(cell, batchSize, (gates) => {
    for (const [name, value] of Object.entries(gates)) names.set(value, name);
  });
  ['x', ...states, ...params].forEach((name, i) => names.set(program.inputs[i]!, name));
  const paces = new Map(
    program.inputs.map((input, i): [Variable, Pace] => [input, i > states.length ? 'weights' : 'step']),
  );
  const { inputs, outputs, lines } = writeProgram(program, { paces, names });
  const stateNames = inputs.slice(1, 1 + states.length);
  const indented = (depth: number, text: readonly string[]): string[] =>
    text.map((line) => `${'    '.repeat(depth)}${line}`);
  return [
    'import torch',
    'import torch.nn.functional as F',
    '',
    ...lines.constant,
    '',
    `def run(${['xs', ...inputs.slice(1 + states.length)].join(', ')}):`,
    ...indented(1, [
      ...lines.weights,
      ...states.map(
        (name, i) => `${stateNames[i]} = xs.new_zeros${tuple([batchSize, ...cell.state[name]!])}`,
      ),
      'outputs = []',
      'for x in xs.unbind(0):',
      ...indented(1, [
        ...lines.step,
        `outputs.append(${outputs[0]})`,
        ...(states.length > 0 ? [`${stateNames.join(', ')} = ${outputs.slice(1).join(', ')}`] : []),
      ]),
      'return torch.stack(outputs)',
    ]),
    '',
  ].join('\n');
}

/** One step of a cell while training, of x, each state and each parameter; gives the output and each next state. */
function traceStep(cell: Cell, batchSize: number, show: (gates: Values) => void): Program {
  const [params, states] = [Object.keys(cell.params), Object.keys(cell.state)];
  const spec = (...shape: Shape): Spec => ({ shape, dtype: 'f32' });
  return trace(
    (x, ...values) => {
      const named = (keys: readonly string[], start: number): Record<string, Value> =>
        Object.fromEntries(keys.map((key, i) => [key, values[start + i]!]));
      const { output, state, gates } = cell.step({
        x,
        state: named(states, 0),
        params: named(params, states.length),
        training: true,
        key: { seed: 0, step: 0 },
      });
      show(gates ?? {});
      return [output, ...states.map((name) => state[name]!)];
    },
    [
      spec(batchSize, ...cell.input!.shape),
      ...states.map((name) => spec(batchSize, ...cell.state[name]!)),
      ...params.map((name) => spec(...cell.params[name]!.shape)),
    ],
  );
}
