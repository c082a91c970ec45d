import { constant, type Extent } from '../extent.js';
import type { Variable } from '../general-program.js';
import type { Attribute, Term } from '../graph.js';
import { withExtent, withoutAxes } from '../shapes.js';
import type { Bound, Translation } from '../translation.js';
import type { Result } from '../writer.js';
import type { CellNode } from './cells.js';
import { joined } from './weights.js';

/** A cell that runs over a sequence in one direction, and the values that it reads. */
export interface Direction {
  readonly node: CellNode;
  readonly reverse: boolean;
  readonly x: Variable;
  readonly lengths: Variable | undefined;
  /** The state before the first step: h, and c where there is one. */
  readonly initial: readonly Variable[];
}

/** What a recurrent node gives. */
export interface EmittedCell {
  /** For each direction what its loop gives: the state after the last step, and the outputs of all steps. */
  readonly directions: readonly (readonly Bound[])[];
  /** The outputs of all directions side by side. */
  readonly output: Bound;
}

/** Writes one recurrent node for one or two directions of the same kind. */
export function emitCell(directions: readonly Direction[], prefix: string, t: Translation): EmittedCell {
  const [{ node, x, lengths, initial, reverse }] = directions as [Direction];
  const { operator, hiddenSize } = node;
  const { write } = t;
  const steps = t.whole(x);
  const [time, batch] = steps.shape as [Extent, Extent];
  const [count, size] = [constant(directions.length), constant(hiddenSize)];

  const inputs = [
    steps,
    weights('W', directions, prefix, t),
    weights('R', directions, prefix, t),
    weights('B', directions, prefix, t),
    lengths && t.whole(lengths),
    ...initial.map((_, i) =>
      before(
        directions.map((direction) => direction.initial[i]!),
        t,
      ),
    ),
    weights('P', directions, prefix, t),
  ];
  while (inputs.at(-1) === undefined) inputs.pop();
  const state = { type: 'f32', shape: [count, batch, size] } as const;
  const [all, ...last] = write.nodes(
    operator,
    inputs,
    [
      { type: 'f32', shape: [time, count, batch, size], name: `${prefix}Y` },
      ...initial.map((_, i) => ({ ...state, name: `${prefix}Y_${'hc'[i]!}` })),
    ],
    {
      name: `${prefix}${operator}`,
      attributes: {
        direction: { string: directions.length > 1 ? 'bidirectional' : reverse ? 'reverse' : 'forward' },
        hidden_size: { int: hiddenSize },
        ...activationAttributes(directions),
        ...node.attributes,
      },
    },
  );
  const outputs = apart(all!, 1, t);
  const states = last.map((term) => apart(term, 0, t));
  return {
    directions: directions.map((direction, i) => [
      ...states.map((parts, k) => ({ term: kept(parts[i]!, direction.initial[k]!, lengths, t) })),
      { term: outputs[i]! },
    ]),
    output: {
      term: write.reshape(write.transpose(all!, [0, 2, 1, 3]), [
        time,
        batch,
        constant(directions.length * hiddenSize),
      ]),
    },
  };
}

/** The weights of all directions one after the other; undefined where none has any. */
function weights(
  part: keyof CellNode['weights'],
  directions: readonly Direction[],
  prefix: string,
  { write }: Translation,
): Term | undefined {
  const found = directions.map(({ node }) => node.weights[part]);
  const length = found.find((numbers) => numbers !== undefined)?.length;
  if (length === undefined) return undefined;
  const { inputSize, hiddenSize } = directions[0]!.node;
  const columns = { W: [inputSize], R: [hiddenSize], B: [], P: [] }[part];
  const shape = [directions.length, length / (columns[0] ?? 1), ...columns];
  const numbers = joined(found.map((own) => own ?? new Float32Array(length)));
  return write.stored('f32', shape, numbers, prefix + part);
}

/** A part of the state of all directions; undefined where all of it is zeros, as the node takes it then. */
function before(variables: readonly Variable[], t: Translation): Term | undefined {
  if (variables.every((variable) => isZero(t.take(variable)))) return undefined;
  const { write } = t;
  const parts = variables.map((variable) => {
    const term = t.whole(variable);
    const result = { type: term.type, shape: [constant(1), ...term.shape] };
    return write.node('Unsqueeze', [term, write.list([constant(0)])], result);
  });
  if (parts.length === 1) return parts[0];
  const shape = [constant(parts.length), ...parts[0]!.shape.slice(1)];
  return write.node('Concat', parts, { type: 'f32', shape }, { attributes: { axis: { int: 0 } } });
}

const isZero = ({ shape, data }: Term): boolean => shape.length === 0 && data?.[0] === 0;

/** The state after the last step; a row without any keeps its own, where runtimes would give zeros. */
function kept(after: Term, initial: Variable, lengths: Variable | undefined, t: Translation): Term {
  const before = t.take(initial);
  if (!lengths || isZero(before)) return after;
  const { write } = t;
  const count = t.whole(lengths);
  const column = write.reshape(count, [...count.shape, constant(1)]);
  const hasSteps = write.pointwise('Greater', [column, write.scalar('i32', 0)], 'bool');
  return write.pointwise('Where', [hasSteps, after, before], 'f32');
}

/** What stands along the axis of directions, without that axis. */
function apart(term: Term, axis: number, { write }: Translation): Term[] {
  const count = term.shape[axis]!.one;
  const single: Result = { type: 'f32', shape: withExtent(term.shape, axis, constant(1)) };
  const parts =
    count === 1
      ? [term]
      : write.nodes(
          'Split',
          [term],
          Array.from({ length: count }, () => single),
          { attributes: { axis: { int: axis } } },
        );
  const result: Result = { type: 'f32', shape: withoutAxes(term.shape, [axis]) };
  return parts.map((part) => write.node('Squeeze', [part, write.list([constant(axis)])], result));
}

function activationAttributes(directions: readonly Direction[]): Record<string, Attribute> {
  const activations = directions.flatMap(({ node }) => node.activations);
  const numbers = (part: 'alpha' | 'beta'): number[] =>
    activations.map((activation) => activation[part]).filter((number) => number !== undefined);
  const [alpha, beta] = [numbers('alpha'), numbers('beta')];
  return {
    activations: { strings: activations.map(({ name }) => name) },
    ...(alpha.length > 0 && { activation_alpha: { floats: alpha } }),
    ...(beta.length > 0 && { activation_beta: { floats: beta } }),
  };
}
