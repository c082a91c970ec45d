import type { Equation, Program, Variable } from '@sluice/math';

/**
 * Removes what nobody needs, inside of loops too: outputs that are not read, carries that influence nothing, inputs that
 * are not used.
 */
export function prune(program: Program): Program {
  const needed = new Set<Variable>(program.outputs);
  const kept: Equation[] = [];
  // From last to first, so that what only a removed equation reads is not needed either.
  for (let i = program.equations.length - 1; i >= 0; i--) {
    let equation = program.equations[i]!;
    if (!equation.outputs.some((output) => needed.has(output))) continue;
    if (equation.op === 'scan') equation = pruneScan(equation, needed);
    for (const input of equation.inputs) needed.add(input);
    kept.push(equation);
  }
  return { ...program, equations: kept.reverse() };
}

function pruneScan(
  { op, attributes, inputs, outputs }: Equation<'scan'>,
  needed: ReadonlySet<Variable>,
): Equation<'scan'> {
  const { constants, carries } = attributes;
  const keep = outputs.map((output) => needed.has(output));
  const { body, used } = pruneBody(attributes, keep);
  const keepInput = inputs.map((_, i) =>
    i >= constants && i < constants + carries ? keep[i - constants]! : used[i]!,
  );
  const own = { ...body, inputs: body.inputs.filter((_, i) => keepInput[i]) };
  return {
    op,
    attributes: {
      ...attributes,
      body: own,
      constants: keepInput.slice(0, constants).filter(Boolean).length,
      carries: keep.slice(0, carries).filter(Boolean).length,
    },
    inputs: inputs.filter((_, i) => keepInput[i]),
    outputs: outputs.filter((_, i) => keep[i]),
  };
}

/** Prunes a loop's body; marks in `keep` the carries that it needs although nobody reads their last value. */
function pruneBody(
  { body, constants, carries }: Equation<'scan'>['attributes'],
  keep: boolean[],
): { body: Program; used: boolean[] } {
  for (;;) {
    const pruned = prune({ ...body, outputs: body.outputs.filter((_, i) => keep[i]) });
    const read = new Set<Variable>([
      ...pruned.equations.flatMap((equation) => equation.inputs),
      ...pruned.outputs,
    ]);
    const used = pruned.inputs.map((input) => read.has(input));
    const missing = keep.findIndex((kept, i) => i < carries && !kept && used[constants + i]);
    if (missing === -1) return { body: pruned, used };
    keep[missing] = true;
  }
}
