import type { CodeWriter, Operand } from './code-writer.js';
import { AssemblerError } from './errors.js';
import type { Frame } from './operand-stack.js';
import { type ValueType, valueTypeCode } from './value-type.js';

/** Where `br` and `brIf` can go: the end of a block or an `if`, the start of a loop. Valid inside its own body only. */
export type Label = Frame;

export interface ControlFlow {
  block(body: (end: Label) => void, result?: ValueType): void;
  loop(body: (start: Label) => void, result?: ValueType): void;
  /** Takes an `i32` condition from the stack. */
  if(then: (end: Label) => void, otherwise?: (end: Label) => void, result?: ValueType): void;
  br(label: Label): void;
  brIf(label: Label, condition?: Operand<'i32'>): void;
  return(): void;
  unreachable(): void;
}

const blockOpcodes = { block: 0x02, loop: 0x03, if: 0x04 };
const noResult = 0x40;

/** `functionFrame` is what `return` leaves; `where` names the function in messages. */
export function createControlFlow(code: CodeWriter, functionFrame: Frame, where: string): ControlFlow {
  const { out, stack } = code;

  function structure(
    kind: keyof typeof blockOpcodes,
    bodies: readonly ((label: Label) => void)[],
    result: ValueType | undefined,
  ): void {
    out.byte(blockOpcodes[kind]);
    out.byte(result === undefined ? noResult : valueTypeCode[result]);
    const results = result === undefined ? [] : [result];
    bodies.forEach((body, i) => {
      if (i > 0) {
        stack.pop(results, 'else');
        out.byte(0x05);
      }
      body(stack.enter(kind, results));
      stack.leave();
    });
    out.byte(0x0b);
  }

  function branch(opcode: number, label: Label, name: string): void {
    const distance = stack.distance(label);
    if (distance < 0) {
      throw new AssemblerError(`${name} in ${where} goes to a ${label.kind} that it is not inside.`);
    }
    stack.pop(label.branchTypes, name);
    out.byte(opcode);
    out.u32(distance);
  }

  return {
    block: (body, result) => structure('block', [body], result),
    loop: (body, result) => structure('loop', [body], result),
    if(then, otherwise, result) {
      if (result !== undefined && !otherwise) {
        throw new AssemblerError(`An if in ${where} that results in ${result} needs an else branch.`);
      }
      stack.pop(['i32'], 'if');
      structure('if', otherwise ? [then, otherwise] : [then], result);
    },
    br(label) {
      branch(0x0c, label, 'br');
      stack.markUnreachable();
    },
    brIf(label, condition) {
      if (condition !== undefined) code.operands('br_if', [condition], ['i32']);
      stack.pop(['i32'], 'br_if');
      branch(0x0d, label, 'br_if');
      stack.push(label.branchTypes);
    },
    return() {
      stack.pop(functionFrame.results, 'return');
      out.byte(0x0f);
      stack.markUnreachable();
    },
    unreachable() {
      out.byte(0x00);
      stack.markUnreachable();
    },
  };
}
