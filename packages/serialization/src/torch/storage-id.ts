import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import { storageDtype } from './globals.js';
import { describePy, PyName, PySequence, type PyValue } from './pickle/values.js';

/** What the id of a storage says. */
export interface StorageId {
  readonly key: string;
  readonly dtype: string | undefined;
  readonly count: number;
  /** What follows in the older format: which part of another storage it is. */
  readonly view: PyValue | undefined;
}

/** Reads an id as `torch.save` makes it: `('storage', type, key, device, count)`. */
export function storageId(id: PyValue): StorageId {
  if (id instanceof PySequence && id.kind === 'tuple') {
    const [tag, type, key, , count, view] = id.items;
    const known = type instanceof PyName ? storageDtype(type.name) : undefined;
    if (tag === 'storage' && known && typeof key === 'string' && isCount(count)) {
      return { key, dtype: known.dtype, count, view };
    }
    if (tag === 'storage' && isCount(count)) {
      throw new FormatError(`PyTorch file: a storage is of ${quote(describePy(type))}, which is not read.`);
    }
  }
  throw new FormatError(
    `PyTorch file: ${quote(describePy(id))} stands where the id of a storage should; the file is damaged, or was not ` +
      `written by torch.save.`,
  );
}

const isCount = (value: PyValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
