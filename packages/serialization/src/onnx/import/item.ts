import type { Tensor, Value } from '@sluice/math';

/**
 * Where known numbers come from: from the file alone; from the sizes that the graph is run with; or they are no numbers of
 * the model at all but positions, which tell the elements of inputs and layers apart as the graph moves them about.
 */
export type Origin = 'file' | 'sizes' | 'moved';

/** Numbers that are known before the model runs. */
export interface Known {
  readonly kind: 'known';
  readonly tensor: Tensor;
  readonly origin: Origin;
  /** The first name that it has in the file. */
  readonly name?: string | undefined;
  /** The operations that made it of what the file holds; none where the file holds it. */
  readonly madeBy?: readonly string[] | undefined;
}

/** Positions of elements that a graph moves about. */
export type Moved = Known & { readonly origin: 'moved' };

/** A value that is being traced. */
export interface Traced {
  readonly kind: 'traced';
  readonly value: Value;
}

/** What cannot be known before the model runs, and why. */
export interface Unknown {
  readonly kind: 'unknown';
  /** The node, and what is in the way there. */
  readonly reason: string;
  /** The one number that it holds everywhere, where that much is known. */
  readonly fill?: number | undefined;
}

/** What stands for one value of a graph while it is read. */
export type Item = Known | Traced | Unknown;

export const known = (tensor: Tensor, origin: Origin = 'file', name?: string): Known => ({
  kind: 'known',
  tensor,
  origin,
  name,
});

export const unknown = (reason: string, fill?: number): Unknown => ({ kind: 'unknown', reason, fill });

export const isMoved = (item: Item | undefined): item is Moved =>
  item?.kind === 'known' && item.origin === 'moved';

/** The one number that an item holds everywhere, if it does. */
export function fillOf(item: Item | undefined): number | undefined {
  if (item?.kind === 'unknown') return item.fill;
  if (item?.kind !== 'known' || item.origin === 'moved') return undefined;
  const [first] = item.tensor.data;
  return first !== undefined && item.tensor.data.every((each) => each === first) ? first : undefined;
}
