import type { StatePart, StateRecord, UnitChoice } from './record.js';

/** Things of a text that a unit may follow, one number for each character. */
export const features = [
  'quotes',
  'line',
  'lineEnd',
  'space',
  'word',
  'capitals',
  'vowels',
  'batchim',
  'punctuation',
] as const;

export type Feature = (typeof features)[number];

/** A unit that stands out, and by what. */
export interface FoundUnit extends UnitChoice {
  readonly by: Feature | 'varies';
  /** How closely it follows the feature, −1 to 1; of one that varies, its standard deviation. */
  readonly strength: number;
}

/** A text, and the state of a model after each of its characters. */
export interface Passage {
  readonly characters: readonly string[];
  readonly parts: readonly StatePart[];
  readonly record: StateRecord;
}

/** Less than this is no finding. */
const weakest = 0.3;

/** The unit that follows each feature of a text most closely, the closest first, and the one that varies most. */
export function findUnits({ characters, parts, record }: Passage): readonly FoundUnit[] {
  const columns = parts.flatMap(({ path, kept }) =>
    Array.from({ length: kept }, (_, unit) => ({ path, unit, ...standardised(record.unit({ path, unit })) })),
  );
  const found: FoundUnit[] = [];
  for (const by of features) {
    const wanted = standardised(featureOf(by, characters));
    if (wanted.deviation === 0) continue;
    let best: FoundUnit | undefined;
    for (const { path, unit, values } of columns) {
      const strength = mean(values.map((value, at) => value * wanted.values[at]!));
      if (Math.abs(strength) > Math.abs(best?.strength ?? weakest)) best = { path, unit, by, strength };
    }
    if (best) found.push(best);
  }
  found.sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength));
  const [widest] = [...columns].sort((a, b) => b.deviation - a.deviation);
  if (widest && widest.deviation > 0) {
    found.push({ path: widest.path, unit: widest.unit, by: 'varies', strength: widest.deviation });
  }
  return found;
}

/** A feature's number at each character. */
export function featureOf(feature: Feature, characters: readonly string[]): Float32Array {
  let [inLine, inWord, quoted] = [0, 0, false];
  return Float32Array.from(characters, (character) => {
    inLine = character === '\n' ? 0 : inLine + 1;
    inWord = /[\p{L}\p{N}']/u.test(character) ? inWord + 1 : 0;
    if (character === '"') quoted = !quoted;
    else if ('“「『«'.includes(character)) quoted = true;
    else if ('”」』»'.includes(character)) quoted = false;
    const numbers: Readonly<Record<Feature, number>> = {
      quotes: Number(quoted),
      line: inLine,
      lineEnd: Number(character === '\n'),
      space: Number(/\s/.test(character)),
      word: inWord,
      capitals: Number(/\p{Lu}/u.test(character)),
      vowels: Number(/[aeiouAEIOU]/.test(character)),
      batchim: Number(hasBatchim(character)),
      punctuation: Number(/\p{P}/u.test(character)),
    };
    return numbers[feature];
  });
}

/** Whether a syllable of Hangul ends in a consonant: each has 28 endings, of which the first is none. */
function hasBatchim(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code >= 0xac00 && code <= 0xd7a3 && (code - 0xac00) % 28 !== 0;
}

/** With a mean of 0 and a deviation of 1; zeros where nothing varies. */
function standardised(values: Float32Array): { readonly values: Float32Array; readonly deviation: number } {
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return deviation > 1e-6
    ? { values: values.map((value) => (value - middle) / deviation), deviation }
    : { values: new Float32Array(values.length), deviation: 0 };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
