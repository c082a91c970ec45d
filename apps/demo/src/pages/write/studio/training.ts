import { crossEntropy } from '@sluice/layers';
import { SluiceError } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer, createVocabulary, type Trainer } from '@sluice/train';
import type { CellSpec } from '../../../cells/choice.js';
import { textLimits } from './clean-text.js';
import { StudioError } from './studio-error.js';
import type { CharacterModel, SavedCheckpoint, Settings } from './character-model.js';
import { buildNet, type Architecture } from './net.js';
import type { OpenText } from './open-text.js';
import { cutText, type CutText, type Rows } from './rows.js';

/** What a page asks for. */
export interface TrainingOptions {
  readonly cell: CellSpec;
  readonly hidden: number;
  readonly layers: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Go on with the model that is there, instead of making one. */
  readonly further: boolean;
}

/** What is heard of a training. */
export type TrainingNews =
  | {
      readonly kind: 'ready';
      readonly threads: number;
      readonly threadsReason: string;
      /** In bytes, of a step. */
      readonly memory: number | undefined;
      readonly rows: Rows;
      readonly stepsPerEpoch: number;
      readonly held: number;
      /** Whether it goes on, to the bit, where the training in a file ended. */
      readonly restored: boolean;
      /** Characters of the text that the model does not know, which are left out. */
      readonly skipped: number;
    }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number; readonly perSecond: number }
  | { readonly kind: 'validation'; readonly step: number; readonly loss: number }
  | { readonly kind: 'sample'; readonly step: number; readonly text: string };

/** As `sluice train` has it, where the page does not ask. */
export const defaults = { batchSize: 50, timeSteps: 50, clip: 5, validation: 0.05, seed: 1 };

/** Size of the vector that stands for a character. */
const embeddingSize = 128;

/** Milliseconds from one sample to the next. */
const sampleEvery = 3000;

/** A model that knows nothing yet. */
export async function newModel(
  { text, name, sha256 }: OpenText,
  { cell, hidden, layers }: TrainingOptions,
): Promise<CharacterModel> {
  const vocabulary = createVocabulary(text);
  const architecture: Architecture = { cell: cell.name, embedding: embeddingSize, hidden, layers };
  const net = await buildNet(cell, architecture, vocabulary.size);
  return {
    model: await createModel(net, { seed: defaults.seed }),
    vocabulary,
    architecture,
    cell,
    takes: 'tokens',
    gives: 'scores',
    training: 'possible',
    trainedOn: { name, sha256 },
    steps: 0,
  };
}

/** A training under way: `atRest` runs something between two steps, when no weight is being changed. */
export interface Training {
  readonly news: AsyncGenerator<TrainingNews, void, undefined>;
  atRest<T>(act: (trainer: Trainer) => T): Promise<T>;
}

/** Trains a model on a text for so many steps. */
export function createTraining(
  model: CharacterModel,
  text: OpenText,
  options: TrainingOptions,
  sample: (model: CharacterModel) => string,
): Training {
  let waiting: ((trainer: Trainer | undefined) => void)[] = [];
  let resting: Trainer | undefined;
  let isOver = false;
  const rest = (trainer: Trainer | undefined): void => {
    resting = trainer;
    const acts = waiting;
    waiting = [];
    for (const act of acts) act(trainer);
  };
  const work = (): void => {
    resting = undefined;
  };
  async function* news(): AsyncGenerator<TrainingNews, void, undefined> {
    try {
      yield* train(model, text, options, { sample, rest, work });
    } finally {
      isOver = true;
      rest(undefined);
    }
  }
  return {
    news: news(),
    atRest: (act) =>
      new Promise((resolve, reject) => {
        const run = (trainer: Trainer | undefined): void => {
          try {
            if (!trainer) throw new StudioError('ended', 'The training had ended before.');
            resolve(act(trainer));
          } catch (error) {
            reject(error);
          }
        };
        if (resting || isOver) run(resting);
        else waiting.push(run);
      }),
  };
}

interface Surroundings {
  readonly sample: (model: CharacterModel) => string;
  /** Between two steps. */
  readonly rest: (trainer: Trainer) => void;
  readonly work: () => void;
}

async function* train(
  current: CharacterModel,
  text: OpenText,
  options: TrainingOptions,
  { sample, rest, work }: Surroundings,
): AsyncGenerator<TrainingNews, void, undefined> {
  const { steps, learningRate } = options;
  // What goes on with the same text goes on with the same rows too.
  const isSame = current.trainedOn?.sha256 === text.sha256 && text.sha256 !== '';
  const wanted = { ...defaults, ...(isSame && current.settings) };
  const tokens = current.vocabulary.encode(text.text, { unknown: 'skip' });
  if (tokens.length < Math.max(textLimits.fewest, text.characters / 2)) {
    throw new StudioError(
      'fewKnown',
      `The model knows only ${tokens.length} of the text's ${text.characters} characters.`,
    );
  }
  const cut = cutText(tokens, wanted.validation, wanted);
  const trainer = await createTrainer(current.model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate }),
    clipNorm: wanted.clip,
    stateful: true,
    seed: wanted.seed,
    threads: 'auto',
    ...cut.rows,
  });
  const restored = isSame && restore(trainer, current.checkpoint);
  // A trainer counts its own steps, and those of the checkpoint that it goes on from.
  const before = current.steps - trainer.stepCount;
  const last = trainer.stepCount + steps;
  const epochs = Math.ceil(last / cut.batches.length) + 1;
  const settings: Settings = { ...wanted, learningRate, threads: trainer.threads, epochs };
  Object.assign(current, { settings, trainedOn: { name: text.name, sha256: text.sha256 } });
  try {
    rest(trainer);
    yield {
      kind: 'ready',
      threads: trainer.threads,
      threadsReason: trainer.threadsReason,
      memory: trainer.memory?.total,
      rows: cut.rows,
      stepsPerEpoch: cut.batches.length,
      held: cut.held,
      restored,
      skipped: text.characters - tokens.length,
    };
    const clock = createClock(cut.rows.batchSize * cut.rows.timeSteps);
    let sampled = -Infinity;
    work();
    const every = Math.min(100, Math.max(10, Math.round(steps / 20)));
    for await (const report of trainer.fit(cut.batches, {
      epochs,
      validate: cut.validation,
      validateEvery: every,
    })) {
      const perSecond = clock.stop(report.validation === undefined);
      current.steps = before + report.step;
      const step = current.steps;
      rest(trainer);
      yield { kind: 'step', step, loss: report.loss, perSecond };
      if (report.validation !== undefined) {
        current.validationLoss = report.validation;
        yield { kind: 'validation', step, loss: report.validation };
      }
      if (performance.now() - sampled > sampleEvery) {
        yield { kind: 'sample', step, text: sample(current) };
        sampled = performance.now();
      }
      if (report.step >= last) break;
      work();
      clock.start();
    }
    yield* finish(current, trainer, cut, sample);
  } finally {
    rest(trainer);
    current.checkpoint = trainer.checkpoint();
    trainer.close();
  }
}

async function* finish(
  current: CharacterModel,
  trainer: Trainer,
  { validation }: CutText,
  sample: (model: CharacterModel) => string,
): AsyncGenerator<TrainingNews, void, undefined> {
  current.validationLoss = await trainer.evaluate(validation);
  yield { kind: 'validation', step: current.steps, loss: current.validationLoss };
  yield { kind: 'sample', step: current.steps, text: sample(current) };
}

/** Goes on where a checkpoint was taken, if it is one of such a training. */
function restore(trainer: Trainer, checkpoint: SavedCheckpoint | undefined): boolean {
  if (!checkpoint) return false;
  try {
    trainer.restore(checkpoint);
    return true;
  } catch (error) {
    // It is checked before anything changes, so that another optimizer can begin with the same weights.
    if (error instanceof SluiceError) return false;
    throw error;
  }
}

/** Characters in a second, from the middle one of the last steps: what is in between steps does not count. */
function createClock(characters: number): { start(): void; stop(counts: boolean): number } {
  const durations: number[] = [];
  let began = performance.now();
  return {
    start() {
      began = performance.now();
    },
    stop(counts) {
      if (counts || durations.length === 0) durations.push(performance.now() - began);
      if (durations.length > 32) durations.shift();
      const middle = [...durations].sort((a, b) => a - b)[durations.length >> 1]!;
      return (1000 * characters) / Math.max(middle, 0.01);
    },
  };
}
