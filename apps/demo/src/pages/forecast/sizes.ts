/** How a series is cut for training: as it was asked for, or as near as its length allows. */
export function trainingSizes({
  trainCount,
  lag,
  window,
}: {
  readonly trainCount: number;
  readonly lag: number;
  readonly window: number;
}): { readonly knownCount: number; readonly timeSteps: number; readonly batchSize: number } {
  const knownCount = trainCount - lag;
  const timeSteps = Math.min(window, Math.floor(knownCount / 2));
  return { knownCount, timeSteps, batchSize: Math.min(16, knownCount - timeSteps) };
}
