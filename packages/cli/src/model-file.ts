import { randomUUID } from 'node:crypto';
import { access, constants, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createModel, type Model } from '@sluice/model';
import { FormatError, type Checkpoint } from '@sluice/serialization';
import { FileError, loadCheckpointFile, saveCheckpointFile } from '@sluice/serialization/node';
import {
  createVocabulary,
  type TrainerCheckpoint,
  type TrainingPosition,
  type Vocabulary,
} from '@sluice/train';
import { buildNet, type Architecture } from './architecture.js';
import { cellNames } from './cells.js';
import { UsageError } from './usage-error.js';

/** How a model is trained. */
export interface Settings {
  readonly batchSize: number;
  readonly timeSteps: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly clip: number;
  /** The part of the text that is held back to validate on. */
  readonly validation: number;
  readonly seed: number;
}

/** What a model file says beside its numbers. */
export interface Description {
  readonly architecture: Architecture;
  /** All characters that the model knows, one after the other. */
  readonly vocabulary: string;
  readonly settings: Settings;
  /** What it was trained on. */
  readonly text: { readonly name: string; readonly sha256: string };
  /** The last validation loss, in nats per character. */
  readonly validationLoss?: number;
}

/** A model file in memory. */
export interface ModelFile {
  readonly checkpoint: Checkpoint;
  readonly description: Description;
  readonly position: TrainingPosition;
}

/** Saves a training together with what describes its model, all or nothing. */
export async function saveModel(
  path: string,
  checkpoint: TrainerCheckpoint,
  description: Description,
): Promise<void> {
  await saveCheckpointFile(path, { ...checkpoint, data: { model: description, ...checkpoint.data } });
}

/** Saves a training that is over: where its file cannot be written, in the system's folder for temporary files. */
export async function saveOrRescue(
  path: string,
  checkpoint: TrainerCheckpoint,
  description: Description,
): Promise<void> {
  try {
    await saveModel(path, checkpoint, description);
  } catch (error) {
    const refuge = join(tmpdir(), `sluice-${randomUUID()}.safetensors`);
    const rescued = await saveModel(refuge, checkpoint, description).then(
      () => true,
      () => false,
    );
    if (!rescued || !(error instanceof FileError)) throw error;
    throw new UsageError(
      `${error.message} The training is not lost: it is in ${refuge}. Move it to ${path}.`,
    );
  }
}

/** Reads a file that `saveModel` has written. */
export async function loadModelFile(path: string): Promise<ModelFile> {
  const checkpoint = await loadCheckpointFile(path);
  const { model, training } = (checkpoint.data ?? {}) as { model?: unknown; training?: unknown };
  return {
    checkpoint,
    description: checkDescription(path, model),
    position: training as TrainingPosition,
  };
}

/** Makes the model and the vocabulary that a file describes. */
export async function openModel(
  path: string,
): Promise<ModelFile & { readonly model: Model; readonly vocabulary: Vocabulary }> {
  const file = await loadModelFile(path);
  const vocabulary = createVocabulary(file.description.vocabulary);
  const net = buildNet(file.description.architecture, vocabulary.size);
  const model = await createModel(net, { params: file.checkpoint.parameters });
  return { ...file, model, vocabulary };
}

/** Throws unless a file can be saved at a path, before hours are spent on what to save there. */
export async function checkWritable(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new FileError(`Could not save ${path}`, cause);
  }
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw new UsageError(`${path} is a folder. Name a file in it.`);
}

/** Whether there is a file at a path. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function checkDescription(path: string, value: unknown): Description {
  const { architecture, vocabulary, settings, text } = (value ?? {}) as Partial<Description>;
  const { cell, ...sizes } = architecture ?? ({} as Partial<Architecture>);
  const known = cell !== undefined && cellNames.includes(cell);
  const sized = ['embedding', 'hidden', 'layers'].every((name) => isSize(sizes[name as keyof typeof sizes]));
  if (known && sized && typeof vocabulary === 'string' && vocabulary !== '' && settings && text) {
    return value as Description;
  }
  throw new FormatError(
    `${path} holds numbers, but does not say what model they belong to. Sample from files that sluice train has saved.`,
  );
}

/** Larger ones than these are a mistake, or an attack. */
const isSize = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 2 ** 16;
