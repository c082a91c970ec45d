/** What a model learns of a series. */
export interface Preparation {
  /** Its changes over so many steps; 0 for the values themselves. */
  readonly lag: number;
  /** Of logarithms: a change is then one in percent. */
  readonly logarithm: boolean;
  /** Values from here on are held out: nothing is known of them. */
  readonly trainCount: number;
}

/** A series as a model is given it. */
export interface Changes {
  /** One for each value from `lag` on, in units of the standard deviation of those to train on. */
  readonly scaled: Float32Array;
  /** The value to which such a change leads from the values before it. */
  readonly valueAfter: (before: readonly number[], change: number) => number;
}

/** Takes changes, and scales them by what is known of the training part alone. */
export function changesOf(values: readonly number[], { lag, logarithm, trainCount }: Preparation): Changes {
  const levels = logarithm ? values.map(Math.log) : values;
  const changes = levels.slice(lag).map((level, i) => (lag === 0 ? level : level - levels[i]!));
  const known = changes.slice(0, trainCount - lag);
  const mean = meanOf(known);
  // What never changes has no deviation to be divided by.
  const deviation = Math.sqrt(meanOf(known.map((change) => (change - mean) ** 2))) || 1;
  return {
    scaled: Float32Array.from(changes, (change) => (change - mean) / deviation),
    valueAfter(before, change) {
      const from = lag === 0 ? undefined : before.at(-lag)!;
      const moved = change * deviation + mean;
      if (logarithm) return Math.exp(moved + (from === undefined ? 0 : Math.log(from)));
      return moved + (from ?? 0);
    },
  };
}

/** The mean of some numbers. */
export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
