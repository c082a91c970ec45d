import { FormatError } from '../format-error.js';
import { decodeUtf8, quote } from '../text.js';
import { readZip, type ZipEntry } from '../zip.js';
import { findName } from './globals.js';
import { PickleMachine } from './pickle/machine.js';
import { PickleReader } from './pickle/reader.js';
import type { PyValue } from './pickle/values.js';
import { StorageRef } from './storage.js';
import { storageId } from './storage-id.js';

const what = 'PyTorch file';

/**
 * Reads the object in a zip file of PyTorch 1.6 and newer: `NAME/data.pkl`, and each storage as `NAME/data/KEY`.
 *
 * @returns the object, and how long all of the file is once it is unpacked.
 */
export function readArchive(bytes: Uint8Array, checksums: boolean): { root: PyValue; length: number } {
  const entries = readZip(bytes, { what, checksums });
  const folder = findRoot(entries);
  checkByteOrder(entries.get(`${folder}byteorder`));
  const storages = new Map<string, () => Uint8Array>();
  const bytesOf = (key: string): (() => Uint8Array) | undefined => {
    const entry = entries.get(`${folder}data/${key}`);
    if (entry && !storages.has(key))
      storages.set(
        key,
        once(() => entry.read()),
      );
    return storages.get(key);
  };
  const reader = new PickleReader(entries.get(`${folder}data.pkl`)!.read(), `${what}, ${folder}data.pkl`);
  const machine = new PickleMachine(reader, {
    find: findName,
    persistent(id) {
      const { key, dtype, count } = storageId(id);
      const storage = new StorageRef(key, dtype, count);
      storage.bytes = bytesOf(key);
      return storage;
    },
  });
  let length = 0;
  for (const { size } of entries.values()) length += size;
  return { root: machine.run(), length };
}

/** The folder in which all else stands, which is named after the file that was saved. */
function findRoot(entries: ReadonlyMap<string, ZipEntry>): string {
  const roots = [...entries.keys()].flatMap((name) => /^([^/]*\/)?data\.pkl$/.exec(name)?.slice(1) ?? []);
  const [root = ''] = roots;
  if (roots.length !== 1) {
    const names = [...entries.keys()].slice(0, 8).map(quote).join(', ');
    throw new FormatError(
      `${what}: a zip by torch.save holds one entry data.pkl, but this one holds ${roots.length}; ` +
        `its entries are ${names || 'none'}${entries.size > 8 ? ', …' : ''}.`,
    );
  }
  if (entries.has(`${root}constants.pkl`)) {
    throw new FormatError(
      `${what}: this is TorchScript, a program that torch.jit.save wrote, and programs are not run. In PyTorch, save its ` +
        `weights instead: torch.save(torch.jit.load(path).state_dict(), 'weights.pt').`,
    );
  }
  return root;
}

function checkByteOrder(entry: ZipEntry | undefined): void {
  const order = entry ? decodeUtf8(entry.read(), `${what}: its byte order`) : 'little';
  if (order === 'little') return;
  throw new FormatError(
    `${what}: its numbers are in ${quote(order)}-endian order, but only little-endian ones are read. Load it in PyTorch ` +
      `and save it again on a machine with the usual order.`,
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
