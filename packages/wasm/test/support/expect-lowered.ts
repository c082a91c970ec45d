import type { Program, Tensor } from '@sluice/math';
import { simplify } from '../../src/simplify/index.js';
import { expectEvaluated } from './expect-compiled.js';
import { runLowered } from './lowered.js';
import { tensorsFor } from './specs.js';

/** Expects a program that is lowered with its loops whole to give what the evaluator gives. */
export function expectLowered(
  program: Program,
  inputs: readonly Tensor[] = tensorsFor(program.inputs),
): void {
  expectEvaluated(runLowered(simplify(program), inputs), program, inputs);
}
