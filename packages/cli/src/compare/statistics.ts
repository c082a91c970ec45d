// What may be said of few numbers that need not be normal. Losses of trained networks are not: they come in clusters of
// those that have solved a task and those that have not, so all of this goes by rank.

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** How often the median of all seeds that there are lies between the least and the largest of so many of them. */
export const rangeCoverage = (count: number): number => 1 - 2 ** (1 - count);

/** What is found when two samples are compared. */
export interface Comparison {
  /** How often one of `a` is less than one of `b`, with equal ones as halves: 1 when all are, 0.5 when it is even. */
  readonly less: number;
  /** How often chance alone would set two samples from one source this far apart. */
  readonly p: number;
}

/**
 * The exact rank-sum test of Wilcoxon and of Mann and Whitney, two-sided, with mean ranks for equal values: the share of
 * all ways to split the values into two samples whose sum of ranks is as far from its mean as the one that was found.
 *
 * Wilcoxon, "Individual comparisons by ranking methods", 1945; Mann and Whitney, 1947.
 */
export function compareRanks(a: readonly number[], b: readonly number[]): Comparison {
  const ranks = doubledRanks([...a, ...b]);
  const found = sum(ranks.slice(0, a.length));
  const mean = a.length * (a.length + b.length + 1);
  const ways = waysToSum(ranks, a.length);
  const farther = ways.reduce(
    (total, count, at) => (Math.abs(at - mean) >= Math.abs(found - mean) ? total + count : total),
    0,
  );
  const least = a.length * (a.length + 1);
  return { less: 1 - (found - least) / (2 * a.length * b.length), p: Math.min(1, farther / sum(ways)) };
}

/** Ranks from 1, times 2, so that the mean rank of equal values is an integer too. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 2 * below + equal + 1;
  });
}

/** For each sum, how many choices of so many ranks have it. */
function waysToSum(ranks: readonly number[], chosen: number): readonly number[] {
  const ways = Array.from({ length: chosen + 1 }, () => new Array<number>(sum(ranks) + 1).fill(0));
  ways[0]![0] = 1;
  for (const rank of ranks) {
    for (let count = chosen; count > 0; count--) {
      const [fewer, these] = [ways[count - 1]!, ways[count]!];
      for (let at = these.length - 1; at >= rank; at--) these[at]! += fewer[at - rank]!;
    }
  }
  return ways[chosen]!;
}

/**
 * Holm's correction: what each probability is worth where one of so many would be small by chance.
 *
 * Holm, "A simple sequentially rejective multiple test procedure", 1979.
 */
export function holm(probabilities: readonly number[]): number[] {
  const adjusted = [...probabilities];
  const order = probabilities.map((_, i) => i).sort((i, j) => probabilities[i]! - probabilities[j]!);
  let largest = 0;
  for (const [place, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (probabilities.length - place) * probabilities[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}

/** The least number of seeds at which the clearest of so many comparisons can have a probability of `level` or less. */
export function seedsToTell(comparisons: number, level: number): number {
  let seeds = 1;
  // Two of all splits are the clearest: each sample below the other.
  let splits = 2;
  while ((2 * comparisons) / splits > level) {
    seeds++;
    splits *= (2 * (2 * seeds - 1)) / seeds;
  }
  return seeds;
}

/**
 * About how many seeds show a difference four times of five, if one cell's are less than another's as often as `less`.
 *
 * Noether, "Sample size determination for some common nonparametric tests", 1987.
 */
export function seedsToShow(less: number, level: number): number {
  const [confidence, power] = [normalQuantile(1 - level / 2), normalQuantile(0.8)];
  return Math.ceil((confidence + power) ** 2 / (6 * (less - 0.5) ** 2));
}

/** Where a standard normal variable stays below with some probability: by halving, from the sum that defines it. */
function normalQuantile(probability: number): number {
  let [low, high] = [-10, 10];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** By the series of Marsaglia, "Evaluating the normal distribution", 2004. */
function normalProbability(x: number): number {
  let [term, total] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-17; i += 2) {
    term *= (x * x) / i;
    total += term;
  }
  return 0.5 + total * Math.exp((-x * x) / 2 - 0.5 * Math.log(2 * Math.PI));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
