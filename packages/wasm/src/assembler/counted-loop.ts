import type { Operand } from './code-writer.js';
import { AssemblerError } from './errors.js';
import type { FunctionBuilder } from './function-builder.js';
import type { Local } from './local.js';

/** The largest `i32` that a signed comparison still takes for large. */
const largestSigned = 2 ** 31 - 1;

export interface CountedLoop {
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

export function emitCountedLoop(
  f: FunctionBuilder,
  ...[start, end, step, body]: Parameters<CountedLoop['countedLoop']>
): void {
  if (!Number.isInteger(step) || step <= 0) {
    throw new AssemblerError(`A counted loop needs a positive whole step, got ${step}.`);
  }
  if (typeof end === 'number' && end > largestSigned - step + 1) {
    throw new AssemblerError(
      `A counted loop to ${end} by ${step} would count past the signed 32-bit integers.`,
    );
  }
  const constant = typeof start === 'number' && typeof end === 'number';
  if (constant && start >= end) return;

  const i = f.local('i32');
  const loop = () =>
    f.loop((again) => {
      body(i);
      f.i32.add(i, step);
      f.tee(i);
      f.i32.ltS(end);
      f.brIf(again);
    });

  f.set(i, start);
  if (constant) loop();
  else {
    f.i32.ltS(i, end);
    f.if(loop);
  }
  f.release(i);
}
