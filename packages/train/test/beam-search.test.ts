import { encoderDecoder, luongAttention, sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel, createSearchRows, type Constants, type Model } from '@sluice/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beamSearch, generateTokens, type BeamSearchOptions, type Hypothesis } from '../src/index.js';
import { tokens } from './tiny.js';

const size = 3;
const end = 2;
const language = sequential(embedding(size, 4), lstm({ inputSize: 4, hiddenSize: 5 }), linear(5, size));
const translator = encoderDecoder(
  sequential(embedding(4, 3), gru({ inputSize: 3, hiddenSize: 4 })),
  sequential(
    embedding(size, 3),
    luongAttention(gru({ inputSize: 3, hiddenSize: 4 }), { memorySize: 4 }),
    linear(4, size),
  ),
);
const source = tokens([3, 1, 2, 0], [1, 4]);

/** A model whose scores lie far enough apart for its choices to matter. */
async function sharpModel(layer: typeof language | typeof translator, seed: number): Promise<Model> {
  const model: Model = await createModel<string>(layer, { seed });
  for (const [name, { data, shape, dtype }] of Object.entries(model.params)) {
    model.params[name] = { shape, dtype, data: data.map((value, i) => 3 * value + Math.sin(i + seed)) };
  }
  return model;
}

/** The logarithm of the probability that the model gives to tokens behind a start, by a prediction of all at once. */
async function logProbability(
  model: Model,
  start: readonly number[],
  written: readonly number[],
  constants?: Constants,
) {
  const read = [...start, ...written];
  const { output } = await model.predict(tokens(read, [1, read.length]), { constants });
  return written.reduce((sum, token, i) => {
    const at = (start.length - 1 + i) * size;
    const scores = Array.from(output.data.subarray(at, at + size));
    return sum + scores[token]! - Math.log(scores.reduce((total, score) => total + Math.exp(score), 0));
  }, 0);
}

/** All sequences there are, with their scores, best first. */
async function exhaustive(
  model: Model,
  { start, maxLength, lengthPenalty = 0, constants }: BeamSearchOptions,
): Promise<Hypothesis[]> {
  const all: Hypothesis[] = [];
  const extend = async (written: number[]): Promise<void> => {
    const ended = written.at(-1) === end;
    if (!ended && written.length < maxLength) {
      for (let token = 0; token < size; token++) await extend([...written, token]);
      return;
    }
    const sum = await logProbability(model, [start as number], written, constants);
    const score = sum / ((5 + written.length) / 6) ** lengthPenalty;
    all.push({
      tokens: Int32Array.from(ended ? written.slice(0, -1) : written),
      ended,
      logProbability: sum,
      score,
    });
  };
  await extend([]);
  return all.sort((a, b) => b.score - a.score);
}

function expectSame(actual: readonly Hypothesis[], expected: readonly Hypothesis[]): void {
  expect(actual.map(({ tokens, ended }) => ({ tokens: [...tokens], ended }))).toEqual(
    expected.map(({ tokens, ended }) => ({ tokens: [...tokens], ended })),
  );
  actual.forEach(({ score, logProbability }, i) => {
    expect(score).toBeCloseTo(expected[i]!.score, 4);
    expect(logProbability).toBeCloseTo(expected[i]!.logProbability, 4);
  });
}

describe.each([
  ['a language model', language, undefined],
  ['an encoder-decoder', translator, { source }],
] as const)('beamSearch with %s', (_, layer, constants) => {
  it.each([0, 0.6, 3])(
    'finds what there is, best first, where it is as wide as that (length penalty %s)',
    async (lengthPenalty) => {
      const model = await sharpModel(layer, 1);
      const options = { start: 0, end, maxLength: 3, lengthPenalty, constants };
      const all = await exhaustive(model, options);
      expect(all.length).toBe(15); // 1 + 2 + 4 that end after 1, 2 and 3 tokens, and 8 that do not
      expectSame(await beamSearch(model, { ...options, width: 30 }), all);
      expectSame(await beamSearch(model, { ...options, width: 15, count: 4 }), all.slice(0, 4));
    },
  );

  it('takes the likeliest token each time where its width is 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 9 }),
        async (seed, maxLength) => {
          const model = await sharpModel(layer, seed);
          const options = { start: [1, 0], end, maxLength, constants };
          const [{ tokens: found, ended }] = (await beamSearch(model, { ...options, width: 1 })) as [
            Hypothesis,
          ];
          const greedy: number[] = [];
          for await (const token of generateTokens(model, { ...options, temperature: 0 })) greedy.push(token);
          expect([...found]).toEqual(greedy);
          expect(ended).toBe(greedy.length < maxLength);
        },
      ),
      { seed: 1, numRuns: 12 },
    );
  });

  it('gives different sequences, sorted, with the probabilities that the model gives them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(0, 0.8),
        async (seed, width, maxLength, lengthPenalty) => {
          const model = await sharpModel(layer, seed);
          const found = await beamSearch(model, {
            start: [0, 1],
            end,
            maxLength,
            width,
            lengthPenalty,
            constants,
          });
          expect(found.length).toBeLessThanOrEqual(width);
          expect(new Set(found.map(({ tokens, ended }) => `${tokens.join()} ${ended}`)).size).toBe(
            found.length,
          );
          for (const [i, { tokens, score, logProbability: sum, ended }] of found.entries()) {
            const written = [...tokens, ...(ended ? [end] : [])];
            expect(written.indexOf(end)).toBe(ended ? written.length - 1 : -1);
            expect(written.length).toBeLessThanOrEqual(maxLength);
            if (!ended) expect(written.length).toBe(maxLength);
            expect(sum).toBeCloseTo(await logProbability(model, [0, 1], written, constants), 3);
            expect(score).toBeCloseTo(sum / ((5 + written.length) / 6) ** lengthPenalty, 8);
            if (i > 0) expect(score).toBeLessThanOrEqual(found[i - 1]!.score);
          }
        },
      ),
      { seed: 2, numRuns: 12 },
    );
  });
});

describe('beamSearch', () => {
  it('runs beside another one, and goes on with newer weights', async () => {
    const model = await sharpModel(translator, 4);
    const other = tokens([0, 3, 3, 1], [1, 4]);
    const search = (given: typeof source) =>
      beamSearch(model, { start: 0, end, maxLength: 6, constants: { source: given } });
    const [a, b] = [await search(source), await search(other)];
    expect(a).not.toEqual(b);
    expect(await Promise.all([search(source), search(other), search(source)])).toEqual([a, b, a]);
    model.params = (await sharpModel(translator, 5)).params;
    expectSame(
      await search(source),
      await beamSearch(await sharpModel(translator, 5), {
        start: 0,
        end,
        maxLength: 6,
        constants: { source },
      }),
    );
  });

  it('goes on from a state, and without an end up to the longest', async () => {
    const model = await sharpModel(language, 6);
    const { state } = await model.predict(tokens([1, 0, 1], [1, 3]));
    const options = { maxLength: 4, width: 3 };
    const found = await beamSearch(model, { ...options, start: [1, 0, 1, 0] });
    expectSame(await beamSearch(model, { ...options, start: 0, state }), found);
    expect(found.map(({ tokens, ended }) => [tokens.length, ended])).toEqual([
      [4, false],
      [4, false],
      [4, false],
    ]);
  });

  it('ends when it is aborted, with what it has', async () => {
    const model = await sharpModel(language, 6);
    const found = await beamSearch(model, { start: 0, maxLength: 1000, signal: AbortSignal.abort() });
    expect(found.map(({ tokens }) => tokens.length)).toEqual([1, 1, 1]);
  });

  it('says what is wrong', async () => {
    const model = await sharpModel(language, 1);
    const options = { start: 0, end, maxLength: 3 };
    const search = (changes: object) => beamSearch(model, { ...options, ...changes });
    await expect(search({ start: [] })).rejects.toThrow(/start must be a token, or several, but got none/);
    await expect(search({ start: 0.5 })).rejects.toThrow(
      /start must be tokens, which are integers from 0, but got 0.5/,
    );
    await expect(search({ start: 3 })).rejects.toThrow(/3.*outside of 0 to 2/);
    await expect(search({ end: -1 })).rejects.toThrow(/end must be a token.*got -1/);
    await expect(search({ maxLength: 0 })).rejects.toThrow(
      /maxLength must be an integer of at least 1, but got 0/,
    );
    await expect(search({ width: 0 })).rejects.toThrow(/width must be an integer of at least 1, but got 0/);
    await expect(search({ count: 5 })).rejects.toThrow(/count must be an integer from 1 to width, but got 5/);
    await expect(search({ lengthPenalty: -1 })).rejects.toThrow(
      /lengthPenalty must be at least 0, but got -1/,
    );
    await expect(search({ constants: { source } })).rejects.toThrow(/sequential reads no constant "source"/);
    await expect(beamSearch(await sharpModel(translator, 1), options)).rejects.toThrow(
      /beamSearch: encoderDecoder reads a constant "source"/,
    );
    const numbers: Model = await createModel<string>(gru({ inputSize: 1, hiddenSize: 2 }));
    await expect(beamSearch(numbers, options)).rejects.toThrow(
      /the model must take tokens, i32\[batch, time\], which gru does not/,
    );
    // and finds as before
    expect((await search({})).length).toBeGreaterThan(0);
  });

  it('allocates no buffer from step to step', async () => {
    const large = sequential(embedding(size, 8), lstm({ inputSize: 8, hiddenSize: 256 }), linear(256, size));
    const rows = createSearchRows('test', await createModel<string>(large), { rows: 4 });
    rows.step();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 50; i++) {
      rows.follow([0, 0, 1, 2], 4);
      rows.step();
    }
    // one copy of the state in each step would be 50 × 8 KB
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000);
  });
});

describe('generateTokens', () => {
  it('draws the same for the same seed, within its limits', async () => {
    const model = await sharpModel(translator, 1);
    const draw = async (options: object): Promise<number[]> => {
      const drawn: number[] = [];
      for await (const token of generateTokens(model, {
        start: 0,
        maxLength: 12,
        constants: { source },
        temperature: 3,
        ...options,
      })) {
        drawn.push(token);
      }
      return drawn;
    };
    expect(await draw({ seed: 1 })).toEqual(await draw({ seed: 1 }));
    expect(await draw({ seed: 1 })).not.toEqual(await draw({ seed: 2 }));
    expect(await draw({ seed: 1, topK: 1 })).toEqual(await draw({ temperature: 0 }));
    expect((await draw({})).length).toBe(12);
    const [first] = await draw({});
    expect(await draw({ end: first })).toEqual([]);
  });

  it('says what is wrong', async () => {
    const model = await sharpModel(language, 1);
    expect(() => generateTokens(model, { start: 0, maxLength: -1 })).toThrow(
      /maxLength must be an integer of at least 0, but got -1/,
    );
    expect(() => generateTokens(model, { start: [], maxLength: 1 })).toThrow(
      /start must be a token, or several/,
    );
    expect(() => generateTokens(model, { start: 0, maxLength: 1, temperature: -1 })).toThrow(/temperature/);
  });
});
