import type { ByteWriter } from './byte-writer.js';
import { AssemblerError } from './errors.js';
import type { Immediate, ImmediateArguments } from './instruction.js';

interface ImmediateEncoding<Args extends unknown[]> {
  /** How many leading arguments of an emitter are immediates; the rest are operands. */
  count(args: readonly unknown[]): number;
  write(out: ByteWriter, ...args: Args): void;
}

/** How the bytes after each opcode are made from an emitter's arguments. */
export const immediates: {
  readonly [I in Immediate]: ImmediateEncoding<ImmediateArguments[I]>;
} = {
  none: { count: () => 0, write: () => {} },
  memory: { count: () => 1, write: writeMemory },
  memoryLane: {
    count: () => 2,
    write(out, offset, lane) {
      writeMemory(out, offset);
      writeLane(out, lane);
    },
  },
  lane: { count: () => 1, write: writeLane },
  shuffle: {
    count: () => 1,
    write(out, lanes) {
      if (lanes.length !== 16 || !lanes.every((lane) => Number.isInteger(lane) && lane >= 0 && lane < 32)) {
        throw new AssemblerError(`A shuffle takes 16 byte indices from 0 to 31, got [${lanes.join(', ')}].`);
      }
      out.bytes(lanes);
    },
  },
  i32: { count: () => 1, write: (out, value) => out.i32(value) },
  f32: { count: () => 1, write: (out, value) => out.f32(value) },
  i32x4: {
    count: (args) => args.length,
    write: (out, ...lanes) => {
      for (const lane of fourLanes(lanes)) out.fixed32(lane);
    },
  },
  f32x4: {
    count: (args) => args.length,
    write: (out, ...lanes) => {
      for (const lane of fourLanes(lanes)) out.f32(lane);
    },
  },
};

/**
 * The alignment is a hint, and the only one that is true of every address in a row of 32-bit numbers is none. No
 * engine on x86-64 or ARM64 reads it.
 */
function writeMemory(out: ByteWriter, offset: number): void {
  out.byte(0);
  out.u32(offset);
}

function writeLane(out: ByteWriter, lane: number): void {
  if (!Number.isInteger(lane) || lane < 0 || lane > 3) {
    throw new AssemblerError(`A lane is 0, 1, 2 or 3, got ${lane}.`);
  }
  out.byte(lane);
}

function fourLanes(lanes: readonly number[]): readonly number[] {
  const [first] = lanes;
  if (lanes.length === 1 && first !== undefined) return [first, first, first, first];
  if (lanes.length !== 4)
    throw new AssemblerError(`A vector constant has 1 or 4 lanes, got ${lanes.length}.`);
  return lanes;
}
