import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, type Model } from '@sluice/model';
import type { Checkpoint } from '@sluice/serialization';
import { FileError, loadCheckpointFile, saveCheckpointFile } from '@sluice/serialization/node';
import {
  createVocabulary,
  type TrainerCheckpoint,
  type TrainingPosition,
  type Vocabulary,
} from '@sluice/train';
import { buildNet, type Architecture } from './architecture.js';
import { checkDescription } from './check-description.js';
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
  /** On how many threads: the last digits of what it learns depend on it. */
  readonly threads: number;
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
  return { checkpoint, ...checkDescription(path, checkpoint.data) };
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

/** Whether there is a file at a path. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Whether two paths lead to one file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => realpath(path).catch(() => undefined)));
  return first !== undefined && first === second;
}
