import type { Local } from '../assembler/index.js';
import type { View } from '../fuse/view.js';
import { elementBytes, pushMoved, type Kernel } from './kernel.js';

/** A position in memory that moves with the loops of a kernel. Operands that move alike share one. */
export interface Cursor {
  readonly key: string;
  /** How far a turn of each loop moves it: bytes, or elements for a counter. */
  readonly strides: readonly number[];
  /** The local that holds it; absent where it never moves. */
  readonly local: Local<'i32'> | undefined;
}

/** One operand of a kernel: a cursor, and the constant distance from it that instructions carry themselves. */
export interface Access {
  readonly cursor: Cursor;
  readonly offset: number;
  /** Bytes from one element of the innermost loop to the next. */
  readonly stride: number;
}

/** The cursors of one kernel. */
export interface Cursors {
  /** The access to a view, from its strides over the kernel's loops. */
  access(view: View, strides: readonly number[]): Access;
  /** A cursor that counts elements from 0. */
  counter(strides: readonly number[]): Cursor;
  /** Moves all cursors on after a turn of loop `level`, taking back what the loops inside have moved them. */
  advance(level: number, extents: readonly number[]): void;
  /** Moves all cursors on by some elements of the innermost loop. */
  advanceInner(elements: number): void;
}

export function createCursors(kernel: Kernel): Cursors {
  const { f } = kernel;
  const cursors = new Map<string, Cursor>();

  const find = (key: string, strides: readonly number[], moves: boolean, start: () => void): Cursor => {
    let cursor = cursors.get(key);
    if (!cursor) {
      const local = moves || strides.some((stride) => stride !== 0) ? f.local('i32') : undefined;
      if (local) {
        start();
        f.set(local);
      }
      cursors.set(key, (cursor = { key, strides, local }));
    }
    return cursor;
  };

  const move = (bytes: (strides: readonly number[]) => number): void => {
    for (const { local, strides } of cursors.values()) {
      const distance = bytes(strides);
      if (!local || distance === 0) continue;
      f.i32.add(local, distance);
      f.set(local);
    }
  };

  return {
    access(view, elementStrides) {
      const strides = elementStrides.map((stride) => stride * elementBytes);
      const address = kernel.address(view.storage) + view.offset * elementBytes;
      // The constant part of an address is unsigned: a cursor that may walk backwards must be the whole address.
      const backwards = strides.some((stride) => stride < 0) || view.moves.some(({ stride }) => stride < 0);
      const moves = view.moves.map(({ loop, stride }) => `${loop.name}*${stride}`).join('+');
      const start = backwards ? address : 0;
      const key = `${strides.join()} ${moves} ${start}`;
      const cursor = find(key, strides, backwards || view.moves.length > 0, () =>
        pushMoved(kernel, start, view.moves),
      );
      return { cursor, offset: address - start, stride: strides.at(-1) ?? 0 };
    },
    counter: (strides) => find(`count ${strides.join()}`, strides, false, () => f.i32.const(0)),
    advance: (level, extents) =>
      move((strides) => strides[level]! - (extents[level + 1] ?? 0) * (strides[level + 1] ?? 0)),
    advanceInner: (elements) => move((strides) => elements * (strides.at(-1) ?? 0)),
  };
}

/** Pushes the address of an access, `elements` of the innermost loop further on; returns what is left for the offset. */
function pushAddress({ f }: Kernel, { cursor, offset, stride }: Access, elements: number): number {
  if (cursor.local) f.get(cursor.local);
  else f.i32.const(0);
  const distance = elements * stride;
  if (distance >= 0) return offset + distance;
  f.i32.add(distance);
  return offset;
}

/** Pushes four neighbouring elements, or one in the first lane. */
export function load(kernel: Kernel, access: Access, lanes: 1 | 4): void {
  const { f } = kernel;
  if (access.stride === 0) {
    f.v128.load32Splat(pushAddress(kernel, access, 0));
  } else if (lanes === 1) {
    f.v128.load32Zero(pushAddress(kernel, access, 0));
  } else if (access.stride === elementBytes) {
    f.v128.load(pushAddress(kernel, access, 0));
  } else {
    const gathered = f.local('v128');
    f.v128.load32Zero(pushAddress(kernel, access, 0));
    f.set(gathered);
    for (const lane of [1, 2, 3] as const) {
      const offset = pushAddress(kernel, access, lane);
      f.v128.load32Lane(offset, lane, gathered);
      f.set(gathered);
    }
    f.get(gathered);
    f.release(gathered);
  }
}

/** Stores the lanes of a local. */
export function store(kernel: Kernel, access: Access, value: Local<'v128'>, lanes: 1 | 4): void {
  const { f } = kernel;
  if (lanes === 4 && access.stride === elementBytes) {
    f.v128.store(pushAddress(kernel, access, 0), value);
    return;
  }
  for (let lane = 0; lane < lanes; lane++) {
    f.v128.store32Lane(pushAddress(kernel, access, lane), lane, value);
  }
}
