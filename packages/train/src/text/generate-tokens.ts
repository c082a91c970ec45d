import { ArgumentError, threefry } from '@sluice/math';
import type { Constants, Model, Stream } from '@sluice/model';
import type { StopSignal } from '../abort-signal.js';
import { createPause } from '../pause.js';
import { checkSampling, sampleToken, type SamplingOptions } from './sample-token.js';

export interface GenerateTokensOptions extends SamplingOptions {
  /** The token that a sequence begins with, or several to go on from. */
  readonly start: number | ArrayLike<number>;
  /** The token that ends the sequence; without one, it goes on to `maxLength`. */
  readonly end?: number | undefined;
  /** How many tokens to write at most. */
  readonly maxLength: number;
  /** The same seed writes the same tokens; 0 by default. */
  readonly seed?: number | undefined;
  /** What the model reads in every step, such as the `source` of an encoder, `[1, …]` by name. */
  readonly constants?: Constants | undefined;
  /** Ends the sequence when it is aborted. */
  readonly signal?: StopSignal | undefined;
}

/**
 * Writes tokens with any model that steps from tokens to scores, an `encoderDecoder` or a language model: each is drawn as the
 * scores say, and read in the next step. With a `temperature` of 0 each is the likeliest.
 *
 * @returns what follows `start`, token by token, without the end.
 * @throws ArgumentError when an option is out of its range; MissingConstantError or ShapeError when the constants are not those
 * that the model reads.
 *
 * @example
 * ```ts
 * import { generateTokens } from '@sluice/train';
 * const options = { start: 0, end: 1, maxLength: 20, temperature: 0, constants: { source } };
 * for await (const token of generateTokens(model, options)) console.log(token);
 * ```
 */
export function generateTokens(
  model: Model,
  { start, constants, ...options }: GenerateTokensOptions,
): AsyncGenerator<number, void, undefined> {
  const prime = typeof start === 'number' ? [start] : start;
  checkSampling(options);
  if (!Number.isSafeInteger(options.maxLength) || options.maxLength < 0) {
    throw new ArgumentError(
      `generateTokens: maxLength must be an integer of at least 0, but got ${options.maxLength}.`,
    );
  }
  if (prime.length === 0) throw new ArgumentError('generateTokens: start must be a token, or several.');
  return drawTokens(model.stream({ constants }), prime, options);
}

/** Reads the first tokens, then draws one after the other. */
export async function* drawTokens(
  stream: Stream,
  prime: ArrayLike<number>,
  { end, maxLength, seed = 0, signal, ...sampling }: Omit<GenerateTokensOptions, 'start' | 'constants'>,
  checkScores?: (scores: Float32Array) => void,
): AsyncGenerator<number, void, undefined> {
  const pause = createPause();
  let scores: Float32Array = new Float32Array();
  for (const token of Array.from(prime)) {
    scores = stream.step(token);
    await pause();
    if (signal?.aborted) return;
  }
  checkScores?.(scores);
  for (let i = 0; i < maxLength; i++) {
    if (signal?.aborted) return;
    const token = sampleToken(scores, sampling, threefry(seed, 0, i, 0)[0] / 2 ** 32);
    if (token === end) return;
    yield token;
    scores = stream.step(token);
    await pause();
  }
}
