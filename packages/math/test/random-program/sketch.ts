import {
  sizeOf,
  type DType,
  type ScanOptions,
  type Shape,
  type Spec,
  type Value,
  type Values,
} from '../../src/index.js';
import type { Choices } from './choices.js';

/** A value of a growing program, and what is known of its numbers. */
export interface Entry {
  readonly value: Value;
  /** No element is larger in magnitude. */
  readonly bound: number;
  /** Whether every backend must find the same bits; only such numbers may be compared or rounded. */
  readonly exact: boolean;
}

/** Into how many steps a loop is cut, and whether the way back computes them again. */
export type ChunkOptions = Pick<ScanOptions<Values, Values>, 'chunk' | 'recompute'>;

/** A program that is being grown. */
export interface Sketch {
  readonly choices: Choices;
  /** What operations may read, oldest first. */
  readonly pool: Entry[];
  /** Loops around. */
  readonly depth: number;
  /** Gradients that will be taken through this; then kinks are only allowed where numbers are exact. */
  readonly derivatives: number;
  /** Whether gradients must be those that differences show, so that none is held back. */
  readonly honest: boolean;
  /** How loops keep what their gradients read; it changes no result. */
  readonly scans: ChunkOptions;
  /** A further input of the program. */
  readonly input: (spec: Spec) => Entry;
}

/** Adds an operation or a few to a program: returns what it has made, or nothing where it does not fit. */
export type Growth = (sketch: Sketch) => readonly Entry[];

/** Elements that a value may have. */
export const sizeLimit = 400;

/** Magnitude above which numbers are made small again, so that errors in the last place do not pile up. */
const calm = 4;

export const fits = (shape: Shape): boolean => sizeOf(shape) <= sizeLimit && shape.length <= 5;

/** One of the values that satisfy a condition, a recent one rather than an old one. */
export function choose(
  { choices, pool }: Sketch,
  condition: (entry: Entry) => boolean = () => true,
): Entry | undefined {
  const candidates = pool.filter(condition).reverse();
  return candidates.length > 0 ? choices.pick(candidates.slice(0, 12)) : undefined;
}

export const isReal = ({ value }: Entry): boolean => value.dtype === 'f32';
export const isInteger = ({ value }: Entry): boolean => value.dtype === 'i32';
export const hasRank =
  (atLeast: number) =>
  ({ value }: Entry): boolean =>
    value.shape.length >= atLeast;
export const hasType =
  (dtype: DType) =>
  ({ value }: Entry): boolean =>
    value.dtype === dtype;

/** The same numbers, or smaller ones where they might have become large. */
export function settle({ choices }: Sketch, entry: Entry): Entry {
  const { value, bound } = entry;
  if (value.dtype === 'i32') return { value, bound: Math.min(bound, 2 ** 31), exact: true };
  if (bound <= calm) return entry;
  return choices.pick<() => Entry>([
    () => ({ value: value.mul(calm / bound), bound: calm, exact: false }),
    () => ({ value: value.tanh(), bound: 1, exact: false }),
    () => ({ value: value.sigmoid(), bound: 1, exact: false }),
  ])();
}

/** A small shape, of as many axes as one of `ranks` says. */
export function smallShape({ choices }: Sketch, ranks: readonly number[] = [0, 1, 2]): number[] {
  const shape: number[] = [];
  for (let rank = choices.pick(ranks); rank > 0; rank--) {
    const extent = choices.between(1, choices.pick([5, 3, 9]));
    shape.push(sizeOf(shape) * extent <= sizeLimit / 2 ? extent : 1);
  }
  return shape;
}

/** A value's numbers under another shape: cut off or repeated with zeros where their count differs. */
export function refit(entry: Entry, shape: Shape): Entry {
  const [have, want] = [sizeOf(entry.value.shape), sizeOf(shape)];
  const flat = entry.value.reshape([have]);
  const cut = have > want ? flat.slice([0], [want]) : flat.pad([0], [want - have]);
  return { ...entry, value: cut.reshape(shape) };
}
