import { ArgumentError, formatShape, IndexError, ShapeError, sizeOf, type Spec } from '@sluice/math';

/** What one step of one row takes. */
export interface StepInput extends Spec {
  /** Number of rows of the table that the input selects from; Infinity where it does not select. */
  readonly limit: number;
}

const single = [0];

/**
 * Checks the numbers of one step of one row.
 *
 * @param where - how messages name it: `stream.step`.
 * @returns the numbers as an array; a single number stands in the same array each time.
 */
export function checkStepInput(
  where: string,
  given: ArrayLike<number> | number,
  { shape, dtype, limit }: StepInput,
): ArrayLike<number> {
  let numbers: ArrayLike<number>;
  if (typeof given === 'number') {
    single[0] = given;
    numbers = single;
  } else {
    numbers = given;
  }
  const size = sizeOf(shape);
  if (numbers.length !== size) {
    throw new ShapeError(
      `${where}: one step takes ${size} numbers, ${dtype}${formatShape(shape)}, but ${numbers.length} came.`,
    );
  }
  for (let i = 0; i < size; i++) {
    const number = numbers[i]!;
    const fits = dtype === 'i32' ? (number | 0) === number : number - number === 0;
    if (!fits) {
      throw new ArgumentError(
        `${where}: the input holds ${number} at position ${i}, but must hold ` +
          `${dtype === 'i32' ? '32-bit integers' : 'finite numbers'}.`,
      );
    }
    if (dtype === 'i32' && (number < 0 || number >= limit)) {
      throw new IndexError(
        `${where}: the input holds ${number} at position ${i}, outside of 0 to ${limit - 1}.`,
      );
    }
  }
  return numbers;
}

/** Throws unless the time since a step's predecessor is a number. */
export function checkStepDelta(where: string, delta: number): void {
  if (Number.isFinite(delta)) return;
  throw new ArgumentError(
    `${where}: the time since the step before must be a finite number, but is ${delta}.`,
  );
}
