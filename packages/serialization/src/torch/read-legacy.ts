import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import { findName } from './globals.js';
import { PickleMachine, type PickleHooks } from './pickle/machine.js';
import { PickleReader } from './pickle/reader.js';
import { describePy, PyDict, PySequence, type PyValue } from './pickle/values.js';
import { elementOf, StorageRef } from './storage.js';
import { storageId } from './storage-id.js';

/** The number that a file before 1.6 begins with, and the version that follows it. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

const what = 'PyTorch file';

/**
 * Reads the object in a file of PyTorch before 1.6: pickles of the magic number, the version, what machine wrote it, the
 * object and the keys of the storages, then each storage's length and bytes.
 */
export function readLegacy(bytes: Uint8Array): PyValue {
  const reader = new PickleReader(bytes, what);
  const load = (hooks: PickleHooks): PyValue => new PickleMachine(reader, hooks).run();
  checkMagic(load(plain));
  const version = load(plain);
  if (version !== PROTOCOL) {
    throw new FormatError(
      `${what}: its version should be ${PROTOCOL}, but is ${quote(describePy(version))}.`,
    );
  }
  checkSystem(load(plain));
  const storages = new Storages();
  const root = load({ find: findName, persistent: (id) => storages.find(id) });
  storages.read(load(plain), reader);
  if (reader.position !== bytes.length) {
    reader.fail('more follows behind the last storage; save each object into a file of its own');
  }
  return root;
}

/** For pickles that hold no tensors. */
const plain: PickleHooks = {
  find: findName,
  persistent: () => {
    throw new FormatError(`${what}: a storage stands where plain values should; the file is damaged.`);
  },
};

function checkMagic(magic: PyValue): void {
  if (magic === MAGIC) return;
  throw new FormatError(
    `${what}: this is a pickle, but none that torch.save wrote. Load it in Python, and save its tensors with torch.save.`,
  );
}

function checkSystem(system: PyValue): void {
  if (!(system instanceof PyDict) || system.entries.get('little_endian') !== false) return;
  throw new FormatError(
    `${what}: its numbers are in big-endian order, but only little-endian ones are read. Load it in PyTorch and save it ` +
      `again on a machine with the usual order.`,
  );
}

/** The storages of a file, each of which may be whole or show a part of another. */
class Storages {
  /** By the key of the whole storage. */
  readonly #dtypes = new Map<string, string>();
  readonly #parts: { readonly storage: StorageRef; readonly whole: string; readonly offset: number }[] = [];

  find(id: PyValue): StorageRef {
    const { key, dtype, count, view } = storageId(id);
    if (dtype === undefined || (this.#dtypes.get(key) ?? dtype) !== dtype) {
      throw new FormatError(`${what}: the storage ${quote(key)} is of two dtypes; the file is damaged.`);
    }
    this.#dtypes.set(key, dtype);
    const { offset, size } = readView(view, count);
    const storage = new StorageRef(key, dtype, size);
    this.#parts.push({ storage, whole: key, offset: offset * elementOf(dtype).bytes });
    return storage;
  }

  /** Reads the numbers, which stand in the order of the keys behind a list of these. */
  read(keys: PyValue, reader: PickleReader): void {
    if (!(keys instanceof PySequence)) return reader.fail('a list of the storages should come');
    const whole = new Map<string, Uint8Array>();
    for (const key of keys.items) {
      const dtype = typeof key === 'string' ? this.#dtypes.get(key) : undefined;
      if (typeof key !== 'string' || dtype === undefined || whole.has(key)) {
        return reader.fail(
          `the storage ${quote(typeof key === 'string' ? key : describePy(key))} belongs to no tensor`,
        );
      }
      whole.set(key, reader.bytes(reader.u64() * elementOf(dtype).bytes));
    }
    for (const { storage, whole: key, offset } of this.#parts) {
      const bytes = whole.get(key)?.subarray(offset);
      storage.bytes = bytes && (() => bytes);
    }
  }
}

/** A part of a storage is told by a key of its own, where it begins, and its length. */
function readView(view: PyValue | undefined, count: number): { offset: number; size: number } {
  if (view === null || view === undefined) return { offset: 0, size: count };
  const [, offset, size] = view instanceof PySequence ? view.items : [];
  if (typeof offset === 'number' && typeof size === 'number' && offset >= 0 && size >= 0)
    return { offset, size };
  throw new FormatError(
    `${what}: a part of a storage is told by ${quote(describePy(view))}; the file is damaged.`,
  );
}
