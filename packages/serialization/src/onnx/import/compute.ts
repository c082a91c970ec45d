import {
  evaluate,
  literal,
  SluiceError,
  sizeOf,
  tensor,
  trace,
  Value,
  type Program,
  type Spec,
  type Tensor,
} from '@sluice/math';
import type { Budget } from './budget.js';
import { fillOf, known, unknown, type Item, type Known, type Origin } from './item.js';
import { missing, type Call, type Rule } from './rules/rule.js';
import { rules } from './rules/index.js';
import type { Visit } from './walk.js';

/** How a traced node reads numbers that are known: as values of the trace. */
export type Lift = (item: Known) => Value;

/**
 * What a node gives: numbers where its inputs are known, values where some are traced, and what is in the way otherwise.
 */
export function compute(visit: Visit, budget: Budget, lift: Lift = ({ tensor }) => literal(tensor)): Item[] {
  const { node, title, inputs } = visit;
  const outputs = (item: Item): Item[] => node.output.map(() => item);
  const rule = visit.standard ? rules.get(node.opType) : undefined;
  if (!rule) return outputs(unknown(`${title}: Sluice has no such operation`));
  const obstacle = inputs.find((input) => input?.kind === 'unknown');
  if (obstacle) return outputs(unknown(obstacle.reason, keptFill(visit)));
  try {
    const isTraced = inputs.some((input) => input?.kind === 'traced');
    const results = isTraced ? traceNode(visit, rule, lift) : fold(visit, rule, budget);
    return node.output.map((_, i) => results[i] ?? unknown(`${title}: has no output ${i} in Sluice`));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return outputs(unknown(`${title}: ${error.message}`, keptFill(visit)));
  }
}

/** Operations that leave numbers as they are, and so also the one number that a value holds everywhere. */
const moving = new Set(
  'Identity Reshape Transpose Squeeze Unsqueeze Flatten Slice Split Gather Concat Expand Tile Dropout'.split(
    ' ',
  ),
);

function keptFill({ node, inputs, attributes, readTensor }: Visit): number | undefined {
  if (node.opType === 'ConstantOfShape') return attributes.has('value') ? readTensor('value')?.data[0] : 0;
  if (!moving.has(node.opType)) return undefined;
  const fills = (node.opType === 'Concat' ? inputs : inputs.slice(0, 1)).map(fillOf);
  return fills.every((fill) => fill === fills[0]) ? fills[0] : undefined;
}

function traceNode(visit: Visit, rule: Rule, lift: Lift): Item[] {
  const inputs = visit.inputs.map((input) =>
    input?.kind === 'traced' ? input.value : (input as Known | undefined),
  );
  const values = new Map<number, Value>();
  const results = rule({
    ...callOf(visit),
    inputs,
    folding: false,
    value: (index) => {
      const input = inputs[index];
      if (!input) throw missing(index);
      if (input instanceof Value) return input;
      const value = values.get(index) ?? lift(input);
      values.set(index, value);
      return value;
    },
  });
  return results.map((result) =>
    result instanceof Value ? { kind: 'traced', value: result } : known(result, 'sizes'),
  );
}

/** Computes a node whose inputs are all known: its rule is traced and evaluated, unless that would cost too much. */
function fold(visit: Visit, rule: Rule, budget: Budget): Item[] {
  const inputs = visit.inputs as readonly (Known | undefined)[];
  const present = inputs.filter((input) => input !== undefined);
  const origin = originOf(present);
  const madeBy = operationsBehind(visit, present);
  let results: readonly (Value | Tensor)[] = [];
  const program = trace(
    (...placeholders) => {
      let next = 0;
      const values = inputs.map((input) => (input ? placeholders[next++] : undefined));
      results = rule({
        ...callOf(visit),
        inputs,
        folding: true,
        value: (index) => {
          const value = values[index];
          if (!value) throw missing(index);
          return value;
        },
      });
      return results.filter((result) => result instanceof Value);
    },
    present.map((input) => input.tensor),
  );
  budget.compute(costOf(program));
  // in double precision, and rounded once, unless numbers are only moved
  const numbers = evaluate(
    program,
    present.map((input) => input.tensor),
    { precision: moving.has(visit.node.opType) ? 'f32' : 'f64' },
  );
  return results.map((result) => {
    // a shape is no position, though it be that of positions
    if (!(result instanceof Value)) return known(result, origin === 'moved' ? 'sizes' : origin);
    const { shape, data } = numbers[program.outputs.indexOf(result)]!;
    const made = tensor(data instanceof Int32Array ? data : Float32Array.from(data), shape);
    return { ...known(made, origin), madeBy };
  });
}

/** Operations that do nothing to numbers but hand them on. */
const plain = new Set(['Constant', 'Identity', 'Cast']);

function operationsBehind({ node }: Visit, inputs: readonly Known[]): string[] {
  const own = plain.has(node.opType) ? [] : [node.opType];
  return [...new Set([...inputs.flatMap(({ madeBy = [] }) => madeBy), ...own])];
}

function originOf(inputs: readonly Known[]): Origin {
  const origins = new Set(inputs.map(({ origin }) => origin));
  return origins.has('moved') ? 'moved' : origins.has('sizes') ? 'sizes' : 'file';
}

const callOf = ({
  node,
  attributes,
  opset,
  readTensor,
}: Visit): Pick<Call, 'opset' | 'attributes' | 'readTensor' | 'outputs'> => ({
  opset,
  attributes,
  readTensor,
  outputs: node.output.length,
});

/** Numbers that a program reads and makes, and products that it sums. */
function costOf({ equations }: Program): number {
  let cost = 0;
  for (const { op, attributes, inputs, outputs } of equations) {
    const sizes = (variables: readonly Spec[]): number =>
      variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const inner = op === 'matmul' ? inputs[0]!.shape.at(attributes.transposeLeft ? -2 : -1)! : 1;
    cost += sizes(inputs) + sizes(outputs) * Math.max(1, inner);
  }
  return cost;
}
