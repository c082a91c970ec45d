/** The middle of some numbers, and how far the middle half of them spreads. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** Summarizes numbers by their quartiles, which single disturbed measurements do not move. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
  };
}

/** The number below which a share of the sorted ones lies, on the line between its two neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const [a, b] = [sorted[low]!, sorted[Math.ceil(place)]!];
  return a + (b - a) * (place - low);
}
