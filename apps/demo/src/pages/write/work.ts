import { transfer, type ProxyMarked } from 'comlink';
import { createVocabulary } from '@sluice/train';
import shakespeareLstm from './data/shakespeare-lstm.safetensors?url';
import type { CellSpec } from '../../cells/choice.js';
import { loadCell } from '../../cells/load-cell.js';
import { startRun, type Report, type Run } from '../../work/run.js';
import type { CharacterModel } from './studio/character-model.js';
import type { TextProblem } from './studio/clean-text.js';
import { completeModel, readCharacters } from './studio/complete-model.js';
import type { ForeignModel } from './studio/foreign-model.js';
import { loadModelFile, type ModelFile } from './studio/load-model.js';
import { factsOf, missingOf, type MissingVocabulary, type ModelFacts } from './studio/model-facts.js';
import { openText, type OpenText, type TextSource } from './studio/open-text.js';
import { createRecord, partsOf, type UnitChoice } from './studio/record.js';
import { noCheckpoint, toOnnxFile, toSafetensors, type SaveFormat } from './studio/save-model.js';
import {
  createTraining,
  newModel,
  type Training,
  type TrainingNews,
  type TrainingOptions,
} from './studio/training.js';
import { StudioError } from './studio/studio-error.js';
import { findUnits, type FoundUnit, type Passage } from './studio/units.js';
import { createWriter, readPassage, writeOn, type Writer, type WritingNews } from './studio/writer.js';

/** What a page is told of a text. */
export interface TextFacts extends Omit<OpenText, 'text' | 'sha256'> {
  /** How it begins. */
  readonly beginning: string;
}

/** How a text is to be written. */
export interface WritingOptions {
  /** Go on with the text that stands there. */
  readonly further: boolean;
  readonly prime: string;
  readonly seed: number;
  readonly length: number;
  readonly perSecond?: number;
}

let text: OpenText | undefined;
let current: CharacterModel | undefined;
let foreign: ForeignModel | undefined;
let writer: Writer | undefined;
/** The text that is being written, if one is. */
let beingWritten: Writer | undefined;
let training: Training | undefined;
/** Changed while it writes. */
let temperature = 0.8;
let prime = '';

const model = (): CharacterModel => {
  if (!current) throw new StudioError('noModel', 'There is no model yet: train one, or load a file.');
  return current;
};

/** From now on another model writes; a training that is under way is no longer of it. */
function become(opened: CharacterModel): ModelFacts {
  current = opened;
  foreign = undefined;
  writer = undefined;
  training = undefined;
  return factsOf(opened);
}

const sampleLength = 240;

/** Writes a little with the weights as they are; what is looked at is replaced, unless something is being written there. */
function sample(of: CharacterModel): string {
  const own = createWriter(of, prime, 0);
  const until = performance.now() + 200;
  let written = own.prime.join('');
  while (own.record.length < sampleLength && performance.now() < until) written += own.next(temperature);
  if (!beingWritten && current === of) writer = own;
  return written;
}

async function* trainNow(options: TrainingOptions): AsyncGenerator<TrainingNews, void, undefined> {
  if (!text) throw new StudioError('noText', 'There is no text to train on yet.');
  const of = options.further ? model() : await newModel(text, options);
  const now = createTraining(of, text, options, sample);
  training = now;
  try {
    for await (const news of now.news) {
      // Not where a file was opened meanwhile.
      if (news.kind === 'ready' && training === now) current = of;
      yield news;
    }
  } finally {
    if (training === now) training = undefined;
  }
}

async function* writeNow({
  further,
  prime: given,
  seed,
  ...pace
}: WritingOptions): AsyncGenerator<WritingNews, void, undefined> {
  const of = model();
  const own = further && writer?.of === of ? writer : createWriter(of, given, seed);
  const isNew = own !== writer;
  writer = own;
  beingWritten = own;
  try {
    if (isNew) yield { kind: 'begun', prime: own.prime, unknown: own.unknown };
    yield* writeOn(own, { ...pace, temperature: () => temperature });
  } finally {
    // Another may have been begun before this one was told to end.
    if (beingWritten === own) beingWritten = undefined;
  }
}

/** How much is read to look for units. */
const passageLength = 3000;

/** What a model makes of the end of the text, which it has not been trained on; of what it has written, where there is none. */
function read(of: CharacterModel): Passage {
  const known = new Set(of.vocabulary.characters);
  const end = Array.from(text?.text.slice(-passageLength) ?? '').filter((character) => known.has(character));
  if (end.length >= 100) return readPassage(of, end);
  return writer?.of === of && writer.record.length >= 100
    ? { characters: writer.characters, parts: partsOf(of.model.layer.state), record: writer.record }
    : { characters: [], parts: [], record: createRecord([]) };
}

/** What this page's worker can do. */
export const work = {
  /** Reads a text to train on; the one before stays where it cannot be taken. */
  async openText(source: TextSource): Promise<TextFacts | TextProblem> {
    const opened = await openText(source);
    if ('problem' in opened) return opened;
    text = opened;
    const { name, characters, distinct, notes } = opened;
    return { name, characters, distinct, notes, beginning: opened.text.slice(0, 2000) };
  },

  /** Makes a cell; throws what is wrong with it. */
  async tryCell(cell: CellSpec): Promise<void> {
    await loadCell(cell);
  },

  train: (options: TrainingOptions, report: Report<TrainingNews>): Promise<Run & ProxyMarked> =>
    startRun(trainNow(options), report),

  write: (options: WritingOptions, report: Report<WritingNews>): Promise<Run & ProxyMarked> =>
    startRun(writeNow(options), report),

  /** What the next character is drawn with, and what samples go on from. */
  setDrawing(now: { readonly temperature: number; readonly prime: string }): void {
    ({ temperature, prime } = now);
  },

  /** The model that writes, if there is one. */
  facts: (): ModelFacts | undefined => current && factsOf(current),

  /** A unit at each character that stands there. */
  activations: (choice: UnitChoice): Float32Array => writer?.record.unit(choice) ?? new Float32Array(),

  /** Looks for units that follow something in a text. */
  findUnits: (): readonly FoundUnit[] => findUnits(read(model())),

  /** Writes the model as a file. */
  async save(format: SaveFormat): Promise<Uint8Array> {
    const of = model();
    const write = (): Uint8Array | Promise<Uint8Array> =>
      format === 'onnx'
        ? toOnnxFile(of)
        : toSafetensors(of, of.checkpoint ?? { ...noCheckpoint(of.steps), parameters: of.model.params });
    const bytes =
      training === undefined
        ? await write()
        : await training.atRest((trainer) => {
            of.checkpoint = trainer.checkpoint();
            return write();
          });
    return transfer(bytes, [bytes.buffer]);
  },

  /** Opens the model that comes with the page. */
  async loadBundled(): Promise<ModelFacts> {
    const response = await fetch(shakespeareLstm);
    if (!response.ok) throw new Error(`${shakespeareLstm}: the server answered ${response.status}.`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const opened = await loadModelFile({ name: 'shakespeare-lstm.safetensors', bytes }, { name: 'lstm' });
    if (!('model' in opened)) throw new Error(`${shakespeareLstm}: it does not say its characters.`);
    return become(opened);
  },

  /** Opens a model; where its characters are not known, they are to be given. */
  async load(file: ModelFile, own: CellSpec): Promise<ModelFacts | MissingVocabulary> {
    const opened = await loadModelFile(file, own);
    if (!('model' in opened)) {
      foreign = opened;
      return missingOf(opened, text?.distinct ?? 0);
    }
    return become(opened);
  },

  /** Gives the characters that a file lacks: a list, or those of the text. */
  async giveVocabulary(given: { readonly list: string } | 'text'): Promise<ModelFacts> {
    if (!foreign) throw new StudioError('noModel', 'No model waits for its characters.');
    const characters =
      given === 'text' ? createVocabulary(text?.text ?? '').characters : readCharacters(given.list);
    return become(await completeModel(foreign, characters));
  },
};
