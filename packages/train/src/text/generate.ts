import { ArgumentError } from '@sluice/math';
import type { Constants, Model } from '@sluice/model';
import type { StopSignal } from '../abort-signal.js';
import { drawTokens } from './generate-tokens.js';
import { checkSampling, type SamplingOptions } from './sample-token.js';
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
  /** What the model reads in every step, `[1, …]` by name. */
  readonly constants?: Constants | undefined;
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
  return write(model, vocabulary.encode(prime), options);
}

async function* write(
  model: Model,
  prime: Int32Array,
  { vocabulary, length, constants, ...options }: GenerateOptions,
): AsyncGenerator<string, void, undefined> {
  const checkScores = (scores: Float32Array): void => {
    if (scores.length === vocabulary.size) return;
    throw new ArgumentError(
      `generate: the model gives ${scores.length} scores, but the vocabulary has ${vocabulary.size} characters.`,
    );
  };
  const tokens = drawTokens(
    model.stream({ constants }),
    prime,
    { ...options, maxLength: length },
    checkScores,
  );
  for await (const token of tokens) yield vocabulary.characters[token]!;
}

const defaultPrime = ({ characters }: Vocabulary): string =>
  characters.includes('\n') ? '\n' : characters[0]!;
