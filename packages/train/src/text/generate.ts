import { ArgumentError, threefry } from '@sluice/math';
import type { Model, Stream } from '@sluice/model';
import type { StopSignal } from '../abort-signal.js';
import { createPause } from '../pause.js';
import { checkSampling, sampleToken, type SamplingOptions } from './sample-token.js';
import type { Vocabulary } from './vocabulary.js';

export interface GenerateOptions extends SamplingOptions {
  /** The characters that the model was trained on. */
  readonly vocabulary: Vocabulary;
  /** The text to go on from; a line break by default, or the first character where there is none. */
  readonly prime?: string | undefined;
  /** How many characters to write. */
  readonly length: number;
  /** The same seed writes the same text; 0 by default. */
  readonly seed?: number | undefined;
  /** Ends the text when it is aborted. */
  readonly signal?: StopSignal | undefined;
}

/**
 * Writes text with a character model, one character at a time.
 *
 * @returns the characters that follow `prime`, without it.
 * @throws ArgumentError when `prime` holds a character that the model does not know, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { generate } from '@sluice/train';
 * for await (const character of generate(model, { vocabulary, prime: 'ROMEO:', length: 200, temperature: 0.8 })) {
 *   process.stdout.write(character);
 * }
 * ```
 */
export function generate(model: Model, options: GenerateOptions): AsyncGenerator<string, void, undefined> {
  const { vocabulary, length } = options;
  const prime =
    options.prime === undefined || options.prime === '' ? defaultPrime(vocabulary) : options.prime;
  checkSampling(options);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new ArgumentError(`generate: length must be an integer of at least 0, but got ${length}.`);
  }
  return write(model.stream(), vocabulary.encode(prime), options);
}

async function* write(
  stream: Stream,
  prime: Int32Array,
  { vocabulary, length, seed = 0, signal, ...sampling }: GenerateOptions,
): AsyncGenerator<string, void, undefined> {
  const pause = createPause();
  let scores: Float32Array = new Float32Array();
  for (const token of prime) {
    scores = stream.step(token);
    await pause();
    if (signal?.aborted) return;
  }
  if (scores.length !== vocabulary.size) {
    throw new ArgumentError(
      `generate: the model gives ${scores.length} scores, but the vocabulary has ${vocabulary.size} characters.`,
    );
  }
  for (let i = 0; i < length; i++) {
    if (signal?.aborted) return;
    const token = sampleToken(scores, sampling, threefry(seed, 0, i, 0)[0] / 2 ** 32);
    yield vocabulary.characters[token]!;
    scores = stream.step(token);
    await pause();
  }
}

const defaultPrime = ({ characters }: Vocabulary): string =>
  characters.includes('\n') ? '\n' : characters[0]!;
