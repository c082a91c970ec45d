import { firstChange, type Preparation } from './changes.js';

/** How a series is cut for training: as it was asked for, or as near as its length allows. */
export function trainingSizes({ window, ...preparation }: Preparation & { readonly window: number }): {
  readonly knownCount: number;
  readonly timeSteps: number;
  readonly batchSize: number;
} {
  const knownCount = preparation.trainCount - firstChange(preparation);
  const timeSteps = Math.min(window, Math.floor(knownCount / 2));
  return { knownCount, timeSteps, batchSize: Math.min(16, knownCount - timeSteps) };
}
