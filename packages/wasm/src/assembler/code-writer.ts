import { type ByteWriter, createByteWriter } from './byte-writer.js';
import { AssemblerError } from './errors.js';
import { immediates } from './immediates.js';
import type { Immediate, ImmediateArguments, Instruction } from './instruction.js';
import type { Local, LocalPool } from './local.js';
import type { OperandStack } from './operand-stack.js';
import { f32, i32 } from './scalar-instructions.js';
import { f32x4, i32x4 } from './simd-instructions.js';
import type { ValueType } from './value-type.js';

/**
 * What may stand for a value that an instruction takes: a local to read, or a constant. A constant for a `v128` fills
 * all four lanes.
 */
export type Operand<T extends ValueType = ValueType> = Local<T> | number;

export type Operands<Params extends readonly ValueType[]> = {
  -readonly [K in keyof Params]: Operand<Params[K]>;
};

/** The last operands of an instruction, none to all of them. Those not given are already on the stack. */
export type TrailingOperands<Params extends readonly ValueType[]> = Params extends readonly [
  ValueType,
  ...infer Rest extends readonly ValueType[],
]
  ? Operands<Params> | TrailingOperands<Rest>
  : [];

/** How the lanes of a constant `v128` operand are read. */
export type LaneType = 'i32x4' | 'f32x4';

/** Appends checked instructions to a function's code. */
export interface CodeWriter {
  readonly out: ByteWriter;
  readonly stack: OperandStack;
  emit<I extends Immediate>(
    name: string,
    instruction: Instruction<readonly ValueType[], I>,
    ...immediate: ImmediateArguments[I]
  ): void;
  local(action: keyof typeof localOpcodes, local: Local): void;
  /** Pushes `operands`, which are the last of `params`. */
  operands(name: string, operands: readonly Operand[], params: readonly ValueType[], lanes?: LaneType): void;
}

const localOpcodes = { get: 0x20, set: 0x21, tee: 0x22 };

export function createCodeWriter(where: string, stack: OperandStack, locals: LocalPool): CodeWriter {
  const out = createByteWriter();

  function emit<I extends Immediate>(
    name: string,
    instruction: Instruction<readonly ValueType[], I>,
    ...immediate: ImmediateArguments[I]
  ): void {
    stack.pop(instruction.params, name);
    out.bytes(instruction.code);
    immediates[instruction.immediate].write(out, ...immediate);
    stack.push(instruction.results);
  }

  function local(action: keyof typeof localOpcodes, target: Local): void {
    if (!locals.owns(target)) {
      throw new AssemblerError(
        `local.${action} in ${where}: local ${target.index} was released, or belongs to another function.`,
      );
    }
    if (action !== 'get') stack.pop([target.type], `local.${action}`);
    out.byte(localOpcodes[action]);
    out.u32(target.index);
    if (action !== 'set') stack.push([target.type]);
  }

  function constant(type: ValueType | undefined, value: number, lanes: LaneType): void {
    if (type === 'i32') emit('i32.const', i32.const, value);
    else if (type === 'f32') emit('f32.const', f32.const, value);
    else if (lanes === 'i32x4') emit('i32x4.const', i32x4.const, value);
    else emit('f32x4.const', f32x4.const, value);
  }

  return {
    out,
    stack,
    emit,
    local,
    operands(name, operands, params, lanes = 'f32x4') {
      const first = params.length - operands.length;
      if (first < 0) {
        throw new AssemblerError(
          `${name} in ${where} takes (${params.join(', ')}), got ${operands.length} operands.`,
        );
      }
      operands.forEach((operand, i) => {
        if (typeof operand === 'number') constant(params[first + i], operand, lanes);
        else local('get', operand);
      });
    },
  };
}
