import type { Contestant, Reading } from './contestant.js';

export interface RoundOptions {
  /** Steps of each contestant before anything is measured. */
  readonly warmUpSteps: number;
  /** Measured steps of each contestant. */
  readonly repeats: number;
}

/** What one contestant showed. */
export interface Readings {
  /** The losses of the warm-up, in order. */
  readonly losses: readonly number[];
  /** The measured steps, by round. */
  readonly rounds: readonly Reading[];
}

/**
 * Measures contestants in turns, so that whatever else the machine does meanwhile meets all of them alike. Each round
 * begins with another of them, and each turn with a step that is not measured and fills the caches again.
 */
export async function runRounds(
  contestants: readonly Contestant[],
  { warmUpSteps, repeats }: RoundOptions,
): Promise<Readings[]> {
  const losses = contestants.map((): number[] => []);
  for (const [i, contestant] of contestants.entries()) {
    for (let step = 0; step < warmUpSteps; step++) losses[i]!.push((await contestant.step()).loss);
  }
  const rounds = contestants.map((): Reading[] => []);
  for (let round = 0; round < repeats; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const i = (round + turn) % contestants.length;
      await contestants[i]!.step();
      rounds[i]!.push(await contestants[i]!.step());
    }
  }
  return contestants.map((_, i) => ({ losses: losses[i]!, rounds: rounds[i]! }));
}
