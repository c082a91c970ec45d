import { sizeOf, stridesOf, tensor, type Shape, type Tensor } from '@sluice/math';
import { known, type Known } from './item.js';

/** What elements are followed from: an input of the graph, the outputs of a layer, or what it ends with. */
export type Role =
  | { readonly kind: 'input'; readonly name: string; readonly integers: boolean }
  /** The outputs of part `part`. */
  | { readonly kind: 'outputs'; readonly part: number }
  /** The last state that part `part` gives as output: `[batch, directions · hidden]`. */
  | { readonly kind: 'ends'; readonly part: number }
  /** Another part of the last state. */
  | { readonly kind: 'state'; readonly part: number };

/** Elements that a graph moves about, numbered from `base`. */
export interface Source {
  readonly role: Role;
  readonly base: number;
  readonly size: number;
}

/**
 * Numbers the elements of inputs and outputs, so that after any number of transposes, slices and reshapes it can be read off
 * where each one came to stand. No two sources share a number.
 */
export class Positions {
  readonly #sources: Source[] = [];
  #next = 0;

  add(role: Role, size: number): Source {
    const source = { role, base: this.#next, size };
    this.#next += size;
    this.#sources.push(source);
    return source;
  }

  /** The one source that all elements are of. */
  sourceOf({ tensor: { data } }: Known): Source | undefined {
    const first = data[0] ?? -1;
    const source = this.#sources.find(({ base, size }) => first >= base && first < base + size);
    return source && data.every((at) => at >= source.base && at < source.base + source.size)
      ? source
      : undefined;
  }

  /** The sources that the elements are of. */
  sourcesOf({ tensor: { data } }: Known): Source[] {
    const found = new Set<Source>();
    for (const at of data) {
      const source = this.#sources.find(({ base, size }) => at >= base && at < base + size);
      if (source) found.add(source);
    }
    return [...found];
  }
}

/** Elements of a source in an order of one's own. */
export function moved(shape: Shape, at: (index: number) => number): Known {
  return known(
    tensor(
      Int32Array.from({ length: sizeOf(shape) }, (_, index) => at(index)),
      shape,
    ),
    'moved',
  );
}

/** The elements of a source in their own order. */
export const inOrder = ({ base }: Source, shape: Shape): Known => moved(shape, (index) => base + index);

/** Positions within a source. */
export const within = ({ base }: Source, { tensor: { data } }: Known): number[] =>
  Array.from(data, (at) => at - base);

/**
 * Whether a tensor holds the positions from `start` on, each once, and differs from their order only in that axes were
 * joined, split or exchanged; nothing runs backwards or is shuffled.
 */
export function isArranged(tensor: Tensor, start: number): boolean {
  const size = tensor.data.length;
  return tensor.data.every((at) => at >= start && at < start + size) && climbs(tensor);
}

/**
 * Whether every axis of positions runs along one or more of the `axes` that they are numbered by from `start` on, and never
 * along a part of two. The first `whole` of them must not be cut either.
 */
export function keepsAxes({ shape, data }: Tensor, start: number, axes: Shape, whole: number): boolean {
  const strides = stridesOf(shape);
  const sizes = stridesOf(axes);
  return strides.every((stride, axis) => {
    const extent = shape[axis]!;
    const run = Array.from({ length: extent }, (_, i) => data[i * stride]! - start);
    const counts = axes.map((size, k) => new Set(run.map((at) => Math.floor(at / sizes[k]!) % size)).size);
    const isWhole = counts.slice(0, whole).every((count, k) => count === 1 || count === axes[k]);
    return isWhole && sizeOf(counts) === extent;
  });
}

/**
 * Whether positions climb along every axis, by the same steps wherever the other axes stand. No two are the same then, and
 * where they fill a range they number it as axes do.
 */
export function climbs({ shape, data }: Tensor): boolean {
  const strides = stridesOf(shape);
  const steps = strides.map((stride, axis) =>
    Array.from({ length: shape[axis]! }, (_, i) => data[i * stride]! - data[0]!),
  );
  if (steps.some((climb) => climb.some((at, i) => i > 0 && at <= climb[i - 1]!))) return false;
  const seen = new Set(data);
  return (
    seen.size === data.length &&
    data.every((at, index) => {
      let sum = data[0]!;
      steps.forEach((climb, axis) => {
        sum += climb[Math.floor(index / strides[axis]!) % shape[axis]!]!;
      });
      return sum === at;
    })
  );
}
