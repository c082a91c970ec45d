import { quote } from '../text.js';
import { readAttributes, type Attributes } from './attributes.js';
import type { FileBytes } from './bytes.js';
import { openDataset, type Dataset } from './dataset.js';
import { fail } from './fail.js';
import { openGlobalHeap, type GlobalHeap } from './global-heap.js';
import { readLinks, refuseLink, type Links } from './links.js';
import { messageTypes, readObjectHeader } from './object-header.js';
import { readSuperblock } from './superblock.js';

/** A group in an HDF5 file: what a folder is on a disk. */
export interface Group {
  readonly kind: 'group';
  /** Where it stands: `/layers/lstm`, the root being `/`. */
  readonly path: string;
  /** What it holds, in the order in which it was made where the file tells, otherwise by name. */
  readonly names: readonly string[];
  readonly attributes: Attributes;
  /** What it holds under a name, or under names joined with `/`; undefined where there is nothing. */
  get(path: string): Group | Dataset | undefined;
}

/**
 * Opens an HDF5 file, as far as h5py and Keras write it: HDF5 File Format Specification 3.0, superblocks 0 to 3;
 * numbers stored compactly, in one piece or in chunks, deflated, shuffled, and with checksums.
 *
 * A file from a stranger is safe to read: nothing in it is followed without end, and time and memory are proportional
 * to its length.
 *
 * @throws FormatError when the bytes are no such file, are damaged, or use what is not read.
 */
export function openHdf5(bytes: Uint8Array): Group {
  const { file, root } = readSuperblock(bytes);
  const opened = open({ file, heap: openGlobalHeap(file), objects: new Map() }, root, '/');
  return opened.kind === 'group' ? opened : fail('the root is no group; the file is damaged');
}

/** How deep groups may stand in each other: far deeper than any model's. */
const MAX_DEPTH = 64;

/** What objects of one file share. */
interface Shared {
  readonly file: FileBytes;
  readonly heap: GlobalHeap;
  /** What has been opened, so that nothing is read twice. */
  readonly objects: Map<string, Group | Dataset>;
}

function open(shared: Shared, address: number, path: string): Group | Dataset {
  const known = shared.objects.get(path);
  if (known) return known;
  const { file, heap } = shared;
  const header = readObjectHeader(file, address);
  const attributes = readAttributes(file, header, { heap, path: quote(path) });
  const isDataset = header.all(messageTypes.layout).length > 0;
  const opened = isDataset
    ? openDataset(file, header, { path, attributes })
    : openGroup(shared, readLinks(file, header, quote(path)), { path, attributes });
  shared.objects.set(path, opened);
  return opened;
}

function openGroup(
  shared: Shared,
  links: Links,
  { path, attributes }: { path: string; attributes: Attributes },
): Group {
  return {
    kind: 'group',
    path,
    names: [...links.keys()],
    attributes,
    get(wanted) {
      const names = wanted.split('/').filter((part) => part !== '');
      const [name = '', ...rest] = names;
      if (!links.has(name)) return undefined;
      const below = `${path === '/' ? '' : path}/${name}`;
      if (below.split('/').length + rest.length > MAX_DEPTH + 1) {
        fail(`${quote(below)} stands in more than ${MAX_DEPTH} groups; the file is made to have no end`);
      }
      const found = open(shared, links.get(name) ?? refuseLink(below), below);
      if (rest.length === 0) return found;
      return found.kind === 'group' ? found.get(rest.join('/')) : undefined;
    },
  };
}
