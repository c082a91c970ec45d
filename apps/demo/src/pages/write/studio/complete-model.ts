import { ArgumentError } from '@sluice/math';
import { createModel } from '@sluice/model';
import type { Vocabulary } from '@sluice/train';
import { stepOf, type CharacterModel } from './character-model.js';
import type { ForeignModel } from './foreign-model.js';

/** Gives a model of another library its characters, in the order of its numbers. */
export async function completeModel(
  { name, format, layer, params, notes, size, takes, training }: ForeignModel,
  characters: readonly string[],
): Promise<CharacterModel> {
  if (characters.length !== size) {
    throw new ArgumentError(`The model knows ${size} characters, but ${characters.length} were given.`);
  }
  const vocabulary = orderedVocabulary(characters);
  const model = await createModel(layer, { params });
  const made: CharacterModel = {
    model,
    vocabulary,
    takes,
    gives: 'scores',
    training: takes === 'oneHot' && training === 'possible' ? 'oneHot' : training,
    file: { name, format, notes },
    steps: 0,
  };
  // Scores that are all probabilities and add up to one are no scores.
  const first = stepOf(made, model.stream())(0);
  const sum = first.reduce((total, score) => total + score, 0);
  const areProbabilities = first.every((score) => score >= 0) && Math.abs(sum - 1) < 1e-3;
  return areProbabilities ? { ...made, gives: 'probabilities', training: 'probabilities' } : made;
}

/** Characters in an order of their own; in `createVocabulary` it is that of their code points. */
export function orderedVocabulary(characters: readonly string[]): Vocabulary {
  const positions = new Map(characters.map((character, position) => [character, position]));
  const twice = characters.find((character, position) => positions.get(character) !== position);
  if (twice !== undefined) {
    throw new ArgumentError(
      `Each character stands for one number, but ${JSON.stringify(twice)} stands there twice.`,
    );
  }
  return {
    characters,
    size: characters.length,
    encode(text, { unknown = 'throw' } = {}) {
      const tokens: number[] = [];
      for (const character of text) {
        const position = positions.get(character);
        if (position !== undefined) tokens.push(position);
        else if (unknown === 'throw') {
          throw new ArgumentError(`The vocabulary has no ${JSON.stringify(character)}.`);
        }
      }
      return Int32Array.from(tokens);
    },
    decode: (tokens) => Array.from(tokens, (token) => characters[token] ?? '').join(''),
  };
}

/** Reads a list of characters: JSON (a list, or an object of numbers by character), or simply all of them, one after the other. */
export function readCharacters(given: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(given);
    if (Array.isArray(read) && read.every((entry) => typeof entry === 'string')) return read;
    if (typeof read === 'object' && read !== null) {
      const entries = Object.entries(read as Record<string, unknown>).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      );
      // char → number, as dictionaries of tutorials have it
      if (entries.length > 0) return entries.sort(([, a], [, b]) => a - b).map(([character]) => character);
    }
  } catch {
    // plain characters
  }
  return Array.from(given);
}
