import { FormatError, loadCheckpoint, readSafetensors } from '@sluice/serialization';
import { createModel } from '@sluice/model';
import { createVocabulary } from '@sluice/train';
import type { CellSpec } from '../../../cells/choice.js';
import { loadCell } from '../../../cells/load-cell.js';
import { own } from '../../../cells/own-source.js';
import type { CharacterModel, SavedCheckpoint, Settings } from './character-model.js';
import { readForeign, type ForeignModel } from './foreign-model.js';
import { buildNet, type Architecture } from './net.js';
import { completeModel } from './complete-model.js';

/** A file as it was dropped. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files that were dropped with it, such as the shards of a `model.json`. */
  readonly beside?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** Opens a file: it is complete, or the characters are not known that its numbers stand for. */
export async function loadModelFile(
  file: ModelFile,
  visitors: CellSpec,
): Promise<CharacterModel | ForeignModel> {
  const isSafetensors = file.bytes[8] === 0x7b;
  if (!isSafetensors) {
    const foreign = await readForeign(file, visitors);
    return foreign.characters?.length === foreign.size ? completeModel(foreign, foreign.characters) : foreign;
  }
  const { tensors, metadata } = readSafetensors(file.bytes);
  if (metadata['format'] !== 'sluice.checkpoint') return readForeign(file, visitors, tensors);
  const checkpoint = loadCheckpoint(file.bytes);
  const { model: description, training } = membersOf(checkpoint.data);
  if (description === undefined) {
    const foreign = await readForeign(file, visitors);
    const { vocabulary } = membersOf(checkpoint.data);
    return isListOfText(vocabulary) && vocabulary.length === foreign.size
      ? restoreFacts(await completeModel(foreign, vocabulary), checkpoint)
      : foreign;
  }
  return openDescribed(file.name, checkpoint, membersOf(description), membersOf(training));
}

/** What `sluice train` and this page have saved. */
async function openDescribed(
  name: string,
  checkpoint: SavedCheckpoint,
  description: Members,
  training: Members,
): Promise<CharacterModel> {
  const fail = (what: string, expected: string, got: unknown): never => {
    const shown = (JSON.stringify(got) ?? 'missing').slice(0, 60);
    throw new FormatError(
      `${name}: ${what} must be ${expected}, but is ${shown}; the file is damaged, so take another copy.`,
    );
  };
  const { architecture, vocabulary, settings, text, validationLoss } = description;
  const parts = membersOf(architecture);
  for (const part of ['embedding', 'hidden', 'layers']) {
    const size = parts[part];
    if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > largestSize) {
      fail(`architecture.${part}`, `an integer from 1 to ${largestSize}`, size);
    }
  }
  const { cell } = parts;
  const spec: CellSpec = { name: String(cell) };
  if (cell === own || !(await isRegistered(spec))) {
    fail('architecture.cell', 'the name of a registered cell', cell);
  }
  if (
    typeof vocabulary !== 'string' ||
    vocabulary === '' ||
    createVocabulary(vocabulary).characters.join('') !== vocabulary
  ) {
    fail('vocabulary', 'a text of different characters in the order of their code points', vocabulary);
  }
  const known = createVocabulary(vocabulary as string);
  const net = await buildNet(spec, parts as unknown as Architecture, known.size);
  return {
    model: await createModel(net, { params: checkpoint.parameters }),
    vocabulary: known,
    architecture: parts as unknown as Architecture,
    cell: spec,
    takes: 'tokens',
    gives: 'scores',
    training: 'possible',
    file: { name, format: 'Sluice', notes: [] },
    trainedOn: readText(text),
    settings: isSettings(settings) ? settings : undefined,
    steps: Number.isSafeInteger(training['step']) ? (training['step'] as number) : 0,
    validationLoss: typeof validationLoss === 'number' ? validationLoss : undefined,
    checkpoint,
  };
}

const isRegistered = (spec: CellSpec): Promise<boolean> =>
  loadCell(spec).then(
    () => true,
    () => false,
  );

/** What a file of this page says beside the layer. */
function restoreFacts(model: CharacterModel, checkpoint: SavedCheckpoint): CharacterModel {
  const { text, steps, validationLoss } = membersOf(checkpoint.data);
  return {
    ...model,
    trainedOn: readText(text),
    steps: Number.isSafeInteger(steps) ? (steps as number) : 0,
    validationLoss: typeof validationLoss === 'number' ? validationLoss : undefined,
    checkpoint,
  };
}

/** A larger size or number of layers than this is a mistake, or an attack. */
const largestSize = 2 ** 14;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {};

const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

function readText(value: unknown): { name: string; sha256: string } | undefined {
  const { name, sha256 } = membersOf(value);
  return typeof name === 'string' && typeof sha256 === 'string' ? { name, sha256 } : undefined;
}

/** Settings that a training can go on with; with others it begins anew, on the same weights. */
function isSettings(value: unknown): value is Settings {
  const { batchSize, timeSteps, clip, validation, seed } = membersOf(value);
  const isCount = (size: unknown): boolean =>
    Number.isSafeInteger(size) && (size as number) > 0 && (size as number) <= 4096;
  const isPositive = (number: unknown): boolean => Number.isFinite(number) && (number as number) > 0;
  return (
    isCount(batchSize) &&
    isCount(timeSteps) &&
    isPositive(clip) &&
    isPositive(validation) &&
    (validation as number) < 1 &&
    Number.isSafeInteger(seed)
  );
}
