import { AssemblerError } from './errors.js';
import type { ValueType } from './value-type.js';

export interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if';
  readonly results: readonly ValueType[];
  /** What a branch to this frame carries: a block's results at its end, nothing at a loop's start. */
  readonly branchTypes: readonly ValueType[];
  /** Stack height on entry; what lies below belongs to the enclosing frame. */
  readonly height: number;
  /** After an unconditional branch the stack may be taken to hold anything. */
  unreachable: boolean;
}

/**
 * The validation algorithm of the WebAssembly specification (appendix A.3), run while code is emitted, so that a
 * mistake throws at the line that made it instead of at a byte offset when the module compiles.
 */
export interface OperandStack {
  readonly depth: number;
  /** An undefined type is one that unreachable code left open. */
  push(types: readonly (ValueType | undefined)[]): void;
  pop(types: readonly ValueType[], instruction: string): void;
  /** Pops a value of whatever type; undefined where the code is unreachable. */
  popAny(instruction: string): ValueType | undefined;
  enter(kind: Frame['kind'], results: readonly ValueType[]): Frame;
  /** Closes the innermost frame, whose results must be exactly what is left on the stack. */
  leave(): void;
  /** How many frames out `frame` lies, or −1 if it is closed. */
  distance(frame: Frame): number;
  markUnreachable(): void;
}

export function createOperandStack(where: string): OperandStack {
  const values: (ValueType | undefined)[] = [];
  const frames: Frame[] = [];

  function current(): Frame {
    const frame = frames[frames.length - 1];
    if (!frame) throw new AssemblerError(`${where} is complete: nothing can be emitted after its end.`);
    return frame;
  }

  function popAny(instruction: string): ValueType | undefined {
    const frame = current();
    if (values.length > frame.height) return values.pop();
    if (frame.unreachable) return undefined;
    throw new AssemblerError(`${instruction} in ${where} needs an operand, but the stack is empty.`);
  }

  function pop(types: readonly ValueType[], instruction: string): void {
    for (let i = types.length - 1; i >= 0; i--) {
      const found = popAny(instruction);
      const expected = types[i];
      if (found !== undefined && found !== expected) {
        throw new AssemblerError(
          `${instruction} in ${where} takes (${types.join(', ')}): operand ${i} should be ${expected}, got ${found}.`,
        );
      }
    }
  }

  return {
    get depth() {
      return frames.length;
    },
    push(types) {
      values.push(...types);
    },
    pop,
    popAny,
    enter(kind, results) {
      const branchTypes = kind === 'loop' ? [] : results;
      const frame = {
        kind,
        results,
        branchTypes,
        height: values.length,
        unreachable: false,
      };
      frames.push(frame);
      return frame;
    },
    leave() {
      const frame = current();
      pop(frame.results, `the end of a ${frame.kind}`);
      const extra = values.length - frame.height;
      if (extra > 0) {
        const what = frame.kind === 'function' ? where : `a ${frame.kind} in ${where}`;
        const results = frame.results.join(', ');
        throw new AssemblerError(
          `The end of ${what} leaves ${extra} more on the stack than its results (${results}).`,
        );
      }
      frames.pop();
      values.push(...frame.results);
    },
    distance: (frame) => {
      const at = frames.lastIndexOf(frame);
      return at < 0 ? -1 : frames.length - 1 - at;
    },
    markUnreachable() {
      const frame = current();
      values.length = frame.height;
      frame.unreachable = true;
    },
  };
}
