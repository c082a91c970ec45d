import { mapValues } from './map-values.js';
import type { ValueType } from './value-type.js';

/** What follows an opcode in the code, and the arguments that an emitter takes for it. */
export interface ImmediateArguments {
  none: [];
  /** A static byte offset, added to the address operand. */
  memory: [offset: number];
  memoryLane: [offset: number, lane: number];
  lane: [lane: number];
  /** 16 byte indices: 0 to 15 from the first operand, 16 to 31 from the second. */
  shuffle: [lanes: readonly number[]];
  i32: [value: number];
  f32: [value: number];
  /** One value for all lanes, or one for each. */
  i32x4: LaneConstants;
  f32x4: LaneConstants;
}

type LaneConstants = [value: number] | [lane0: number, lane1: number, lane2: number, lane3: number];

export type Immediate = keyof ImmediateArguments;

/** One instruction: its opcode bytes, what it takes from the stack and what it leaves there. */
export interface Instruction<
  Params extends readonly ValueType[] = readonly ValueType[],
  I extends Immediate = Immediate,
> {
  readonly code: readonly number[];
  readonly params: Params;
  readonly results: readonly ValueType[];
  readonly immediate: I;
}

type Family<Names extends string, Params extends readonly ValueType[], I extends Immediate> = {
  readonly [Name in Names]: Instruction<Params, I>;
};

/** Declares instructions that differ only in name and opcode. */
type DeclareFamily = <
  const Params extends readonly ValueType[],
  Names extends string,
  I extends Immediate = 'none',
>(
  params: Params,
  results: readonly ValueType[],
  opcodes: Readonly<Record<Names, number>>,
  immediate?: I,
) => Family<Names, Params, I>;

function declareFamily(encode: (opcode: number) => readonly number[]): DeclareFamily {
  const declare = (
    params: readonly ValueType[],
    results: readonly ValueType[],
    opcodes: Readonly<Record<string, number>>,
    immediate: Immediate = 'none',
  ) => mapValues(opcodes, (opcode): Instruction => ({ code: encode(opcode), params, results, immediate }));
  return declare as DeclareFamily;
}

/** Single-byte opcodes. */
export const scalar = declareFamily((opcode) => [opcode]);

/** Opcodes behind the prefix `0xfd`, which continue as LEB128: at most two bytes, since none is past `0x3fff`. */
export const simd = declareFamily((opcode) =>
  opcode < 0x80 ? [0xfd, opcode] : [0xfd, (opcode & 0x7f) | 0x80, opcode >> 7],
);
