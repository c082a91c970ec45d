import { ArgumentError, type Tensor } from '@sluice/math';
import { FormatError } from './format-error.js';
import { formatJson } from './json.js';
import { JsonReader } from './json-reader.js';
import { createRecord } from './safetensors/header.js';
import { readSafetensors } from './safetensors/read.js';
import { writeSafetensors } from './safetensors/write.js';
import { quote } from './text.js';

/** The version of the layout that this release writes, and the newest one that it reads. */
export const checkpointVersion = 1;

/**
 * A training run at rest: all that the next update reads, as plain data, so that a run which is carried on from here
 * gives the same bits as one that never stopped.
 */
export interface Checkpoint {
  readonly version: typeof checkpointVersion;
  /** The weights, by the names that the cell gives them: `1.wx`. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** What the optimizer remembers, by names of the trainer's choice: `m/1.wx`. */
  readonly optimizer: Readonly<Record<string, Tensor>>;
  /** The recurrent state that the next batch starts from, by the names that the cell gives it: `1.h`. */
  readonly state: Readonly<Record<string, Tensor>>;
  /**
   * All else, as JSON: step, epoch, position in the data, seed, vocabulary, architecture, metrics. Numbers are kept
   * exactly, and what JSON cannot hold is refused. What a file held may be anything, so check it before use.
   */
  readonly data: unknown;
}

const groups = ['parameters', 'optimizer', 'state'] as const;
const format = 'sluice.checkpoint';

/**
 * Writes a checkpoint as a safetensors file, so that other tools can open it too: tensors are named
 * `parameters/1.wx`, `optimizer/m/1.wx`, `state/1.h`, and the metadata holds `format`, `version` and `data`.
 *
 * To put it into a file, use `saveCheckpointFile` of `@sluice/serialization/node`, which never leaves half a file.
 *
 * @throws ArgumentError when `data` holds what JSON cannot, with the path to it, or a tensor does not fit its shape.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { loadCheckpoint, saveCheckpoint } from '@sluice/serialization';
 * const bytes = saveCheckpoint({
 *   version: 1,
 *   parameters: { wx: tensor([1, 2], [1, 2]) },
 *   optimizer: { 'm/wx': tensor([0, 0], [1, 2]) },
 *   state: { h: tensor([0.5], [1, 1]) },
 *   data: { step: 423, vocabulary: ['a', 'b'] },
 * });
 * const { parameters, data } = loadCheckpoint(bytes);
 * ```
 */
export function saveCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { data } = checkpoint;
  const version: number = checkpoint.version;
  if (version !== checkpointVersion) {
    throw new ArgumentError(
      `saveCheckpoint: only version ${checkpointVersion} can be written, but the checkpoint says ${version}.`,
    );
  }
  const named = groups.flatMap((group) =>
    Object.entries(checkpoint[group]).map(([name, tensor]) => [`${group}/${name}`, tensor] as const),
  );
  return writeSafetensors(Object.fromEntries(named), {
    format,
    version: String(version),
    data: formatJson(data, 'data'),
  });
}

/**
 * Reads a checkpoint that `saveCheckpoint` wrote.
 *
 * The records of tensors have no prototype, so that any name is safe in them; in `data` a member named `__proto__` is an
 * own property, as `JSON.parse` makes it.
 *
 * @throws FormatError when the bytes are no safetensors file, no checkpoint, or one of a newer version.
 */
export function loadCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['format'] !== format) {
    throw new FormatError(
      `checkpoint: the metadata "format" must be "${format}", but is ${describe(metadata['format'])}; ` +
        `this is a safetensors file of another kind, which readSafetensors reads.`,
    );
  }
  if (metadata['version'] !== String(checkpointVersion)) {
    throw new FormatError(
      `checkpoint: version ${checkpointVersion} can be read, but this is ${describe(metadata['version'])}; ` +
        `a newer release of @sluice/serialization may know it.`,
    );
  }
  const grouped = {
    parameters: createRecord<Tensor>(),
    optimizer: createRecord<Tensor>(),
    state: createRecord<Tensor>(),
  };
  for (const [fullName, tensor] of Object.entries(tensors)) {
    const slash = fullName.indexOf('/');
    const group = groups.find((known) => known === fullName.slice(0, slash));
    if (!group) {
      throw new FormatError(
        `checkpoint: tensor ${quote(fullName)} belongs to none of ${groups.map((known) => `${known}/`).join(', ')}.`,
      );
    }
    grouped[group][fullName.slice(slash + 1)] = tensor;
  }
  return { version: checkpointVersion, ...grouped, data: parseData(metadata['data']) };
}

function parseData(text: string | undefined): unknown {
  if (text === undefined)
    throw new FormatError('checkpoint: the metadata "data" is missing; the file is damaged.');
  // first strictly: JSON.parse would let the last of two equal names win
  const reader = new JsonReader(text, { what: 'checkpoint data', offset: 0 });
  reader.skip();
  reader.end();
  return JSON.parse(text);
}

const describe = (text: string | undefined): string => (text === undefined ? 'missing' : quote(text));
