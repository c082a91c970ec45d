import type { Model, Stream } from '@sluice/model';
import type { TrainerCheckpoint, Vocabulary } from '@sluice/train';
import type { CellSpec } from '../../../cells/choice.js';
import type { Architecture } from './net.js';

/** How a training is set up; in model files it is called the same. */
export interface Settings {
  readonly batchSize: number;
  readonly timeSteps: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly clip: number;
  readonly validation: number;
  readonly seed: number;
  readonly threads: number;
}

/** What a checkpoint holds that came from a file: its `data` may be anything. */
export type SavedCheckpoint = Pick<TrainerCheckpoint, 'parameters' | 'optimizer' | 'state'> & {
  readonly data: unknown;
};

/** A model that writes, and what is known of it. */
export interface CharacterModel {
  readonly model: Model;
  readonly vocabulary: Vocabulary;
  /** What it is made of, where it was made here or by `sluice train`. */
  readonly architecture?: Architecture | undefined;
  /** The cell of it, where the visitor wrote it. */
  readonly cell?: CellSpec | undefined;
  /** Whether it takes a character's number, or as many zeros as there are characters with a one among them. */
  readonly takes: 'tokens' | 'oneHot';
  /** Whether it gives scores, as what is trained here does, or their softmax. */
  readonly gives: 'scores' | 'probabilities';
  /** Whether it can be trained on, or why not. */
  readonly training: 'possible' | 'probabilities' | 'lastStepOnly' | 'oneHot';
  /** The file that it came from. */
  readonly file?:
    { readonly name: string; readonly format: string; readonly notes: readonly string[] } | undefined;
  /** What it was trained on last. */
  trainedOn?: { readonly name: string; readonly sha256: string } | undefined;
  settings?: Settings | undefined;
  /** All updates so far, in whichever trainings. */
  steps: number;
  validationLoss?: number | undefined;
  /** All that its last training was when it ended. */
  checkpoint?: SavedCheckpoint | undefined;
}

/** Takes a character; returns a score for each that may follow, in an array that the next step overwrites. */
export function stepOf(
  { takes, gives, vocabulary }: CharacterModel,
  stream: Stream,
): (token: number) => Float32Array {
  const oneHot = new Float32Array(vocabulary.size);
  const logarithms = new Float32Array(vocabulary.size);
  return (token) => {
    if (takes === 'oneHot') oneHot.fill(0)[token] = 1;
    const output = stream.step(takes === 'oneHot' ? oneHot : token);
    if (gives === 'scores') return output;
    for (let i = 0; i < output.length; i++) logarithms[i] = Math.log(Math.max(output[i]!, 1e-30));
    return logarithms;
  };
}

/** The character that a text begins with where nothing is given to go on from. */
export const firstToken = ({ characters }: Vocabulary): number => Math.max(0, characters.indexOf('\n'));
