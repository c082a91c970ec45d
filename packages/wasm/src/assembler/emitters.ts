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

/** What the methods of a namespace append to. */
interface Target {
  readonly code: CodeWriter;
}

type Method = (this: Target, ...args: unknown[]) => void;

/** The methods, which all functions share: an assembler for each function would cost more than the functions. */
const methods = mapValues<Readonly<Record<string, Instruction>>, Readonly<Record<string, Method>>>(
  instructions,
  (members, namespace) => {
    const lanes = namespace === 'f32x4' ? 'f32x4' : 'i32x4';
    return mapValues(members, (instruction, name) =>
      createMethod(`${namespace}.${name}`, instruction, lanes),
    );
  },
);

export function createEmitters(code: CodeWriter): Emitters {
  return mapValues(methods, (shared) =>
    Object.assign(Object.create(shared) as Target, { code }),
  ) as unknown as Emitters;
}

/** The arguments are checked by the type `Emitters`; here they are split into immediates and operands. */
function createMethod(name: string, instruction: Instruction, lanes: LaneType): Method {
  const encoding = immediates[instruction.immediate];
  return function (...args) {
    const count = encoding.count(args);
    this.code.operands(name, args.slice(count) as Operand[], instruction.params, lanes);
    const immediate = args.slice(0, count) as ImmediateArguments[typeof instruction.immediate];
    this.code.emit(name, instruction, ...immediate);
  };
}
