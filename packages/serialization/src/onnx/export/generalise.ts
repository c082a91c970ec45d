import type { Equation as TracedEquation, Program, Variable as TracedVariable } from '@sluice/math';
import { alongside, generaliseAttributes, generaliseShape, shared } from './generalise-attributes.js';
import type { Equation, GeneralProgram, Variable } from './general-program.js';
import type { Samples } from './samples.js';

/** A program for every size, and what has become of the first of those that it was made of. */
export interface Generalised {
  readonly program: GeneralProgram;
  readonly equations: ReadonlyMap<TracedEquation, Equation>;
  readonly variables: ReadonlyMap<TracedVariable, Variable>;
}

/**
 * Makes one program of those that a function was traced to for the sizes of `samples`: anti-unification. They must be the
 * same operation by operation; numbers in which they differ must follow from the sizes.
 *
 * @throws ArgumentError when they differ in more than that, so that no file can stand for all of them.
 */
export function generalise(programs: readonly Program[], samples: Samples): Generalised {
  const equations = new Map<TracedEquation, Equation>();
  const known = programs.map(() => new Map<TracedVariable, Variable>());

  const define = (versions: readonly TracedVariable[]): Variable => {
    const shapes = versions.map(({ shape }) => shape);
    const variable: Variable = {
      shape: generaliseShape(shapes, samples),
      dtype: shared(versions.map(({ dtype }) => dtype)),
    };
    versions.forEach((version, i) => known[i]!.set(version, variable));
    return variable;
  };
  const recall = (versions: readonly TracedVariable[]): Variable =>
    shared(versions.map((version, i) => known[i]!.get(version)!));

  const generaliseEquation = (versions: readonly TracedEquation[]): Equation => {
    const op = shared(versions.map((version) => version.op));
    const inputs = alongside(versions.map((version) => version.inputs)).map(recall);
    const attributes = generaliseAttributes(
      versions.map((version) => version.attributes),
      samples,
      generaliseProgram,
    );
    const outputs = alongside(versions.map((version) => version.outputs)).map(define);
    const equation = { op, attributes, inputs, outputs } as Equation;
    equations.set(versions[0]!, equation);
    return equation;
  };
  const generaliseProgram = (versions: readonly Program[]): GeneralProgram => ({
    // the constants of a loop's body are values of the program around it
    inputs: alongside(versions.map(({ inputs }) => inputs)).map((input) =>
      known[0]!.has(input[0]!) ? recall(input) : define(input),
    ),
    equations: alongside(versions.map((version) => version.equations)).map(generaliseEquation),
    outputs: alongside(versions.map(({ outputs }) => outputs)).map(recall),
  });
  return { program: generaliseProgram(programs), equations, variables: known[0]! };
}
