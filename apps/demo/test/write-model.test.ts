import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel, type Model } from '@sluice/model';
import {
  exportTorch,
  FormatError,
  toKeras,
  toOnnx,
  writeSafetensors,
  writeTorch,
} from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import { sampleText, sluice, small, useFolder } from '../../../packages/cli/test/harness.js';
import { initialSource } from '../src/cells/own-source.js';
import { codeOf } from '../src/pages/write/code.js';
import { fields, type WriteSettings } from '../src/pages/write/fields.js';
import type { CharacterModel } from '../src/pages/write/studio/character-model.js';
import { completeModel } from '../src/pages/write/studio/complete-model.js';
import { loadModelFile } from '../src/pages/write/studio/load-model.js';
import type { OpenText } from '../src/pages/write/studio/open-text.js';
import { noCheckpoint, toOnnxFile, toSafetensors } from '../src/pages/write/studio/save-model.js';
import {
  createTraining,
  newModel,
  type TrainingNews,
  type TrainingOptions,
} from '../src/pages/write/studio/training.js';
import { createWriter } from '../src/pages/write/studio/writer.js';
import { runProgram } from './support/run-program.js';

const path = useFolder();

const text: OpenText = {
  text: sampleText,
  name: 'cats.txt',
  sha256: createHash('sha256').update(sampleText).digest('hex'),
  characters: sampleText.length,
  distinct: new Set(sampleText).size,
  notes: [],
};

const options: TrainingOptions = {
  cell: { name: 'gru' },
  hidden: 16,
  layers: 1,
  steps: 8,
  learningRate: 0.01,
  further: false,
};

/** Trains a model to the end, or until it has heard enough. */
async function train(
  model: CharacterModel,
  changes: Partial<TrainingOptions> = {},
  until: (news: TrainingNews) => boolean = () => false,
): Promise<TrainingNews[]> {
  const heard: TrainingNews[] = [];
  const { news } = createTraining(model, text, { ...options, ...changes }, () => 'a sample');
  for await (const one of news) {
    heard.push(one);
    if (until(one)) break;
  }
  return heard;
}

const lossesOf = (news: readonly TrainingNews[]): number[] =>
  news.flatMap((one) => (one.kind === 'step' ? [one.loss] : []));

const write = (model: CharacterModel, count = 40): string => {
  const writer = createWriter(model, 'the', 3);
  return Array.from({ length: count }, () => writer.next(0.5)).join('');
};

async function load(name: string, bytes: Uint8Array): Promise<CharacterModel> {
  const opened = await loadModelFile({ name, bytes }, { name: 'lstm' });
  if (!('model' in opened)) throw new Error(`The characters of ${name} are not known.`);
  return opened;
}

const saved = (model: CharacterModel): Uint8Array => toSafetensors(model, model.checkpoint!);

describe('a model of the page', () => {
  it('learns, tells how, and writes what it has learned', async () => {
    const model = await newModel(text, options);
    const news = await train(model, { steps: 60 });
    expect(news[0]).toMatchObject({ kind: 'ready', held: 42, restored: false, skipped: 0, stepsPerEpoch: 1 });
    const losses = lossesOf(news);
    expect(losses).toHaveLength(60);
    expect(losses.at(-1)).toBeLessThan(0.6);
    expect(losses[0]).toBeGreaterThan(2);
    const validations = news.filter(({ kind }) => kind === 'validation');
    expect(validations.length).toBeGreaterThan(4);
    expect(news.at(-1)).toEqual({ kind: 'sample', step: 60, text: 'a sample' });
    expect(model).toMatchObject({ steps: 60, trainedOn: { name: 'cats.txt' } });
    expect(write(model)).toContain(' cat ');
  });

  it('goes on where it stopped, as if it had not', async () => {
    const [one, other] = [await newModel(text, options), await newModel(text, options)];
    const all = lossesOf(await train(one));
    const begun = lossesOf(await train(other, {}, (news) => news.kind === 'step' && news.step === 5));
    const news = await train(other, { further: true, steps: 3 });
    expect(news[0]).toMatchObject({ kind: 'ready', restored: true });
    expect([...begun, ...lossesOf(news)]).toEqual(all);
    expect(other.steps).toBe(8);
  });

  it('can be saved between two steps', async () => {
    const model = await newModel(text, options);
    const training = createTraining(model, text, options, () => '');
    const heard: number[] = [];
    let asked: Promise<number> | undefined;
    for await (const one of training.news) {
      if (one.kind === 'step') heard.push(one.step);
      if (one.kind === 'step' && one.step === 3) asked = training.atRest((trainer) => trainer.stepCount);
    }
    expect(heard).toHaveLength(8);
    expect(await asked).toBe(3);
    await expect(training.atRest(() => 0)).rejects.toThrow('ended');
  });

  it('opens with the command line, which goes on with it', async () => {
    const model = await newModel(text, options);
    await train(model);
    await writeFile(path('model.safetensors'), saved(model));
    await writeFile(path('cats.txt'), sampleText);
    const wrote = await sluice([
      'sample',
      path('model.safetensors'),
      '-p',
      'the',
      '-t',
      '0.5',
      '--seed',
      '3',
      '-n',
      '40',
    ]);
    expect(wrote).toMatchObject({ code: 0, stdout: `the${write(model)}\n` });
    const resumed = await sluice([
      'train',
      path('cats.txt'),
      '--out',
      path('model.safetensors'),
      '--resume',
      '--epochs',
      '12',
    ]);
    expect(resumed.stderr).toContain('after step 8');
    expect(resumed.code).toBe(0);
  });

  it('may come from the command line, and goes on here', async () => {
    await writeFile(path('cats.txt'), sampleText);
    await sluice(['train', path('cats.txt'), ...small, '--out', path('cli.safetensors')]);
    const model = await load('cli.safetensors', await readFile(path('cli.safetensors')));
    const { stdout } = await sluice([
      'sample',
      path('cli.safetensors'),
      '-p',
      'the',
      '-t',
      '0.5',
      '--seed',
      '3',
      '-n',
      '40',
    ]);
    expect(`the${write(model)}\n`).toBe(stdout);
    const before = model.steps;
    expect(before).toBeGreaterThan(0);
    const news = await train(model, { further: true, steps: 4 });
    expect(news[0]).toMatchObject({ restored: true });
    expect(model.steps).toBe(before + 4);
  });

  it('that comes with the page writes Shakespeare', async () => {
    const file = new URL('../src/pages/write/data/shakespeare-lstm.safetensors', import.meta.url);
    const model = await load('shakespeare-lstm.safetensors', await readFile(file));
    const writer = createWriter(model, 'ROMEO:', 1);
    expect(Array.from({ length: 300 }, () => writer.next(0.5)).join('')).toMatch(/ the .*\n/);
    expect(writer.record.length).toBe(306);
  });
});

describe('a model of another library', () => {
  const characters = Array.from('zyx wvu');
  const size = characters.length;
  const net = sequential(embedding(size, 4), lstm({ inputSize: 4, hiddenSize: 6 }), linear(6, size));
  const made = (): Promise<Model> => createModel(net, { seed: 5 });

  const opened = async (name: string, bytes: Uint8Array): Promise<CharacterModel> => {
    const foreign = await loadModelFile({ name, bytes }, { name: 'lstm' });
    if ('model' in foreign) throw new Error('It cannot know its characters.');
    expect(foreign.size).toBe(size);
    return completeModel(foreign, characters);
  };

  const expectSame = async (there: CharacterModel): Promise<void> => {
    const [one, other] = [there.model.stream(), (await made()).stream()];
    for (const token of [0, 3, 5]) {
      const [got, wanted] = [one.step(token), other.step(token)];
      wanted.forEach((score, i) => expect(got[i]).toBeCloseTo(score, 5));
    }
    expect(createWriter(there, 'zq', 1)).toMatchObject({ prime: ['z'], unknown: ['q'] });
    expect(await train(there, { further: true, steps: 1 }).catch((error: Error) => error.name)).toBe(
      'fewKnown',
    );
  };

  it('writes once its characters are given: ONNX', async () => {
    const model = await opened('m.onnx', toOnnx(net, (await made()).params));
    await expectSame(model);
    // one that is saved here says them
    const again = await load('again.onnx', await toOnnxFile(model));
    expect(again.vocabulary.characters).toEqual(characters);
    await expectSame(again);
  });

  it('Keras', async () => {
    await expectSame(await opened('m.keras', toKeras(net, (await made()).params)));
  });

  it('PyTorch, put together of a state dict', async () => {
    const { params } = await made();
    const part = (layer: number): Model['params'] =>
      Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) =>
          name.startsWith(`${layer}.`) ? [[name.slice(2), value]] : [],
        ),
      );
    const named = (prefix: string, tensors: ReturnType<typeof exportTorch>['tensors']): object =>
      Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${prefix}.${name}`, value]));
    const stateDict = {
      'table.weight': part(0)['weight']!,
      ...named('rnn', exportTorch(lstm({ inputSize: 4, hiddenSize: 6 }), part(1)).tensors),
      ...named('head', exportTorch(linear(6, size), part(2)).tensors),
    };
    await expectSame(await opened('m.pt', writeTorch(stateDict)));
    await expectSame(await opened('m.safetensors', writeSafetensors(stateDict)));
  });

  it('with vectors in and probabilities out writes too', async () => {
    const classic = sequential(
      gru({ inputSize: size, hiddenSize: 6 }),
      linear(6, size),
      activation('softmax'),
    );
    const { params } = await createModel(classic, { seed: 2 });
    const model = await opened('m.keras', toKeras(classic, params));
    expect(model).toMatchObject({ takes: 'oneHot', gives: 'probabilities', training: 'probabilities' });
    expect(createWriter(model, 'z', 1).next(1)).toMatch(/^[zyx wvu]$/);
  });

  it('that is no character model is refused, with what it takes and gives', async () => {
    const bytes = await readFile(new URL('../../../golden/onnx-torch-export/gru_2l.onnx', import.meta.url));
    await expect(load('gru_2l.onnx', bytes)).rejects.toThrow(/takes 4 numbers and gives 2 numbers/);
  });

  it('keeps its own order of characters when it is saved here', async () => {
    const model = await opened('m.onnx', toOnnx(net, (await made()).params));
    const bytes = toSafetensors(model, { ...noCheckpoint(0), parameters: model.model.params });
    const again = await load('again.safetensors', bytes);
    expect(again.vocabulary.characters).toEqual(characters);
    expect(write(again)).toBe(write(model));
  });
});

describe('a broken file', () => {
  it.each([
    ['nothing.onnx', ''],
    ['cut.safetensors', '\u0010\0\0\0\0\0\0\0{"a":'],
    ['cut.pt', 'PK\u0003\u0004 and no more'],
    ['words.keras', 'PK\u0003\u0004                          config.json'],
    ['words.onnx', 'these are words'],
    ['words.json', '{"format": "layers-model"'],
    ['what.model', 'these are words'],
  ])('%s says what is wrong', async (name, content) => {
    const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
    const problem = await load(name, bytes).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(FormatError);
  });

  it('of the page’s own says which part', async () => {
    const model = await newModel(text, options);
    const broken = { ...model, architecture: { ...model.architecture!, hidden: 1e9 } };
    const bytes = toSafetensors(broken, { ...noCheckpoint(0), parameters: model.model.params });
    await expect(load('a.safetensors', bytes)).rejects.toThrow(
      /a\.safetensors: architecture\.hidden must be/,
    );
  });
});

describe('the program of the page', () => {
  const initial = Object.fromEntries(
    Object.entries(fields).map(([name, { initial }]) => [name, initial]),
  ) as unknown as WriteSettings;
  const settings: WriteSettings = { ...initial, hidden: 16, layers: 1, prime: 'ROMEO: the' };
  const packageOf = (name: string): string => `@sluice/${name}`;

  it.each([{ name: 'gru' }, { name: 'own', source: initialSource }])(
    'runs: $name',
    { timeout: 30_000 },
    async (cell) => {
      const lines = await runProgram(codeOf(settings, cell, packageOf));
      expect(lines[0]).toMatch(/^\d+ threads?\. /);
      const losses = lines
        .filter((line) => line.startsWith('step'))
        .map((line) => Number(/: ([\d.]+)/.exec(line)![1]));
      expect(losses).toHaveLength(4);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      expect(lines.at(-1)).toMatch(/^s -?[\d.]+$/);
    },
  );

  it('names another cell by one word', () => {
    const [one, other] = ['lstm', 'gru'].map((name) => codeOf(settings, { name }, packageOf));
    // imports stand in the order of the alphabet
    const sorted = (code: string): string[] => code.split('\n').sort();
    expect(sorted(one!.replaceAll('lstm', 'gru'))).toEqual(sorted(other!));
  });
});
