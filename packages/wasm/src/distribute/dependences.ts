import type { Attributes, Program, Variable } from '@sluice/math';

/**
 * Who needs whom in a loop's body. Nodes are the equations, by position, and behind them the carries: a carry depends on
 * what makes its next value, which is how a recurrence becomes a cycle.
 */
export interface Dependences {
  readonly body: Program;
  /** The body's inputs that are carries. */
  readonly carryInputs: readonly Variable[];
  /** For each node the nodes that it depends on. */
  readonly dependencies: readonly (readonly number[])[];
  /** For each node the nodes that depend on it; −1 stands for the outputs of the loop. */
  readonly readers: readonly (readonly number[])[];
  /** Whether a node's value may differ from step to step. */
  readonly varies: readonly boolean[];
  readonly nodeOf: (variable: Variable) => number | undefined;
  /** The carry that a node stands for, if it is one. */
  readonly carryOf: (node: number) => number | undefined;
}

export function findDependences(body: Program, { constants, carries }: Attributes['scan']): Dependences {
  const { equations } = body;
  const carryInputs = body.inputs.slice(constants, constants + carries);
  const nodes = new Map<Variable, number>();
  equations.forEach(({ outputs }, node) => outputs.forEach((output) => nodes.set(output, node)));
  carryInputs.forEach((variable, carry) => nodes.set(variable, equations.length + carry));

  const read = [
    ...equations.map(({ inputs }) => inputs),
    ...carryInputs.map((_, carry) => [body.outputs[carry]!]),
  ];
  const dependencies = read.map((variables) => [
    ...new Set(variables.map((variable) => nodes.get(variable)).filter((node) => node !== undefined)),
  ]);
  const readers = dependencies.map((): number[] => []);
  dependencies.forEach((targets, node) => targets.forEach((target) => readers[target]!.push(node)));
  for (const output of body.outputs.slice(carries)) {
    const node = nodes.get(output);
    if (node !== undefined) readers[node]!.push(-1);
  }

  const sequences = new Set(body.inputs.slice(constants + carries));
  return {
    body,
    carryInputs,
    dependencies,
    readers,
    varies: findVarying(
      dependencies,
      read.map((variables) => variables.some((v) => sequences.has(v))),
      equations.length,
    ),
    nodeOf: (variable) => nodes.get(variable),
    carryOf: (node) => (node < equations.length ? undefined : node - equations.length),
  };
}

function findVarying(
  dependencies: readonly (readonly number[])[],
  readsSequence: boolean[],
  equations: number,
): boolean[] {
  const unchanged = (node: number): boolean => node >= equations && dependencies[node]!.includes(node);
  const varies = dependencies.map(
    (_, node) => readsSequence[node]! || (node >= equations && !unchanged(node)),
  );
  for (let node = 0; node < equations; node++)
    varies[node] ||= dependencies[node]!.some((target) => varies[target]);
  return varies;
}
