import { describe, expect, it } from 'vitest';
import { createLossLog } from '../src/pages/write/loss-log.js';
import { levelsOf, shades } from '../src/pages/write/levels.js';
import { cleanText, decodeText, rareCharacter, textLimits } from '../src/pages/write/studio/clean-text.js';
import { orderedVocabulary, readCharacters } from '../src/pages/write/studio/complete-model.js';
import { createRecord, mostUnits, partsOf } from '../src/pages/write/studio/record.js';
import { featureOf, findUnits } from '../src/pages/write/studio/units.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const clean = (text: string): Exclude<ReturnType<typeof cleanText>, { problem: string }> => {
  const cleaned = cleanText(text);
  if ('problem' in cleaned) throw new Error(cleaned.problem);
  return cleaned;
};

describe('a file of text', () => {
  it('is UTF-8, with or without a mark', () => {
    expect(decodeText(bytesOf('물이 흐른다'))).toEqual({ text: '물이 흐른다', notes: [] });
    expect(decodeText(bytesOf('\uFEFF물'))).toEqual({ text: '물', notes: [] });
  });

  it('may be UTF-16 or EUC-KR, which is said', () => {
    const utf16 = new Uint8Array([0xff, 0xfe, 0x3c, 0xbb]);
    expect(decodeText(utf16)).toEqual({ text: '물', notes: [{ kind: 'decoded', encoding: 'utf-16le' }] });
    const eucKr = new Uint8Array([0xb9, 0xb0]);
    expect(decodeText(eucKr)).toEqual({ text: '물', notes: [{ kind: 'decoded', encoding: 'euc-kr' }] });
  });

  it('is refused where it is none', () => {
    expect(decodeText(new Uint8Array([137, 80, 78, 71, 0, 1]))).toEqual({ problem: 'binary' });
    expect(decodeText(new Uint8Array([0xff, 0xff, 0xff]))).toEqual({ problem: 'encoding' });
    expect(decodeText(new Uint8Array(textLimits.bytes + 1))).toMatchObject({ problem: 'tooLarge' });
  });
});

describe('a text', () => {
  it('that is empty or tiny is refused', () => {
    expect(cleanText('')).toEqual({ problem: 'empty' });
    expect(cleanText(' \n '.repeat(100))).toEqual({ problem: 'empty' });
    expect(cleanText('too short')).toEqual({ problem: 'tooShort', characters: 9 });
  });

  it('is composed, so that a syllable is one character', () => {
    const { text, characters, distinct, notes } = clean('물과 문'.normalize('NFD').repeat(50));
    expect(text).toBe('물과 문'.repeat(50));
    expect([characters, distinct]).toEqual([200, 4]);
    expect(notes.map(({ kind }) => kind)).toEqual(['composed', 'short']);
  });

  it('ends its lines in one way, and holds no half of a pair', () => {
    expect(clean('a\r\nb\rc\uD800😀'.repeat(20)).text).toBe('a\nb\nc\uFFFD😀'.repeat(20));
    expect(clean('😀'.repeat(150)).characters).toBe(150);
  });

  it('of too many different characters keeps the most frequent ones', () => {
    const common = Array.from({ length: 2999 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const rare = Array.from({ length: 500 }, (_, i) => String.fromCodePoint(0xac00 + i)).join('');
    const { text, distinct, notes } = clean(common + common + rare);
    expect(distinct).toBe(textLimits.vocabulary);
    expect(text.slice(-500)).toBe(rareCharacter.repeat(500));
    expect(notes).toContainEqual({ kind: 'rare', count: 500 });
  });

  it('of enormous length is cut, at whole characters, before long', { timeout: 30_000 }, () => {
    const began = performance.now();
    const { text, characters, notes } = clean('물😀'.repeat(6_000_000));
    expect(characters).toBe(textLimits.most);
    expect(text.endsWith('😀')).toBe(true);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'cut' }));
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});

describe('units', () => {
  const text = 'He said "go on"\nA B\n물을 보았다.';
  const characters = Array.from(text);
  const written = (feature: Parameters<typeof featureOf>[0]): string =>
    [...featureOf(feature, characters)].map((value, i) => (value > 0 ? characters[i] : '·')).join('');

  it('are held against what stands in the text', () => {
    expect(written('quotes')).toBe('········"go on'.padEnd(27, '·'));
    expect(written('capitals')).toBe('H···············A·B'.padEnd(27, '·'));
    expect(written('batchim')).toBe(`${'·'.repeat(20)}물을··았··`.padEnd(27, '·'));
    expect(written('lineEnd')).toBe(`${'·'.repeat(15)}\n···\n`.padEnd(27, '·'));
    expect([...featureOf('line', Array.from('ab\ncd'))]).toEqual([1, 2, 0, 1, 2]);
    expect([...featureOf('word', Array.from("it's a"))]).toEqual([1, 2, 3, 4, 0, 1]);
  });

  it('that follow something are found', () => {
    const parts = partsOf({ '1.c': [3] });
    const record = createRecord(parts);
    const capitals = featureOf('capitals', characters);
    characters.forEach((_, at) => {
      const noise = Math.sin(12.9898 * at) / 3;
      record.push({
        '1.c': { shape: [1, 3], dtype: 'f32', data: Float32Array.of(noise, 0.2 - 4 * capitals[at]!, 9) },
      });
    });
    const found = findUnits({ characters, parts, record });
    expect(found[0]).toMatchObject({ path: '1.c', unit: 1, by: 'capitals' });
    expect(found[0]!.strength).toBeCloseTo(-1, 4);
    expect(found.at(-1)).toMatchObject({ unit: 1, by: 'varies' });
  });

  it('of nothing are none', () => {
    expect(findUnits({ characters: [], parts: [], record: createRecord([]) })).toEqual([]);
  });

  it('are kept for as many characters as there are, but not all of an enormous state', () => {
    const parts = partsOf({ m: [64, 64] });
    expect(parts).toEqual([{ path: 'm', size: 4096, kept: mostUnits }]);
    const record = createRecord(parts);
    for (let i = 0; i < 600; i++) {
      record.push({ m: { shape: [1, 64, 64], dtype: 'f32', data: new Float32Array(4096).fill(i) } });
    }
    expect(record.unit({ path: 'm', unit: 511 })).toEqual(Float32Array.from({ length: 600 }, (_, i) => i));
    expect(record.unit({ path: 'm', unit: 512 })).toEqual(new Float32Array());
    expect(record.unit({ path: 'other', unit: 0 })).toEqual(new Float32Array());
  });

  it('colour from the most negative to the most positive', () => {
    expect(levelsOf(Float32Array.of(-2, 0, 1, 2), 5)).toEqual([-shades, 0, shades / 2, shades, 0]);
    expect(levelsOf(new Float32Array(2), 2)).toEqual([0, 0]);
  });
});

describe('the losses', () => {
  it('are thinned out to means as they grow many', () => {
    const log = createLossLog(8);
    for (let step = 1; step <= 100; step++) log.add(step, step);
    log.validated(50, 3);
    const { steps, train, validation } = log.columns();
    expect(steps.length).toBeLessThanOrEqual(9);
    // of steps 1 to 16 the mean is 8.5
    expect([steps[0], train[0]]).toEqual([16, 8.5]);
    expect(validation[steps.indexOf(50)]).toBe(3);
    expect(train[steps.indexOf(50)]).toBeNull();
  });
});

describe('characters that were given for a model', () => {
  it('are a list, numbers by character, or one after the other', () => {
    expect(readCharacters('["b", "a", "<unk>"]')).toEqual(['b', 'a', '<unk>']);
    expect(readCharacters('{"a": 1, "b": 0}')).toEqual(['b', 'a']);
    expect(readCharacters('물a😀')).toEqual(['물', 'a', '😀']);
  });

  it('keep their order, and stand there once', () => {
    const vocabulary = orderedVocabulary(['b', 'a']);
    expect(vocabulary.encode('abc', { unknown: 'skip' })).toEqual(Int32Array.of(1, 0));
    expect(vocabulary.decode([0, 1])).toBe('ba');
    expect(() => vocabulary.encode('c')).toThrow('"c"');
    expect(() => orderedVocabulary(['a', 'a'])).toThrow('"a" stands there twice');
  });
});
