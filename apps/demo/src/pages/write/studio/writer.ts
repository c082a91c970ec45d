import { threefry } from '@sluice/math';
import type { Stream } from '@sluice/model';
import { sampleToken } from '@sluice/train';
import { firstToken, stepOf, type CharacterModel } from './character-model.js';
import { createRecord, longestText, partsOf, type StateRecord } from './record.js';
import type { Passage } from './units.js';

/** A text as a model writes it, with its state after each character. */
export interface Writer {
  readonly of: CharacterModel;
  readonly record: StateRecord;
  /** What it was given to go on from, as far as the model knows the characters. */
  readonly prime: readonly string[];
  /** Characters of the prime that the model does not know, each once. */
  readonly unknown: readonly string[];
  /** All characters that the record is of. */
  readonly characters: readonly string[];
  /** Writes a character. */
  next(temperature: number): string;
}

/** Begins a text. Prime and characters are drawn as `generate` of `@sluice/train` does with the same seed. */
export function createWriter(of: CharacterModel, prime: string, seed: number): Writer {
  const { vocabulary, model } = of;
  const stream: Stream = model.stream();
  const step = stepOf(of, stream);
  const record = createRecord(partsOf(model.layer.state));
  const known = new Set(vocabulary.characters);
  const given = Array.from(prime).slice(0, 500);
  const tokens = vocabulary.encode(given.join(''), { unknown: 'skip' });
  let scores: Float32Array = new Float32Array();
  const characters: string[] = [];
  const read = (token: number): void => {
    scores = step(token);
    record.push(stream.state);
    characters.push(vocabulary.characters[token]!);
  };
  // What a text begins with where nothing is given is not a part of it.
  if (tokens.length === 0) scores = step(firstToken(vocabulary));
  for (const token of tokens) read(token);
  let drawn = 0;
  return {
    of,
    record,
    prime: [...characters],
    characters,
    unknown: [...new Set(given)].filter((character) => !known.has(character)),
    next(temperature) {
      const token = sampleToken(scores, { temperature }, threefry(seed, 0, drawn++, 0)[0] / 2 ** 32);
      read(token);
      return vocabulary.characters[token]!;
    },
  };
}

/** Lets a model read characters that it knows. */
export function readPassage(of: CharacterModel, characters: readonly string[]): Passage {
  const stream = of.model.stream();
  const step = stepOf(of, stream);
  const parts = partsOf(of.model.layer.state);
  const record = createRecord(parts);
  for (const token of of.vocabulary.encode(characters.join(''))) {
    step(token);
    record.push(stream.state);
  }
  return { characters, parts, record };
}

/** What is heard of a text that is being written. */
export type WritingNews =
  | { readonly kind: 'begun'; readonly prime: readonly string[]; readonly unknown: readonly string[] }
  | { readonly kind: 'written'; readonly character: string };

/** How a text is written. */
export interface Pace {
  /** Characters in a second; without it as fast as can be. */
  readonly perSecond?: number | undefined;
  /** How many. */
  readonly length: number;
  /** Asked before each character, so that it can change. */
  readonly temperature: () => number;
}

/** Writes at a pace that can be read along. */
export async function* writeOn(
  writer: Writer,
  { perSecond, length, temperature }: Pace,
): AsyncGenerator<WritingNews, void, undefined> {
  let due = performance.now();
  const last = Math.min(longestText, writer.record.length + length);
  while (writer.record.length < last) {
    yield { kind: 'written', character: writer.next(temperature()) };
    if (perSecond === undefined) continue;
    due += 1000 / perSecond;
    const wait = due - performance.now();
    if (wait > 4) await new Promise((resolve) => setTimeout(resolve, wait));
    // Where a training step has held it up for long, it does not hurry after.
    else due = Math.max(due, performance.now() - 250);
  }
}
