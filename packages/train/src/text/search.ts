import { ArgumentError } from '@sluice/math';
import type { SearchRows } from '@sluice/model';

/** A sequence that a search has found. */
export interface Hypothesis {
  /** What follows the start, without the end. */
  readonly tokens: Int32Array;
  /** By which sequences are compared: `logProbability` over the length penalty. */
  readonly score: number;
  /** The logarithm of the probability that the model gives to these tokens, and to the end where there is one. */
  readonly logProbability: number;
  /** Whether the end was found; otherwise the search was over before. */
  readonly ended: boolean;
}

/** What is searched for; see `BeamSearchOptions`. */
export interface SearchOptions {
  readonly end: number | undefined;
  readonly maxLength: number;
  readonly width: number;
  readonly count: number;
  readonly lengthPenalty: number;
}

/** The sequences that a search follows and those that it has found. */
export interface Search {
  /**
   * Lets the sequences go on with the likeliest tokens, as the rows' last outputs say, and tells the rows what they read next.
   *
   * @returns whether there is a next step to take.
   */
  extend(): boolean;
  /** What was found so far, best first. */
  best(): Hypothesis[];
}

/** Follows the likeliest sequences: row i of the rows is the i-th likeliest that has not ended. */
export function createSearch(
  rows: Pick<SearchRows, 'tokens' | 'outputs' | 'follow'>,
  { end, maxLength, width, count, lengthPenalty }: SearchOptions,
): Search {
  const found: Hypothesis[] = [];
  // which token each row has read at each length, and which row it came from
  const history = { tokens: new Int32Array(maxLength * width), parents: new Int32Array(maxLength * width) };
  const sums = new Float64Array(width);
  const parents = new Int32Array(width);
  const candidates = createCandidates(width);
  let live = 1;
  let length = 0;

  const scoreOf = (sum: number, tokens: number): number => sum / ((5 + tokens) / 6) ** lengthPenalty;
  const trace = (row: number, ended: boolean, sum: number): Hypothesis => {
    const tokens = new Int32Array(length);
    for (let t = length - 1, at = row; t >= 0; t--) {
      tokens[t] = history.tokens[t * width + at]!;
      at = history.parents[t * width + at]!;
    }
    return { tokens, ended, logProbability: sum, score: scoreOf(sum, length + (ended ? 1 : 0)) };
  };
  const ranked = (hypotheses: Hypothesis[]): Hypothesis[] =>
    hypotheses.sort((a, b) => b.score - a.score).slice(0, count);

  const isDecided = (): boolean => {
    if (live === 0 || length === maxLength) return true;
    // no token makes a sequence likelier, and none can become longer than the longest
    const hope = scoreOf(sums[0]!, maxLength);
    return found.length >= count && ranked([...found]).at(-1)!.score >= hope;
  };

  return {
    extend: () => {
      candidates.clear(width - found.length);
      for (let row = 0; row < live; row++) candidates.add(row, sums[row]!, rows.outputs[row]!);
      const at = length * width;
      let next = 0;
      for (let i = 0; i < candidates.count; i++) {
        const [row, token, sum] = [candidates.rows[i]!, candidates.tokens[i]!, candidates.sums[i]!];
        if (token === end) {
          found.push(trace(row, true, sum));
          continue;
        }
        history.tokens[at + next] = token;
        history.parents[at + next] = row;
        parents[next] = row;
        sums[next] = sum;
        rows.tokens[next] = token;
        next++;
      }
      live = next;
      length++;
      if (isDecided()) return false;
      rows.follow(parents, live);
      return true;
    },
    best: () =>
      ranked([...found, ...Array.from({ length: live }, (_, row) => trace(row, false, sums[row]!))]),
  };
}

/** The likeliest continuations so far, the likeliest first. */
interface Candidates {
  count: number;
  readonly rows: Int32Array;
  readonly tokens: Int32Array;
  /** The logarithms of their probabilities. */
  readonly sums: Float64Array;
  /** Forgets all, and keeps at most so many from now on. */
  clear(places: number): void;
  /** Adds all continuations of a row, whose probability has the logarithm `sum`, by the scores of its next token. */
  add(row: number, sum: number, scores: Float32Array): void;
}

function createCandidates(width: number): Candidates {
  let places = width;
  const insert = (row: number, token: number, sum: number): void => {
    const { rows, tokens, sums } = candidates;
    if (candidates.count < places) candidates.count++;
    // of equal ones the earlier row and token stay ahead
    let i = candidates.count - 1;
    for (; i > 0 && sums[i - 1]! < sum; i--) {
      rows[i] = rows[i - 1]!;
      tokens[i] = tokens[i - 1]!;
      sums[i] = sums[i - 1]!;
    }
    rows[i] = row;
    tokens[i] = token;
    sums[i] = sum;
  };
  const candidates: Candidates = {
    count: 0,
    rows: new Int32Array(width),
    tokens: new Int32Array(width),
    sums: new Float64Array(width),
    clear: (kept) => {
      places = kept;
      candidates.count = 0;
    },
    add: (row, sum, scores) => {
      const base = sum - logSumExp(scores);
      for (let token = 0; token < scores.length; token++) {
        const candidate = base + scores[token]!;
        const isFull = candidates.count === places;
        if (candidate > -Infinity && (!isFull || candidate > candidates.sums[places - 1]!)) {
          insert(row, token, candidate);
        }
      }
    },
  };
  return candidates;
}

/** log Σ exp(score), without overflow. */
function logSumExp(scores: Float32Array): number {
  let largest = -Infinity;
  for (const score of scores) if (!(score <= largest)) largest = score;
  if (!Number.isFinite(largest)) {
    throw new ArgumentError(`beamSearch: the largest score is ${largest}; the model's weights are broken.`);
  }
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return largest + Math.log(sum);
}
