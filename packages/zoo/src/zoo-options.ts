import {
  gateInitializers,
  type Gate,
  type GateInitializers,
  type SizeOptions,
  type StartValues,
} from '@sluice/cell';
import { ArgumentError, initializers, type Initializer } from '@sluice/math';

/** What the cells of the zoo have in common. */
export interface ZooOptions extends SizeOptions {
  /** Start values: Glorot with orthogonal recurrent weights by default, other families or single ones by name. */
  readonly initial?: StartValues;
}

/** What the cells have in common whose papers have biases. */
export interface BiasOptions extends ZooOptions {
  /** Whether there are biases; true by default. */
  readonly bias?: boolean;
}

/**
 * Start values for matrices of these blocks, or of so many.
 *
 * @throws ArgumentError when the start values are unknown.
 */
export const startValues = (
  { initial, hiddenSize }: Required<ZooOptions>,
  gates: number | readonly Gate[],
): GateInitializers => gateInitializers(initial, { gates, hiddenSize });

/** Start values for the biases of these gates. */
export const biases = (options: Required<ZooOptions>, ...gates: readonly Gate[]): Initializer =>
  startValues(options, gates).bias;

/** A gate that keeps the memory where it is open, and the bias that it starts with. */
export const forgets = (bias = 0): Gate => ({ role: 'forget', bias });

/** A gate that adds to the memory where it is open, beside one that forgets. */
export const adds = (bias = 0): Gate => ({ role: 'input', bias });

/** A gate that replaces the memory where it is open. */
export const replaces = (bias = 0): Gate => ({ role: 'update', bias });

/** A block that does nothing to the memory. */
export const other: Gate = {};

/** Numbers that a function makes of numbers spread evenly between 0 and 1. */
export const drawn =
  (make: (u: number) => number): Initializer =>
  (shape, seed) =>
    initializers.uniform(0, 1)(shape, seed).map(make);

/** Throws an ArgumentError unless a number that the equations divide or step by is positive. */
export function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new ArgumentError(`${name} must be a positive number, but is ${value}.`);
}

/** Throws an ArgumentError unless units can be divided among so many heads. */
export function checkHeads({ hiddenSize, heads }: { hiddenSize: number; heads: number }): void {
  if (Number.isSafeInteger(heads) && heads > 0 && hiddenSize % heads === 0) return;
  throw new ArgumentError(
    `heads must be a positive integer that divides hiddenSize, but heads is ${heads} and hiddenSize ${hiddenSize}.`,
  );
}
