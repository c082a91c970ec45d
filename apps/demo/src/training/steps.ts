import type { RaceOptions } from './race-news.js';

/** The steps at which a race is evaluated. */
export function evaluationSteps({
  steps,
  evaluateEvery,
}: Pick<RaceOptions, 'steps' | 'evaluateEvery'>): number[] {
  const regular = Array.from({ length: Math.floor(steps / evaluateEvery) + 1 }, (_, i) => i * evaluateEvery);
  return regular.at(-1) === steps ? regular : [...regular, steps];
}
