import { ArgumentError, type Tensor } from '@sluice/math';
import { createSearchRows, type Constants, type Model } from '@sluice/model';
import type { StopSignal } from '../abort-signal.js';
import { createPause } from '../pause.js';
import { createSearch, type Hypothesis } from './search.js';

export interface BeamSearchOptions {
  /** The token that a sequence begins with, or several to go on from. */
  readonly start: number | ArrayLike<number>;
  /** The token that ends a sequence; without one, all go on to `maxLength`. */
  readonly end?: number | undefined;
  /** How many tokens a sequence has at most, its end counted. */
  readonly maxLength: number;
  /** How many sequences are followed at a time; 4 by default, and 1 always takes the likeliest token. */
  readonly width?: number | undefined;
  /** How many of the best to return; `width` by default. */
  readonly count?: number | undefined;
  /** α: how much longer sequences are helped; 0, the default, compares probabilities as they are. */
  readonly lengthPenalty?: number | undefined;
  /** What the model reads in every step, such as the `source` of an encoder, `[1, …]` by name. */
  readonly constants?: Constants | undefined;
  /** The state to go on from, `[1, …]` for each name; zeros by default. */
  readonly state?: Readonly<Record<string, Tensor>> | undefined;
  /** Ends the search when it is aborted; what was found until then is returned. */
  readonly signal?: StopSignal | undefined;
}

/**
 * Searches for the sequences that a model finds likeliest: follows the `width` best at a time, and lets each go on with any
 * token.
 *
 * Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", 2014: a sequence that has ended takes up one of
 * the places. Length penalty of Wu et al., "Google's neural machine translation system", 2016, for n tokens, the end counted:
 *
 *     score = log P(tokens) / ((5 + n) / 6)^α
 *
 * The rows of a search are computed at once, and nothing is allocated from step to step. Any model that steps from tokens to
 * scores will do: an `encoderDecoder`, or a language model.
 *
 * @returns the best, best first. There are fewer than `count` where there are not as many sequences.
 * @throws ArgumentError when an option is out of its range, the model takes no tokens, or it gives scores that are no numbers;
 * MissingConstantError or ShapeError when the constants are not those that it reads.
 *
 * @example
 * ```ts
 * import { beamSearch } from '@sluice/train';
 * const [best] = await beamSearch(model, { start: 0, end: 1, maxLength: 20, width: 5, lengthPenalty: 0.6, constants: { source } });
 * ```
 */
export async function beamSearch(model: Model, options: BeamSearchOptions): Promise<Hypothesis[]> {
  const { start, end, maxLength, width = 4, count = width, lengthPenalty = 0, signal } = options;
  const prime = typeof start === 'number' ? [start] : Array.from(start);
  checkOptions(prime, options);
  const { constants, state } = options;
  const rows = createSearchRows('beamSearch', model, { rows: width, constants, state });
  const pause = createPause();
  try {
    const first = new Int32Array(width);
    for (const [i, token] of prime.entries()) {
      if (i > 0) rows.follow(first, width);
      rows.tokens.fill(token);
      rows.step();
    }
    const search = createSearch(rows, { end, maxLength, width, count, lengthPenalty });
    while (search.extend()) {
      await pause();
      if (signal?.aborted) break;
      rows.step();
    }
    return search.best();
  } finally {
    rows.release();
  }
}

function checkOptions(
  prime: readonly number[],
  { end, maxLength, width = 4, count = width, lengthPenalty = 0 }: BeamSearchOptions,
): void {
  const check = (fits: boolean, name: string, expected: string, got: unknown): void => {
    if (!fits) throw new ArgumentError(`beamSearch: ${name} must be ${expected}, but got ${String(got)}.`);
  };
  const isInteger = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  check(prime.length > 0, 'start', 'a token, or several', 'none');
  for (const token of prime) check(isInteger(token, 0), 'start', 'tokens, which are integers from 0', token);
  check(end === undefined || isInteger(end, 0), 'end', 'a token, which is an integer from 0', end);
  check(isInteger(maxLength, 1), 'maxLength', 'an integer of at least 1', maxLength);
  check(isInteger(width, 1), 'width', 'an integer of at least 1', width);
  check(isInteger(count, 1) && count <= width, 'count', 'an integer from 1 to width', count);
  check(lengthPenalty >= 0 && lengthPenalty < Infinity, 'lengthPenalty', 'at least 0', lengthPenalty);
}
