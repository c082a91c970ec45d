import { sizeOf, type Shape } from '@sluice/math';
import type { DimensionProto, GraphProto, ValueInfoProto } from '../proto/messages.js';
import { dtypeOf } from '../proto/tensor.js';
import { isRecurrent } from './recurrent/read.js';
import { openInputs } from './scope.js';

/** An input of the graph, as large as one run of it takes it. */
export interface SizedInput {
  readonly name: string;
  readonly shape: Shape;
  readonly integers: boolean;
}

/** Sizes for axes that the file leaves open: small, and each of its own, so that no two are taken for one another. */
const OPEN_SIZES = [3, 2, 5, 7, 11, 13, 17, 19];

/** The most numbers that one input may have: what the sizes in a file ask for may be anything. */
const MAX_SIZE = 2 ** 22;

/**
 * Sizes of the inputs to try a graph with, the likeliest first. Sizes that the file gives are kept. An axis that it leaves
 * open has a size of its own, the same one wherever it has the same name; an axis of features, which must fit the weights,
 * takes theirs; and since one size may go by several names, axes of further inputs are tried with those of the first.
 */
export function sizesToTry(graph: GraphProto): SizedInput[][] {
  const inputs = openInputs(graph).filter(({ type }) => dtypeOf(type?.tensorType?.elemType ?? 1));
  const features = featureSizes(graph);
  const first = inputs[0] && sized(inputs[0], new Map(), features[0]);
  const tries = [
    ...(features.length > 0 ? features : [undefined]).map((width) => ({ width, open: undefined })),
    ...(first?.shape ?? []).map((open) => ({ width: features[0], open })),
  ];
  return tries
    .map(({ width, open }) => {
      const names = new Map<string, number>();
      return inputs.map((input, i) => sized(input, names, width, i === 0 ? undefined : open));
    })
    .filter((sizes) => sizes.every(({ shape }) => sizeOf(shape) <= MAX_SIZE));
}

/** Whether the file says all sizes of its inputs. */
export const isFixed = (graph: GraphProto): boolean =>
  openInputs(graph).every(({ type }) =>
    type?.tensorType?.shape?.dim.every(({ dimValue }) => dimValue !== undefined),
  );

/** An axis of which nothing is known. */
const anySize = { dimParam: '' };

/** @param width - the size of a last axis that is left open. */
function sized(
  { name, type }: ValueInfoProto,
  names: Map<string, number>,
  width: number | undefined,
  open?: number,
): SizedInput {
  const tensor = type?.tensorType;
  const integers = dtypeOf(tensor?.elemType ?? 1) === 'i32';
  // without a shape it is what recurrent nodes take
  const dims: readonly Pick<DimensionProto, 'dimValue' | 'dimParam'>[] = tensor?.shape?.dim ?? [
    anySize,
    anySize,
    anySize,
  ];
  const shape = dims.map(({ dimValue, dimParam }, axis) => {
    if (dimValue !== undefined && dimValue > 0) return dimValue;
    if (!integers && axis === dims.length - 1 && axis > 0 && width !== undefined) return width;
    if (open !== undefined) return open;
    const key = dimParam === '' ? `${name}\0${axis}` : dimParam;
    if (!names.has(key)) names.set(key, OPEN_SIZES[names.size] ?? 2 * names.size + 5);
    return names.get(key)!;
  });
  return { name, shape, integers };
}

/** Widths that the weights ask for, those of recurrent nodes first. */
function featureSizes({ node, initializer }: GraphProto): number[] {
  const byName = new Map(initializer.map(({ name, dims }) => [name, dims]));
  const recurrent = node.flatMap(({ opType, input }) => {
    const dims = isRecurrent(opType) ? byName.get(input[1] ?? '') : undefined;
    return dims?.length === 3 ? [dims[2]!] : [];
  });
  const products = node.flatMap(({ opType, input }) => {
    const dims = opType === 'MatMul' || opType === 'Gemm' ? byName.get(input[1] ?? '') : undefined;
    return dims?.length === 2 ? [dims[0]!, dims[1]!] : [];
  });
  return [...new Set([...recurrent, ...products])].slice(0, 4);
}
