import { crossEntropy } from '@sluice/layers';
import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import {
  createTrainer,
  createVocabulary,
  splitTail,
  textBatches,
  type BatchList,
  type Trainer,
  type TrainerOptions,
  type Vocabulary,
} from '@sluice/train';
import { buildNet, type Architecture } from './architecture.js';
import type { Settings } from './model-file.js';
import type { WantedThreads } from './threads.js';
import { UsageError } from './usage-error.js';

/** Everything that it takes to train a character model on a text. */
export interface TextRun {
  readonly model: Model;
  readonly trainer: Trainer;
  readonly vocabulary: Vocabulary;
  /** The batches of one epoch. */
  readonly batches: BatchList;
  /** What is held back to validate on. */
  readonly validation: BatchList;
  /** Number of characters of a batch. */
  readonly charactersPerStep: number;
}

/** What a training may be asked for: on how many threads it runs is known when it is made. */
export interface WantedSettings extends Omit<Settings, 'threads'> {
  readonly threads: WantedThreads;
}

/** Splits a text, cuts it into rows, and compiles a model to train on it. */
export async function createTextRun(
  text: string,
  architecture: Architecture,
  settings: WantedSettings,
  { checkpointing }: Pick<TrainerOptions, 'checkpointing'> = {},
): Promise<TextRun> {
  const vocabulary = createVocabulary(text);
  const tokens = splitTail(vocabulary.encode(text), settings.validation);
  if (tokens.train.length < 2 || tokens.validation.length < 2) {
    throw new UsageError(
      `The text is too short: its ${vocabulary.encode(text).length} characters are split into ` +
        `${tokens.train.length} to train on and ${tokens.validation.length} to validate on. Both need at least 2.`,
    );
  }
  const rows = fitRows(tokens.train.length, settings);
  const model = await createModel(buildNet(architecture, vocabulary.size), { seed: settings.seed });
  const trainer = await createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: settings.learningRate }),
    clipNorm: settings.clip,
    stateful: true,
    seed: settings.seed,
    threads: settings.threads,
    checkpointing,
    ...rows,
  });
  return {
    model,
    trainer,
    vocabulary,
    batches: textBatches(tokens.train, rows),
    validation: textBatches(tokens.validation, fitRows(tokens.validation.length, settings)),
    charactersPerStep: rows.batchSize * rows.timeSteps,
  };
}

/** The rows that were asked for, or as many of as many steps as a text can fill. */
function fitRows(
  characters: number,
  { batchSize, timeSteps }: WantedSettings,
): { readonly batchSize: number; readonly timeSteps: number } {
  const steps = Math.min(timeSteps, characters - 1);
  return { timeSteps: steps, batchSize: Math.min(batchSize, Math.floor((characters - 1) / steps)) };
}
