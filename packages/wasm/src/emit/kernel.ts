import type { FunctionBuilder, Local } from '../assembler/index.js';
import type { LoopIndex, Move, Storage } from '../fuse/view.js';
import type { VectorMath } from '../vector/vector-math.js';

/** What the code of one step is written with. */
export interface Kernel {
  readonly f: FunctionBuilder;
  /** Byte address of a storage. */
  readonly address: (storage: Storage) => number;
  /** The counters of the loops around this step. */
  readonly counters: ReadonlyMap<LoopIndex, Local<'i32'>>;
  readonly math: VectorMath;
}

/** Size of an f32 or i32. */
export const elementBytes = 4;

/** Pushes `start` plus how far the loops around have moved a view, in bytes. */
export function pushMoved({ f, counters }: Kernel, start: number, moves: readonly Move[]): void {
  f.i32.const(start);
  for (const { loop, stride } of moves) {
    f.i32.mul(counters.get(loop)!, stride * elementBytes);
    f.i32.add();
  }
}
