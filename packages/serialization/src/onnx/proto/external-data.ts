import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';
import type { TensorProto } from './messages.js';

/**
 * The files that stand beside a model and hold its numbers: their bytes by the path that the model gives them, or a function
 * that gets them.
 */
export type ExternalData = Readonly<Record<string, Uint8Array>> | ((path: string) => Uint8Array | undefined);

/** The bytes of a tensor that stand in another file. */
export function readExternalData({ name, externalData }: TensorProto, files: ExternalData): Uint8Array {
  const fail = (problem: string): never => {
    throw new FormatError(`ONNX: the numbers of tensor ${quote(name)} stand in another file, ${problem}.`);
  };
  const entry = (key: string): string | undefined => externalData.find((each) => each.key === key)?.value;
  const count = (key: string, otherwise: number): number => {
    const text = entry(key) ?? String(otherwise);
    if (!/^[0-9]{1,15}$/.test(text)) fail(`but its ${key} is ${quote(text)} and not a number of bytes`);
    return Number(text);
  };
  const path = entry('location') ?? fail('but no location says which');
  checkPath(path, fail);
  const bytes =
    typeof files === 'function' ? files(path) : Object.hasOwn(files, path) ? files[path] : undefined;
  if (!bytes) return fail(`${quote(path)}; give it as externalData: { ${quote(path)}: bytes }`);
  const offset = count('offset', 0);
  const length = count('length', bytes.length - offset);
  if (offset + length > bytes.length || length < 0) {
    fail(`${quote(path)}, at bytes ${offset} to ${offset + length}, but that one has ${bytes.length} bytes`);
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset + offset, length);
}

/** A model may name files beside and below it, and no others. */
function checkPath(path: string, fail: (problem: string) => never): void {
  const steps = path.split('/');
  const leaves = steps.some((step) => step === '..') || path.startsWith('/') || /[\\:\0]/.test(path);
  if (leaves || path === '') fail(`${quote(path)}, which is no path below the model's own folder`);
}
