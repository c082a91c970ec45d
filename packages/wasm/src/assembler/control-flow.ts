import type { CodeWriter, Operand } from './code-writer.js';
import { AssemblerError } from './errors.js';
import { i32 } from './scalar-instructions.js';
import type { Local, LocalPool } from './local.js';
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
  /**
   * Runs `body` for `i = start; i < end; i += step`, compared as signed integers. With two constants an empty range
   * emits nothing and any other has its one test at the bottom. `body` may read `i`, and leaves the stack as it was.
   */
  countedLoop(
    start: Operand<'i32'>,
    end: Operand<'i32'>,
    step: number,
    body: (i: Local<'i32'>) => void,
  ): void;
}

const blockOpcodes = { block: 0x02, loop: 0x03, if: 0x04 };
const noResult = 0x40;

export function createControlFlow(code: CodeWriter, functionFrame: Frame, where: string, locals: LocalPool) {
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
    if (distance < 0)
      throw new AssemblerError(`${name} in ${where} goes to a ${label.kind} that it is not inside.`);
    stack.pop(label.branchTypes, name);
    out.byte(opcode);
    out.u32(distance);
  }

  function brIf(label: Label, ...condition: [Operand<'i32'>?]): void {
    code.operands('br_if', condition as Operand[], ['i32']);
    stack.pop(['i32'], 'br_if');
    branch(0x0d, label, 'br_if');
    stack.push(label.branchTypes);
  }

  const flow: ControlFlow = {
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
    brIf,
    return() {
      stack.pop(functionFrame.results, 'return');
      out.byte(0x0f);
      stack.markUnreachable();
    },
    unreachable() {
      out.byte(0x00);
      stack.markUnreachable();
    },
    countedLoop(start, end, step, body) {
      if (!Number.isInteger(step) || step <= 0) {
        throw new AssemblerError(`A counted loop in ${where} needs a positive whole step, got ${step}.`);
      }
      const known = typeof start === 'number' && typeof end === 'number';
      if (known && start >= end) return;
      const i = locals.acquire('i32');
      const push = (...operands: Operand[]) =>
        code.operands(
          'countedLoop',
          operands,
          operands.map(() => 'i32'),
        );
      push(start);
      code.local('set', i);
      const loop = () =>
        flow.loop((again) => {
          body(i);
          push(i, step);
          code.emit('i32.add', i32.add);
          code.local('tee', i);
          push(end);
          code.emit('i32.ltS', i32.ltS);
          brIf(again);
        });
      if (known) loop();
      else {
        push(i, end);
        code.emit('i32.ltS', i32.ltS);
        flow.if(loop);
      }
      locals.release([i]);
    },
  };
  return flow;
}
