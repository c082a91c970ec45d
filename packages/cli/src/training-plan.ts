import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Checkpoint } from '@sluice/serialization';
import { createVocabulary, type Checkpointing, type TrainingPosition } from '@sluice/train';
import type { Architecture } from './architecture.js';
import { exists, isSameFile, loadModelFile, type Description } from './model-file.js';
import type { Text } from './read-text.js';
import type { WantedSettings } from './text-run.js';
import { UsageError } from './usage-error.js';

/** The options of `sluice train`. */
export interface TrainFlags extends Architecture, WantedSettings {
  readonly out: string;
  readonly checkpointing: Checkpointing;
  readonly resume?: true;
  readonly force?: true;
  readonly saveEvery: number;
}

/** What a training begins with. */
export interface TrainingPlan {
  readonly description: Omit<Description, 'settings'>;
  readonly settings: WantedSettings;
  /** Where to go on, unless it begins. */
  readonly checkpoint?: Checkpoint;
  /** On how many threads it has been so far, where it goes on. */
  readonly begunOn?: number;
}

/** Plans a training from the beginning; throws when that would overwrite a model, or the text. */
export async function planStart(
  file: string,
  { text, sha256 }: Text,
  flags: TrainFlags,
): Promise<TrainingPlan> {
  if (await isSameFile(file, flags.out)) {
    throw new UsageError(`${flags.out} is the text itself. Save the model elsewhere by --out.`);
  }
  if (!flags.force && (await exists(flags.out))) {
    throw new UsageError(
      `${flags.out} exists. Go on with it by --resume, replace it by --force, or save elsewhere by --out.`,
    );
  }
  return {
    description: {
      architecture: pick(flags, ['cell', 'embedding', 'hidden', 'layers']),
      vocabulary: createVocabulary(text).characters.join(''),
      text: { name: basename(file), sha256 },
    },
    settings: pick(flags, [
      'batchSize',
      'timeSteps',
      'epochs',
      'learningRate',
      'clip',
      'validation',
      'seed',
      'threads',
    ]),
  };
}

/** What may be another than at the start without making it another training. */
const changeable = ['epochs', 'learningRate', 'clip', 'threads'] as const;
const fixed = [
  'cell',
  'embedding',
  'hidden',
  'layers',
  'batchSize',
  'timeSteps',
  'validation',
  'seed',
] as const;

/** Plans to go on with the training of a file; throws when the flags or the text make it another training. */
export async function planResumption(
  file: string,
  { sha256 }: Text,
  flags: TrainFlags,
  command: Command,
): Promise<TrainingPlan> {
  if (!(await exists(flags.out))) {
    throw new UsageError(`There is no ${flags.out} to go on with. Leave out --resume to begin.`);
  }
  const { description, checkpoint, position } = await loadModelFile(flags.out);
  const before = { ...description.settings, ...description.architecture };
  const isGiven = (name: keyof TrainFlags): boolean => command.getOptionValueSource(name) === 'cli';
  for (const name of fixed) {
    if (isGiven(name) && flags[name] !== before[name]) {
      const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(
        `${flags.out} was begun with ${flag} ${before[name]}, which cannot become ${flags[name]}. ` +
          `Leave ${flag} out, or begin another model with another --out.`,
      );
    }
  }
  if (sha256 !== description.text.sha256) {
    throw new UsageError(
      `${file} is not the text that ${flags.out} was begun with (${description.text.name}), or has changed since. ` +
        `Go on with the same text, or begin another model with another --out.`,
    );
  }
  const given = changeable.filter((name) => isGiven(name));
  const settings: WantedSettings = { ...description.settings, ...pick(flags, given) };
  if (isComplete(position, settings)) {
    throw new UsageError(
      `${flags.out} has been trained for its ${position.epoch} epochs. Go on with more of them: ` +
        `--resume --epochs ${position.epoch * 2}`,
    );
  }
  return { description, settings, checkpoint, begunOn: description.settings.threads };
}

/** Whether nothing is left to do, not even a validation that was interrupted. */
export const isComplete = (
  { epoch, validationDue }: TrainingPosition,
  { epochs }: { readonly epochs: number },
): boolean => epoch >= epochs && !validationDue;

const pick = <T, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
