import { formatShape, sameShape, SluiceError, type Numbers } from '@sluice/math';
import type { NamedNumbers } from './numbers.js';

/** A layer that does not keep what the interface promises. */
export class ConformanceError extends SluiceError {
  override name = 'ConformanceError';
}

/** How far two numbers may lie apart: by `absolute`, and by `relative` times the larger one. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** For the same computation done again. */
export const exact: Tolerance = { absolute: 0, relative: 0 };

/** For two ways to the same number in double precision. */
export const tight: Tolerance = { absolute: 1e-12, relative: 1e-12 };

/** For two backends in single precision. */
export const single: Tolerance = { absolute: 1e-5, relative: 1e-5 };

/** Throws a ConformanceError unless a condition holds. */
export function check(condition: boolean, message: string): void {
  if (!condition) throw new ConformanceError(message);
}

/** Throws unless two tensors have the same shape, and the same numbers within a tolerance. */
export function checkClose(
  what: string,
  actual: Numbers,
  expected: Numbers,
  tolerance: Tolerance = tight,
): void {
  check(
    sameShape(actual.shape, expected.shape),
    `${what}: has shape ${formatShape(actual.shape)}, but should have ${formatShape(expected.shape)}.`,
  );
  expected.data.forEach((right: number, i: number) => {
    const left = actual.data[i]!;
    const { absolute, relative } = tolerance;
    const allowed = absolute + relative * Math.max(Math.abs(left), Math.abs(right));
    // a NaN is close to nothing, but the same as a NaN
    if (Math.abs(left - right) <= allowed || Object.is(left, right)) return;
    throw new ConformanceError(`${what}: element ${i} is ${left}, but should be ${right}.`);
  });
}

/** Throws unless every tensor of one record is close to that of the same name in the other. */
export function checkAllClose(
  what: string,
  actual: NamedNumbers,
  expected: NamedNumbers,
  tolerance: Tolerance = tight,
): void {
  check(
    Object.keys(actual).sort().join() === Object.keys(expected).sort().join(),
    `${what}: gives ${Object.keys(actual).join(', ')}, but should give ${Object.keys(expected).join(', ')}.`,
  );
  for (const [name, numbers] of Object.entries(expected)) {
    checkClose(`${what}: ${name}`, actual[name]!, numbers, tolerance);
  }
}
