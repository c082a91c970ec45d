import { gateInitializers, type GateInitializers, type SizeOptions, type StartValues } from '@sluice/cell';
import { ArgumentError, initializers, type Initializer } from '@sluice/math';

/** What the cells of the zoo have in common. */
export interface ZooOptions extends SizeOptions {
  /** Start values: Glorot with orthogonal recurrent weights, the default, or PyTorch's uniform ones. */
  readonly initial?: StartValues;
}

/** What the cells have in common whose papers have biases. */
export interface BiasOptions extends ZooOptions {
  /** Whether there are biases; true by default. */
  readonly bias?: boolean;
}

/**
 * Start values for matrices of so many blocks.
 *
 * @throws ArgumentError when there are no start values of this name.
 */
export function startValues({ initial, hiddenSize }: Required<ZooOptions>, gates: number): GateInitializers {
  if (initial !== 'glorot' && initial !== 'torch') {
    throw new ArgumentError(`initial must be 'glorot' or 'torch', but is '${String(initial)}'.`);
  }
  return gateInitializers(initial, { gates, hiddenSize });
}

/** Biases that start at one number for each block, unless they start as PyTorch's do. */
export const biases = (
  { initial, hiddenSize }: Required<ZooOptions>,
  ...starts: readonly number[]
): Initializer =>
  initial === 'torch'
    ? initializers.torchUniform(hiddenSize)
    : initializers.blocks(
        starts.length,
        starts.map((start) => initializers.constant(start)),
      );

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
