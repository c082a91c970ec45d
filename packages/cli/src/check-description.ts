import { FormatError } from '@sluice/serialization/safetensors';
import { createVocabulary, type TrainingPosition } from '@sluice/train';
import { largestSize } from './architecture.js';
import { cellNames } from './cells.js';
import type { Description } from './model-file.js';
import { mostThreads } from './threads.js';

/** What a value must be. */
interface Rule {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const count = (atLeast: number, atMost = Infinity): Rule => ({
  expected: `an integer of at least ${atLeast}${atMost < Infinity ? ` and at most ${atMost}` : ''}`,
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= atLeast && (value as number) <= atMost,
});
const positive: Rule = { expected: 'a number above 0', fits: (value) => isNumber(value) && value > 0 };
const words: Rule = { expected: 'a text', fits: (value) => typeof value === 'string' };
const integer: Rule = { expected: 'an integer', fits: Number.isSafeInteger };
const number: Rule = { expected: 'a number', fits: isNumber };

type Rules<T> = { readonly [K in keyof Required<T>]: Rule };

const architecture: Rules<Description['architecture']> = {
  cell: {
    expected: `one of ${cellNames.join(', ')}`,
    fits: (value) => cellNames.includes(value as string),
  },
  embedding: count(1, largestSize),
  hidden: count(1, largestSize),
  layers: count(1, largestSize),
};
const settings: Rules<Description['settings']> = {
  batchSize: count(1),
  timeSteps: count(1),
  epochs: count(1),
  learningRate: positive,
  clip: positive,
  validation: {
    expected: 'a number between 0 and 1',
    fits: (value) => isNumber(value) && value > 0 && value < 1,
  },
  seed: integer,
  threads: count(1, mostThreads),
};
const text: Rules<Description['text']> = { name: words, sha256: words };
const training: Rules<Pick<TrainingPosition, 'step' | 'epoch' | 'batch'>> = {
  step: count(0),
  epoch: count(0),
  batch: count(0),
};
const vocabulary: Rule = {
  expected: 'a text of different characters in the order of their code points',
  fits: (value) =>
    typeof value === 'string' && value !== '' && createVocabulary(value).characters.join('') === value,
};

/** Throws unless what a file says of its model and its training can be relied on, naming what is wrong. */
export function checkDescription(
  path: string,
  data: unknown,
): { readonly description: Description; readonly position: TrainingPosition } {
  const { model, training: position } = membersOf(data);
  const fields = membersOf(model);
  if (!isRecord(fields['architecture'])) {
    throw new FormatError(
      `${path} holds numbers, but does not say what model they belong to. Sample from files that sluice train has saved.`,
    );
  }
  const check = (name: string, value: unknown, { expected, fits }: Rule): void => {
    if (fits(value)) return;
    throw new FormatError(
      `${path}: ${name} must be ${expected}, but is ${shorten(JSON.stringify(value) ?? 'missing')}; ` +
        `the file is damaged, so take another copy or train again.`,
    );
  };
  const checkAll = (group: string, values: unknown, rules: Readonly<Record<string, Rule>>): void => {
    const members = membersOf(values);
    for (const [name, rule] of Object.entries(rules)) check(`${group}.${name}`, members[name], rule);
  };
  checkAll('architecture', fields['architecture'], architecture);
  check('vocabulary', fields['vocabulary'], vocabulary);
  // Files from before there were threads were trained on one.
  const saved = membersOf(fields['settings']);
  const found = { ...saved, threads: saved['threads'] ?? 1 };
  checkAll('settings', found, settings);
  checkAll('text', fields['text'], text);
  if (fields['validationLoss'] !== undefined) check('validationLoss', fields['validationLoss'], number);
  checkAll('training', position, training);
  const description = { ...fields, settings: found } as unknown as Description;
  return { description, position: position as TrainingPosition };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
