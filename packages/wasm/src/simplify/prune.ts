import {
  apply,
  record,
  scanInputs,
  type Equation,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';

/**
 * Removes what nobody needs from inside of loops: outputs that are not read, carries that influence nothing, inputs that
 * are not used. (Outside of loops, recording a program drops dead equations by itself.)
 */
export function prune(program: Program): Program {
  return record(program.inputs, (inputs) => {
    const known = new Map<Variable, Value>();
    program.inputs.forEach((variable, i) => known.set(variable, inputs[i]!));
    const needed = new Set<Variable>([
      ...program.outputs,
      ...program.equations.flatMap((equation) => equation.inputs),
    ]);
    for (const equation of program.equations) {
      const read = equation.inputs.map((variable) => known.get(variable)!);
      if (equation.op === 'scan') pruneScan(equation, read, needed, known);
      else {
        const results = apply(equation.op, read, equation.attributes);
        equation.outputs.forEach((variable, i) => known.set(variable, results[i]!));
      }
    }
    return program.outputs.map((variable) => known.get(variable)!);
  }).program;
}

function pruneScan(
  { attributes, outputs }: Equation<'scan'>,
  inputs: readonly Value[],
  needed: ReadonlySet<Variable>,
  known: Map<Variable, Value>,
): void {
  const { constants, carries } = attributes;
  const keep = outputs.map((output) => needed.has(output));
  const { body, used } = pruneBody(attributes, keep);
  const keepInput = inputs.map((_, i) =>
    i >= constants && i < constants + carries ? keep[i - constants]! : used[i]!,
  );
  const kept = inputs.filter((_, i) => keepInput[i]);
  const results = apply('scan', kept, {
    ...attributes,
    body,
    constants: keepInput.slice(0, constants).filter(Boolean).length,
    carries: keep.slice(0, carries).filter(Boolean).length,
  });
  let next = 0;
  outputs.forEach((output, i) => keep[i] && known.set(output, results[next++]!));
}

/** Prunes a loop's body; marks in `keep` the carries that it needs although nobody reads their last value. */
function pruneBody(
  attributes: Equation<'scan'>['attributes'],
  keep: boolean[],
): { body: Program; used: boolean[] } {
  const { constants, carries } = attributes;
  for (;;) {
    const wanted = attributes.body.outputs.filter((_, i) => keep[i]);
    const body = prune({ ...attributes.body, outputs: wanted });
    const read = new Set<Variable>([
      ...body.equations.flatMap((equation) => equation.inputs),
      ...body.outputs,
    ]);
    const used = body.inputs.map((input) => read.has(input));
    const missing = keep.findIndex((kept, i) => i < carries && !kept && used[constants + i]);
    if (missing === -1) {
      const [constantInputs, carryInputs, sequences] = scanInputs(body.inputs, attributes);
      const inputs = [
        ...constantInputs.filter((_, i) => used[i]),
        ...carryInputs.filter((_, i) => keep[i]),
        ...sequences.filter((_, i) => used[constants + carries + i]),
      ];
      return { body: { ...body, inputs }, used };
    }
    keep[missing] = true;
  }
}
