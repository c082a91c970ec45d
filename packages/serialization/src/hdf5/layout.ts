import type { Section } from './bytes.js';
import { unsupported } from './fail.js';

/** How the chunks of a dataset are found. */
export type ChunkIndex =
  | { readonly kind: 'tree' }
  /** There is one only; its length is told where it is packed. */
  | { readonly kind: 'single'; readonly bytes: number | undefined; readonly mask: number }
  /** They stand one behind the other. */
  | { readonly kind: 'implicit' }
  | { readonly kind: 'fixedArray' };

/** A dataset in pieces of one shape. */
export interface Chunked {
  readonly kind: 'chunked';
  readonly address: number | undefined;
  readonly chunk: readonly number[];
  readonly elementBytes: number;
  readonly index: ChunkIndex;
}

/** Where the numbers of a dataset are. */
export type Layout =
  /** In the header itself. */
  | { readonly kind: 'compact'; readonly values: Section }
  | { readonly kind: 'contiguous'; readonly address: number | undefined; readonly bytes: number }
  | Chunked;

const others = ['a resizable array', 'a B-tree'];

/** Reads where the numbers of a dataset are. */
export function readLayout(section: Section): Layout {
  const version = section.u8();
  if (version !== 3 && version !== 4) unsupported(`the layout of a dataset is of version ${version}`);
  const kind = section.u8();
  switch (kind) {
    case 0:
      return { kind: 'compact', values: section.part(section.u16()) };
    case 1:
      return { kind: 'contiguous', address: section.address(), bytes: section.length() };
    case 2:
      return version === 3 ? readChunked(section) : readNewChunked(section);
    default:
      return unsupported(`a dataset is stored in the way ${kind}, perhaps in other files`);
  }
}

function readChunked(section: Section): Layout {
  const rank = section.u8();
  const address = section.address();
  return { kind: 'chunked', address, ...readChunk(section, rank, 4), index: { kind: 'tree' } };
}

function readNewChunked(section: Section): Layout {
  const flags = section.u8();
  const rank = section.u8();
  const chunk = readChunk(section, rank, section.u8());
  const kind = section.u8();
  let index: ChunkIndex;
  if (kind === 1) {
    const isPacked = (flags & 2) !== 0;
    index = {
      kind: 'single',
      bytes: isPacked ? section.length() : undefined,
      mask: isPacked ? section.u32() : 0,
    };
  } else if (kind === 2) index = { kind: 'implicit' };
  else if (kind === 3) {
    section.skip(1);
    index = { kind: 'fixedArray' };
  } else
    return unsupported(`the chunks of a dataset stand in ${others[kind - 4] ?? `an index of kind ${kind}`}`);
  return { kind: 'chunked', address: section.address(), ...chunk, index };
}

/** The shape of a chunk, behind which its elements' size stands as a further axis. */
function readChunk(section: Section, rank: number, bytes: number): Pick<Chunked, 'chunk' | 'elementBytes'> {
  if (rank < 2 || rank > 33) section.fail(`has chunks of ${rank - 1} axes`);
  const sizes = Array.from({ length: rank }, () => section.uint(bytes));
  return { chunk: sizes.slice(0, -1), elementBytes: sizes.at(-1)! };
}
