import { sizeOf, stridesOf, type DType, type Shape } from '@sluice/math';

/** A stretch of memory that the plan will give an address. */
export interface Storage {
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** What it holds, for people who read a schedule. */
  readonly label: string;
  /** Inputs, outputs and constants: kept from run to run, at an address of their own. */
  readonly pinned?: boolean;
  /** Numbers that it holds from the start. */
  readonly data?: Float32Array | Int32Array;
}

/** The counter of a loop in a schedule. */
export interface LoopIndex {
  readonly name: string;
}

/** Where the elements of a value lie: strides and offset count elements, and may depend on the counters of loops. */
export interface View {
  readonly storage: Storage;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  /** How far the view moves when a loop's counter grows by one. */
  readonly moves: readonly Move[];
}

export interface Move {
  readonly loop: LoopIndex;
  readonly stride: number;
}

export const wholeView = (storage: Storage, shape: Shape): View => ({
  storage,
  shape,
  strides: stridesOf(shape),
  offset: 0,
  moves: [],
});

/** Whether the elements lie one after the other in row-major order. */
export function isContiguous({ shape, strides }: View): boolean {
  const dense = stridesOf(shape);
  return sizeOf(shape) === 0 || shape.every((extent, axis) => extent === 1 || strides[axis] === dense[axis]);
}

export const transposeView = (view: View, permutation: readonly number[]): View => ({
  ...view,
  shape: permutation.map((axis) => view.shape[axis]!),
  strides: permutation.map((axis) => view.strides[axis]!),
});

export const sliceView = (view: View, starts: readonly number[], ends: readonly number[]): View => ({
  ...view,
  shape: starts.map((start, axis) => ends[axis]! - start),
  offset: starts.reduce((offset, start, axis) => offset + start * view.strides[axis]!, view.offset),
});

/** The elements of one axis from `start` to `end`. */
export const sliceAxisView = (view: View, axis: number, start: number, end: number): View =>
  sliceView(
    view,
    view.shape.map((_, i) => (i === axis ? start : 0)),
    view.shape.map((extent, i) => (i === axis ? end : extent)),
  );

export function broadcastView(view: View, shape: Shape): View {
  const lead = shape.length - view.shape.length;
  const repeats = (axis: number): boolean => axis < lead || view.shape[axis - lead] !== shape[axis];
  return {
    ...view,
    shape,
    strides: shape.map((_, axis) => (repeats(axis) ? 0 : view.strides[axis - lead]!)),
  };
}

export const reverseView = (view: View, axes: readonly number[]): View => ({
  ...view,
  strides: view.strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
  offset: axes.reduce(
    (offset, axis) => offset + Math.max(0, view.shape[axis]! - 1) * view.strides[axis]!,
    view.offset,
  ),
});

/** The slice that a loop reads or writes: its first axis is walked by the loop's counter. */
export const stepView = (view: View, loop: LoopIndex): View => ({
  ...view,
  shape: view.shape.slice(1),
  strides: view.strides.slice(1),
  moves: [...view.moves, { loop, stride: view.strides[0]! }],
});

/** The same elements under another shape, where strides can express it. */
export function reshapeView(view: View, shape: Shape): View | undefined {
  if (sizeOf(shape) === 0) return { ...view, shape, strides: stridesOf(shape) };
  // Axes that follow each other without a gap form runs; a new shape must cut within runs, never across.
  const runs = mergeRuns(view);
  const strides = new Array<number>(shape.length).fill(0);
  let axis = shape.length - 1;
  for (let run = runs.length - 1; run >= 0; run--) {
    const { extent, stride } = runs[run]!;
    let covered = 1;
    while (covered < extent) {
      if (axis < 0) return undefined;
      strides[axis] = stride * covered;
      covered *= shape[axis--]!;
    }
    if (covered !== extent) return undefined;
  }
  return { ...view, shape, strides };
}

function mergeRuns({ shape, strides }: View): { extent: number; stride: number }[] {
  const runs: { extent: number; stride: number }[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const [extent, stride] = [shape[axis]!, strides[axis]!];
    if (extent === 1) continue;
    const last = runs.at(-1);
    if (last && last.stride === stride * extent) {
      last.extent *= extent;
      last.stride = stride;
    } else runs.push({ extent, stride });
  }
  return runs;
}
