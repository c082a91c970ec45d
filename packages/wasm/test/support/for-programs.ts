import * as fc from 'fast-check';
import {
  randomPrograms,
  type RandomProgram,
  type RandomProgramOptions,
} from '../../../math/test/random-program.js';

export interface ForPrograms extends RandomProgramOptions {
  /** How many programs. */
  readonly count: number;
}

/** Milliseconds that a test of random programs may take on a busy machine; one that fails shrinks the program for a while. */
export const patient = { timeout: 90_000 };

/** Checks a property of random programs, the same ones in each run of the tests. */
export function forPrograms(
  { count, ...options }: ForPrograms,
  property: (random: RandomProgram) => void,
): void {
  fc.assert(fc.property(randomPrograms(options), property), {
    seed: 20,
    numRuns: count,
    plugins: [fc.interruptAfterTimeLimit(60_000, { failOnInterrupt: true })],
  });
}
