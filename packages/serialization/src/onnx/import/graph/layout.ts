import type { Shape } from '@sluice/math';
import type { DimensionProto, GraphProto, ValueInfoProto } from '../../proto/messages.js';
import { dtypeOf } from '../../proto/tensor.js';
import { quote } from '../../../text.js';
import { unknown, type Unknown } from '../item.js';
import { openInputs } from '../scope.js';
import type { Sizes } from './axes.js';

/** An input of the graph, by what it is for. */
export type GraphInput =
  | { readonly use: 'sequence'; readonly name: string }
  /** What the state starts from; its batch is axis `batch`. */
  | { readonly use: 'state'; readonly name: string; readonly shape: Shape; readonly batch: number }
  /** How many steps each row has. */
  | { readonly use: 'lengths'; readonly name: string }
  /** None of these. */
  | { readonly use: 'none'; readonly name: string };

/** Which axes of a graph's inputs are steps and rows. */
export interface Layout {
  readonly name: string;
  readonly integers: boolean;
  /** Extents of the input's axes; at those of steps and rows stands what the file fixes them to, or 0. */
  readonly extents: Shape;
  readonly time?: number | undefined;
  readonly batch?: number | undefined;
  readonly inputs: readonly GraphInput[];
}

/** Extents of the axes that are neither steps nor rows: what one step takes. */
export const featuresOf = ({ extents, time, batch }: Layout): Shape =>
  extents.filter((_, axis) => axis !== time && axis !== batch);

/** The shape of the graph's input with so many steps and rows. */
export const inputShape = ({ extents, time, batch }: Layout, sizes: Sizes): Shape =>
  extents.map((extent, axis) => (axis === time ? sizes.time : axis === batch ? sizes.batch : extent));

/** The shape of an input that holds a state. */
export const stateShape = (
  { shape, batch }: { readonly shape: Shape; readonly batch: number },
  rows: number,
): Shape => shape.map((extent, axis) => (axis === batch ? rows : extent));

/** The layouts that a graph's inputs could have, the likeliest first. */
export function* layoutsToTry(graph: GraphProto, recurs: boolean): Generator<Layout> {
  const inputs = openInputs(graph).filter(({ type }) => type?.tensorType?.shape);
  for (const main of inputs.slice(0, 4)) {
    const dims = dimsOf(main);
    const integers = dtypeOf(main.type?.tensorType?.elemType) === 'i32';
    if (dims.length === 0 || dims.length > 5) continue;
    const choices = axesToTry(dims.length, integers, recurs);
    for (const { time, batch } of choices.filter((choice) => agrees(choice, dims))) {
      const extents = dims.map(({ dimValue }) => dimValue ?? 0);
      const isOpen = extents.some((extent, axis) => extent <= 0 && axis !== time && axis !== batch);
      const others = inputs.map((input) => useOf(input, main, batch === undefined ? undefined : dims[batch]));
      if (!isOpen) yield { name: main.name, integers, extents, time, batch, inputs: others };
    }
  }
}

/** Whether axes that the file calls rows or steps are taken for these. */
const agrees = ({ time, batch }: Choice, dims: readonly DimensionProto[]): boolean =>
  dims.every(({ dimParam }, axis) => {
    const [isBatch, isTime] = [/batch/i.test(dimParam), /time|seq|step/i.test(dimParam)];
    return isBatch === isTime || (isBatch ? batch === axis : time === axis);
  });

interface Choice {
  readonly time?: number | undefined;
  readonly batch?: number | undefined;
}

/** Batch first is likeliest, then time first; what has two axes is a row of features unless something recurs or it is tokens. */
function axesToTry(rank: number, integers: boolean, recurs: boolean): Choice[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const pairs = axes.flatMap((batch) =>
    axes.filter((time) => time !== batch).map((time): Choice => ({ time, batch })),
  );
  const steps = axes.map((batch): Choice => ({ batch }));
  const single = axes.map((time): Choice => ({ time }));
  const near = (choice: Choice): boolean => Math.max(choice.time ?? 0, choice.batch ?? 0) <= 1;
  const sequences = [...pairs.filter(near), ...pairs.filter((pair) => !near(pair))];
  if (recurs) return [...sequences, ...steps, ...single];
  return rank > 2 || integers ? [...sequences.slice(0, 2), ...steps] : steps.slice(0, 1);
}

function useOf(input: ValueInfoProto, main: ValueInfoProto, batch: DimensionProto | undefined): GraphInput {
  const { name } = input;
  if (input === main) return { use: 'sequence', name };
  const dims = dimsOf(input);
  if (dtypeOf(input.type?.tensorType?.elemType) === 'i32') {
    return { use: dims.length === 1 ? 'lengths' : 'none', name };
  }
  // one size may go by several names, but a number is a number
  const rows = dims.flatMap((dim, axis) => (batch && dim.dimValue === batch.dimValue ? [axis] : []));
  const axis =
    rows.find((row) => dims[row]!.dimValue === undefined) ??
    (rows.includes(1) && dims.length === 3 ? 1 : rows[0]);
  const shape = dims.map(({ dimValue }, i) => (i === axis ? 0 : (dimValue ?? 0)));
  const isKnown = axis !== undefined && shape.every((extent, i) => extent > 0 || i === axis);
  return isKnown ? { use: 'state', name, shape, batch: axis } : { use: 'none', name };
}

/** Stands for an input that is of no use. */
export const noUse = (name: string): Unknown =>
  unknown(
    `a layer takes one sequence, and the input ${quote(name)} is neither that nor a state or lengths of it`,
  );

const dimsOf = ({ type }: ValueInfoProto): readonly DimensionProto[] => type?.tensorType?.shape?.dim ?? [];
