import type { CodeWriter, LaneType, Operand, TrailingOperands } from './code-writer.js';
import { immediates } from './immediates.js';
import type { ImmediateArguments, Instruction } from './instruction.js';
import { type Namespace, instructions } from './instructions.js';
import { mapValues } from './map-values.js';

type Emitter<I> =
  I extends Instruction<infer Params, infer Kind>
    ? (...args: [...ImmediateArguments[Kind], ...TrailingOperands<Params>]) => void
    : never;

/** One method for each instruction, grouped as in the text format: `f32x4.add`, `v128.load`, `memory.fill`. */
export type Emitters = {
  readonly [N in Namespace]: {
    readonly [Name in keyof (typeof instructions)[N]]: Emitter<(typeof instructions)[N][Name]>;
  };
};

export function createEmitters(code: CodeWriter): Emitters {
  const emitters = mapValues<Readonly<Record<string, Instruction>>, unknown>(
    instructions,
    (members, namespace) => {
      const lanes = namespace === 'f32x4' ? 'f32x4' : 'i32x4';
      return mapValues(members, (instruction, name) =>
        createEmitter(code, `${namespace}.${name}`, instruction, lanes),
      );
    },
  );
  return emitters as Emitters;
}

/** The arguments are checked by the type `Emitters`; here they are split into immediates and operands. */
function createEmitter(code: CodeWriter, name: string, instruction: Instruction, lanes: LaneType) {
  const encoding = immediates[instruction.immediate];
  return (...args: unknown[]): void => {
    const count = encoding.count(args);
    code.operands(name, args.slice(count) as Operand[], instruction.params, lanes);
    code.emit(
      name,
      instruction,
      ...(args.slice(0, count) as ImmediateArguments[typeof instruction.immediate]),
    );
  };
}
