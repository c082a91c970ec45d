import { saveCheckpoint } from '@sluice/serialization';
import { createVocabulary } from '@sluice/train';
import { own } from '../../../cells/own-source.js';
import type { CharacterModel, SavedCheckpoint } from './character-model.js';
import { defaults } from './training.js';

/** Formats that a model can be saved in. */
export type SaveFormat = 'safetensors' | 'onnx';

/** A file to save. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes a model as safetensors: one that `sluice sample` opens and `sluice train --resume` goes on with, where it is made of
 * registered cells; otherwise one that says its layer, which is opened here.
 */
export function toSafetensors(of: CharacterModel, checkpoint: SavedCheckpoint): Uint8Array {
  const { architecture, vocabulary, trainedOn = { name: '', sha256: '' }, validationLoss, model } = of;
  const isSorted = createVocabulary(vocabulary.characters).characters.join() === vocabulary.characters.join();
  const { optimizer, state } = checkpoint;
  const data =
    architecture && architecture.cell !== own && isSorted
      ? {
          model: {
            architecture,
            vocabulary: vocabulary.characters.join(''),
            settings: of.settings ?? noSettings,
            text: trainedOn,
            ...(validationLoss !== undefined && { validationLoss }),
          },
          ...(checkpoint.data as object),
        }
      : {
          layer: { kind: model.layer.kind, options: model.layer.options },
          vocabulary: vocabulary.characters,
          text: trainedOn,
          steps: of.steps,
          ...(validationLoss !== undefined && { validationLoss }),
          ...(checkpoint.data as object),
        };
  return saveCheckpoint({ version: 1, parameters: { ...model.params }, optimizer, state, data });
}

/** What stands in for the checkpoint of a model that has not been trained here. */
export const noCheckpoint = (steps: number): Omit<SavedCheckpoint, 'parameters'> => ({
  optimizer: {},
  state: {},
  data: { training: { step: steps, seed: defaults.seed, epoch: 0, batch: 0, validationDue: false } },
});

const noSettings = {
  batchSize: defaults.batchSize,
  timeSteps: defaults.timeSteps,
  epochs: 1,
  learningRate: 2e-3,
  clip: defaults.clip,
  validation: defaults.validation,
  seed: defaults.seed,
  threads: 1,
};

/** Where an ONNX file says the characters, as a JSON list, in the order of the model's numbers. */
export const vocabularyKey = 'vocabulary';

/** Writes a model as ONNX, with its characters in the metadata. */
export async function toOnnxFile({ model, vocabulary }: CharacterModel): Promise<Uint8Array> {
  const { toOnnx } = await import('@sluice/serialization/onnx');
  return toOnnx(model.layer, model.params, {
    name: 'character model',
    metadata: { [vocabularyKey]: JSON.stringify(vocabulary.characters) },
  });
}
