import { sequential } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { IndexError } from '@sluice/math';
import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createTrainer,
  createVocabulary,
  generate,
  sampleToken,
  textBatches,
  type GenerateOptions,
} from '../src/index.js';

describe('createVocabulary', () => {
  it('sorts by code point and turns text into tokens and back', () => {
    const vocabulary = createVocabulary('bad 🙂ａ cab');
    expect(vocabulary.characters).toEqual([' ', 'a', 'b', 'c', 'd', 'ａ', '🙂']);
    expect(vocabulary.size).toBe(7);
    expect([...vocabulary.encode('cab🙂')]).toEqual([3, 1, 2, 6]);
    expect(vocabulary.decode(vocabulary.encode('bad 🙂'))).toBe('bad 🙂');
  });

  it('is the same again when made of its own characters', () => {
    const { characters } = createVocabulary('hello\n');
    expect(createVocabulary(characters).characters).toEqual(characters);
    expect(createVocabulary(characters.join('')).characters).toEqual(characters);
  });

  it('names what it does not know', () => {
    const vocabulary = createVocabulary('abc');
    expect(() => vocabulary.encode('añb\u0000')).toThrow(
      /no "ñ" \(U\+00F1\), "\\u0000" \(U\+0000\)\. It has 3 characters: "abc"/,
    );
    expect(() => vocabulary.encode('defghijk')).toThrow(/"h" \(U\+0068\) and 3 more/);
    expect([...vocabulary.encode('añb', { unknown: 'skip' })]).toEqual([0, 1]);
    expect(() => vocabulary.decode([0, 3])).toThrow(IndexError);
    expect(() => createVocabulary('')).toThrow(/the text is empty/);
  });
});

describe('sampleToken', () => {
  // probabilities 0.5, 0.3 and 0.2, not in this order
  const scores = Float32Array.from([0.3, 0.2, 0.5], Math.log);

  it('takes the token whose share of the interval holds the number', () => {
    // likeliest first: token 2 up to 0.5, token 0 up to 0.8, token 1 up to 1
    const draws = [0, 0.49, 0.51, 0.79, 0.81, 0.999].map((random) => sampleToken(scores, {}, random));
    expect(draws).toEqual([2, 2, 0, 0, 1, 1]);
  });

  it('sharpens and flattens with the temperature', () => {
    // at 0.5 the shares are squares: 0.25, 0.09, 0.04 of 0.38, so token 2 goes up to 0.658 and token 0 up to 0.895
    expect(
      [0.65, 0.67, 0.89, 0.9].map((random) => sampleToken(scores, { temperature: 0.5 }, random)),
    ).toEqual([2, 0, 0, 1]);
    expect(sampleToken(scores, { temperature: 0 }, 0.999)).toBe(2);
    expect(sampleToken(scores, { temperature: 1e6 }, 0.34)).toBe(0);
    expect(sampleToken(Float32Array.of(1, 1, 0), { temperature: 0 }, 0.9)).toBe(0);
  });

  it('leaves out what topK and topP leave out', () => {
    // 0.5 : 0.3 are 0.625 : 0.375 when they are alone
    expect([0.62, 0.63, 0.999].map((random) => sampleToken(scores, { topK: 2 }, random))).toEqual([2, 0, 0]);
    expect([0.62, 0.63, 0.999].map((random) => sampleToken(scores, { topP: 0.7 }, random))).toEqual([
      2, 0, 0,
    ]);
    expect(sampleToken(scores, { topP: 0.4 }, 0.999)).toBe(2);
    expect(sampleToken(scores, { topK: 99, topP: 1 }, 0.999)).toBe(1);
  });

  it('refuses scores of a broken model', () => {
    expect(() => sampleToken(Float32Array.of(NaN, NaN), {}, 0.5)).toThrow(/largest score is NaN/);
    expect(sampleToken(Float32Array.of(-Infinity, 0), {}, 0.999)).toBe(1);
  });
});

describe('generate', () => {
  const text = 'abcd\n'.repeat(40);
  const vocabulary = createVocabulary(text);
  let model: Model;
  const write = async (options: Partial<GenerateOptions> = {}): Promise<string> => {
    let written = '';
    for await (const character of generate(model, { vocabulary, length: 12, temperature: 0, ...options })) {
      written += character;
    }
    return written;
  };

  beforeAll(async () => {
    const net = sequential(embedding(5, 4), rnn({ inputSize: 4, hiddenSize: 8 }), linear(8, 5));
    model = await createModel(net, { seed: 1 });
    const trainer = await createTrainer(model, {
      loss: crossEntropy(),
      optimizer: adam({ learningRate: 0.03 }),
      batchSize: 4,
      timeSteps: 10,
      stateful: true,
    });
    const batches = textBatches(vocabulary.encode(text), { batchSize: 4, timeSteps: 10 });
    for await (const { loss } of trainer.fit(batches, { epochs: 40 })) expect(loss).toBeLessThan(10);
  });

  it('writes on from what it was given, as it has learned', async () => {
    expect(await write({ prime: 'ab' })).toBe('cd\nabcd\nabcd');
    expect(await write()).toBe('abcd\nabcd\nab');
    expect(await write({ prime: '' })).toBe('abcd\nabcd\nab');
    expect(await write({ length: 0 })).toBe('');
  });

  it('writes the same for the same seed, and something else for another', async () => {
    const hot = { temperature: 20, length: 60 };
    expect(await write({ ...hot, seed: 1 })).toBe(await write({ ...hot, seed: 1 }));
    expect(await write({ ...hot, seed: 1 })).not.toBe(await write({ ...hot, seed: 2 }));
    expect(await write({ ...hot, topK: 1 })).toBe(await write({ length: 60 }));
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    let written = '';
    for await (const character of generate(model, { vocabulary, length: 1e9, signal: controller.signal })) {
      written += character;
      if (written.length === 9) controller.abort();
    }
    expect(written).toHaveLength(9);
  });

  it('says at once what is wrong', () => {
    const attempt = (options: Partial<GenerateOptions>) => () =>
      generate(model, { vocabulary, length: 5, ...options });
    expect(attempt({ prime: 'abxé' })).toThrow(/no "x" \(U\+0078\), "é" \(U\+00E9\)/);
    expect(attempt({ temperature: -1 })).toThrow(/temperature .* got -1/);
    expect(attempt({ temperature: NaN })).toThrow(/temperature .* got NaN/);
    expect(attempt({ topK: 0 })).toThrow(/topK .* got 0/);
    expect(attempt({ topP: 1.5 })).toThrow(/topP .* got 1.5/);
    expect(attempt({ length: -1 })).toThrow(/length .* got -1/);
  });

  it('notices a vocabulary that is not the one of the model', async () => {
    await expect(write({ vocabulary: createVocabulary('abc\n') })).rejects.toThrow(
      /gives 5 scores, .* 4 characters/,
    );
  });
});
