import { ArgumentError, IndexError } from '@sluice/math';

/** The characters that a model knows; a token is a character's position. */
export interface Vocabulary {
  /** Sorted by code point. */
  readonly characters: readonly string[];
  readonly size: number;
  /**
   * Turns text into tokens.
   *
   * @throws ArgumentError when a character is unknown, naming it, unless unknown ones are to be left out.
   */
  encode(text: string, options?: EncodeOptions): Int32Array;
  /** Turns tokens into text. */
  decode(tokens: ArrayLike<number>): string;
}

export interface EncodeOptions {
  /** What to do with characters that the vocabulary has not: throw (the default), or leave them out. */
  readonly unknown?: 'throw' | 'skip';
}

/**
 * Collects the characters of a text. A character is a code point, so an emoji is one. Made of its own `characters`, joined
 * or not, a vocabulary is the same again.
 *
 * @throws ArgumentError when there is no character.
 *
 * @example
 * ```ts
 * import { createVocabulary } from '@sluice/train';
 * const vocabulary = createVocabulary('hello');
 * vocabulary.characters; // ['e', 'h', 'l', 'o']
 * vocabulary.encode('hell'); // Int32Array [1, 0, 2, 2]
 * ```
 */
export function createVocabulary(text: Iterable<string>): Vocabulary {
  const characters = [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  if (characters.length === 0) throw new ArgumentError('createVocabulary: the text is empty.');
  const positions = new Map(characters.map((character, position) => [character, position]));
  return {
    characters,
    size: characters.length,
    encode: (given, { unknown = 'throw' } = {}) => {
      const tokens = new Int32Array(given.length);
      const missing = new Set<string>();
      let count = 0;
      for (const character of given) {
        const position = positions.get(character);
        if (position === undefined) missing.add(character);
        else tokens[count++] = position;
      }
      if (unknown === 'throw' && missing.size > 0) throw unknownCharacters([...missing], characters);
      return tokens.slice(0, count);
    },
    decode: (tokens) =>
      Array.from(tokens, (token) => {
        const character = characters[token];
        if (character !== undefined) return character;
        throw new IndexError(
          `decode: there is no token ${token}; the vocabulary has 0 to ${characters.length - 1}.`,
        );
      }).join(''),
  };
}

function unknownCharacters(missing: readonly string[], known: readonly string[]): ArgumentError {
  const named = missing.slice(0, 5).map((character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `${JSON.stringify(character)} (U+${code})`;
  });
  const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
  return new ArgumentError(
    `The vocabulary has no ${named.join(', ')}${more}. It has ${known.length} characters: ` +
      `${JSON.stringify(known.join(''))}.`,
  );
}
