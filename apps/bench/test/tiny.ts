import type { BenchCase } from '../src/cases.js';

/** The same work on a size that takes no time. */
export const shrink = (work: BenchCase): BenchCase => ({
  ...work,
  batchSize: 2,
  timeSteps: 3,
  inputSize: 4,
  hiddenSize: 5,
  outputSize: 3,
});
