import type { CharacterModel } from './character-model.js';
import type { ForeignModel } from './foreign-model.js';
import type { Architecture } from './net.js';
import { partsOf, type StatePart } from './record.js';

/** What a page is told of the model that writes. */
export interface ModelFacts {
  readonly architecture?: Architecture | undefined;
  /** The layer's kind, where it was not made here. */
  readonly kind: string;
  readonly parameters: number;
  readonly characters: number;
  readonly steps: number;
  readonly validationLoss?: number | undefined;
  readonly trainedOn?: string | undefined;
  readonly training: CharacterModel['training'];
  readonly file?: CharacterModel['file'];
  /** What units can be looked at. */
  readonly parts: readonly StatePart[];
}

export const factsOf = (of: CharacterModel): ModelFacts => ({
  architecture: of.architecture,
  kind: of.model.layer.kind,
  parameters: of.model.summary().size,
  characters: of.vocabulary.size,
  steps: of.steps,
  validationLoss: of.validationLoss,
  trainedOn: of.trainedOn?.name,
  training: of.training,
  file: of.file,
  parts: partsOf(of.model.layer.state),
});

/** What has to be asked before a model of another library can write. */
export interface MissingVocabulary {
  readonly file: string;
  readonly format: string;
  readonly notes: readonly string[];
  /** How many characters it knows. */
  readonly size: number;
  /** Whether the text that is open has just as many. */
  readonly textFits: boolean;
}

export const missingOf = (
  { name, format, notes, size }: ForeignModel,
  distinct: number,
): MissingVocabulary => ({
  file: name,
  format,
  notes,
  size,
  textFits: distinct === size,
});
