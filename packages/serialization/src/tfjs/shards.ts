import { ArgumentError } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { quote } from '../text.js';

/**
 * The binary files of a model: all their bytes one behind the other, the files in the manifest's order, or by the
 * names that the manifest gives them.
 */
export type TfjsShards =
  Uint8Array | readonly Uint8Array[] | Readonly<Record<string, Uint8Array>> | ((path: string) => Uint8Array);

/** Puts the files that a manifest names one behind the other. */
export function joinShards(shards: TfjsShards, paths: readonly string[]): Uint8Array {
  paths.forEach(checkPath);
  return concatenate(pick(shards, paths));
}

function pick(shards: TfjsShards, paths: readonly string[]): readonly Uint8Array[] {
  if (isBytes(shards)) return [shards];
  if (Array.isArray(shards)) {
    const list = shards as readonly Uint8Array[];
    if (list.length === paths.length && list.every(isBytes)) return list;
    throw new ArgumentError(
      `importTfjs: the model has ${paths.length} binary files (${paths.slice(0, 8).map(quote).join(', ')}), but ${list.length} were given.`,
    );
  }
  const byName = shards as Readonly<Record<string, Uint8Array>> | ((path: string) => Uint8Array);
  return paths.map((path) => {
    const found =
      typeof byName === 'function' ? byName(path) : Object.hasOwn(byName, path) ? byName[path] : undefined;
    if (isBytes(found)) return found;
    throw new ArgumentError(
      `importTfjs: the bytes of ${quote(path)} are missing; give them under this name.`,
    );
  });
}

const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && (value as Uint8Array).BYTES_PER_ELEMENT === 1;

/** The files stand beside the model, so a name that leads elsewhere is not to be read. */
function checkPath(path: string): void {
  const isBeside = !/^[/\\]|^[a-z]+:|\\/i.test(path) && !path.split('/').includes('..');
  if (!isBeside || path === '') {
    throw new FormatError(`TensorFlow.js: the model names the file ${quote(path)}, which is not beside it.`);
  }
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
