import type { Work } from '../src/cases/work.js';

/** The same work on a size that takes no time. */
export const shrink = <W extends Work>(work: W): W => ({
  ...work,
  batchSize: work.kind === 'streaming-step' ? 1 : 2,
  timeSteps: 3,
  inputSize: 4,
  hiddenSize: 5,
  ...(work.kind === 'training-step' ? { outputSize: 3 } : {}),
});

/** Rounds that take no time. */
export const quick = {
  repeats: 3,
  warmUpMilliseconds: 0.1,
  readingMilliseconds: 0.1,
  patienceMilliseconds: 1000,
};
