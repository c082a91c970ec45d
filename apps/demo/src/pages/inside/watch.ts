import { sequential, stackCells } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer, createVocabulary, textBatches, type Trainer, type Vocabulary } from '@sluice/train';
import { loadCell } from '../../cells/load-cell.js';
import { learnedText } from './corpus.js';
import { learningRate, rows, sizes, type Watched } from './settings.js';

/** Numbers of each step and each unit: `[step · size + unit]`. */
export interface Course {
  readonly size: number;
  readonly values: Float32Array;
}

/** Everything that a model shows of itself while it reads a sentence. */
export interface Snapshot {
  readonly sentence: string;
  readonly gates: Readonly<Record<string, Course>>;
  readonly states: Readonly<Record<string, Course>>;
  /** The vectors that stand for the characters. */
  readonly inputs: Course;
}

/** How far the training is, and now and then what the model shows. */
export interface WatchNews {
  readonly step: number;
  readonly loss?: number;
  readonly snapshot?: Snapshot;
}

/** The recurrent layer stands behind the embedding. */
const place = '1.';

interface Watch {
  readonly key: string;
  readonly model: Model;
  readonly vocabulary: Vocabulary;
  readonly text: string;
  trainer?: Trainer;
  done: number;
  loss?: number;
}

/** The model that was trained last, to go on with. */
let last: Watch | undefined;

async function makeModel({ cell, sentence }: Watched, key: string): Promise<Watch> {
  const text = learnedText(sentence);
  const vocabulary = createVocabulary(text);
  const { cells, outputSize } = stackCells(await loadCell(cell), sizes, 1);
  const net = sequential(
    embedding(vocabulary.size, sizes.inputSize),
    ...cells,
    linear(outputSize, vocabulary.size),
  );
  return { key, text, vocabulary, model: await createModel(net, { seed: 1 }), done: 0 };
}

/** How often the model is looked into while it trains, in milliseconds. */
const lookEvery = 150;

/** Resolves when the run before has ended: a trainer takes one step at a time. */
let before: Promise<void> = Promise.resolve();

/** Trains a small character model and shows what it does with a sentence: at once, while it learns, and at the end. */
export async function* watch(watched: Watched): AsyncGenerator<WatchNews> {
  let end = (): void => undefined;
  const turn = before;
  before = new Promise((resolve) => {
    end = resolve;
  });
  await turn;
  try {
    yield* train(watched);
  } finally {
    end();
  }
}

async function* train(watched: Watched): AsyncGenerator<WatchNews> {
  const { cell, sentence, steps } = watched;
  const key = JSON.stringify([cell, sentence]);
  const now = last?.key === key && last.done <= steps ? last : await makeModel(watched, key);
  last = now;
  yield { ...progressOf(now), snapshot: await look(now, sentence) };
  if (now.done >= steps) return;

  now.trainer ??= await createTrainer(now.model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate }),
    clipNorm: 1,
    stateful: true,
    ...rows,
  });
  let looked = performance.now();
  for await (const { step, loss } of now.trainer.fit(textBatches(now.vocabulary.encode(now.text), rows), {
    epochs: 1e6,
  })) {
    now.done = step;
    now.loss = now.loss === undefined ? loss : 0.95 * now.loss + 0.05 * loss;
    const isLast = step >= steps;
    if (isLast || performance.now() - looked > lookEvery) {
      yield { ...progressOf(now), snapshot: await look(now, sentence) };
      looked = performance.now();
    } else {
      yield progressOf(now);
    }
    if (isLast) break;
  }
}

const progressOf = ({ done, loss }: Watch): WatchNews => ({
  step: done,
  ...(loss !== undefined && { loss }),
});

/** Reads the sentence with the weights as they are. */
async function look({ model, vocabulary }: Watch, sentence: string): Promise<Snapshot> {
  const tokens = vocabulary.encode(sentence);
  const { gates } = await model.inspect({ shape: [1, tokens.length], dtype: 'i32', data: tokens });
  const stream = model.stream();
  const states = new Map<string, number[]>();
  for (const token of tokens) {
    stream.step(token);
    for (const [name, { data }] of Object.entries(stream.state)) {
      states.set(name, [...(states.get(name) ?? []), ...data]);
    }
  }
  const course = (values: ArrayLike<number>): Course => ({
    size: values.length / tokens.length,
    values: Float32Array.from(values),
  });
  const named = <T>(entries: Iterable<[string, T]>, of: (value: T) => Course): Record<string, Course> =>
    Object.fromEntries([...entries].map(([name, value]) => [name.slice(place.length), of(value)]));
  const vectors = model.params['0.weight']!.data;
  return {
    sentence,
    gates: named(Object.entries(gates), ({ data }) => course(data)),
    states: named(states, course),
    inputs: course(
      Array.from(tokens).flatMap((token) => [
        ...vectors.subarray(token * sizes.inputSize, (token + 1) * sizes.inputSize),
      ]),
    ),
  };
}
