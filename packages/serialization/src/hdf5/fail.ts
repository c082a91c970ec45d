import { FormatError } from '../format-error.js';

/** Throws the FormatError of an HDF5 file. */
export function fail(problem: string): never {
  throw new FormatError(`HDF5: ${problem}.`);
}

/** Says that the file uses something that is not read here, and what makes a file that is. */
export const unsupported = (what: string): never =>
  fail(`${what}, which is not read here; write the file again with h5py's defaults, as Keras does`);
