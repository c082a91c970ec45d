import type { SequenceLayer } from '@sluice/cell';
import type { Tensor, Variable as TracedVariable } from '@sluice/math';
import type { Equation, Variable } from '../general-program.js';
import type { GeneralLayerProgram } from '../trace-layer.js';
import type { Override, Translation } from '../translation.js';
import { nativeKinds } from './cells.js';
import { emitCell, type Direction, type EmittedCell } from './emit.js';
import { recogniseCells, type RecognisedCell } from './recognise-cells.js';

type Params = Readonly<Record<string, Tensor>>;

/** A recognised cell and the node that stands for it. */
interface Native extends Pick<RecognisedCell, 'loop' | 'values'> {
  readonly direction: Direction;
  /** What stands before the names of its parameters. */
  readonly prefix: string;
}

/**
 * Says which equations of a layer's program are written as recurrent nodes: each loop that is a cell's, and where the outputs
 * of two that read the same steps in opposite directions are put side by side, one node for both.
 */
export function recurrentNodes(
  { kind, options }: SequenceLayer,
  params: Params,
  traced: GeneralLayerProgram,
): Map<Equation, Override> {
  const { equations } = traced.general;
  const natives = recogniseCells({ kind, options }, traced).flatMap(
    (cell) => nativeOf(cell, params, traced) ?? [],
  );
  const overrides = new Map<Equation, Override>();
  const stand = (members: readonly Native[], prefix: string): ((t: Translation) => EmittedCell) => {
    const directions = members.map(({ direction }) => direction);
    const emit = once((t: Translation) => emitCell(directions, prefix, t));
    members.forEach(({ loop }, i) => overrides.set(equations.get(loop)!, (t) => emit(t).directions[i]!));
    return emit;
  };
  for (const native of natives) stand([native], native.prefix);
  const order = traced.program.equations;
  for (const concat of order) {
    if (concat.op !== 'concat' || concat.attributes.axis !== 2 || concat.inputs.length !== 2) continue;
    const [forward, backward] = concat.inputs.map((input) =>
      natives.find(({ loop }) => loop.outputs.at(-1) === input),
    );
    if (!forward || !backward || !isPair(forward.direction, backward.direction)) continue;
    // the node stands where the first of the two loops does, so what the second reads must be there already
    const first = Math.min(order.indexOf(forward.loop), order.indexOf(backward.loop));
    const late = new Set(order.slice(first).flatMap(({ outputs }) => outputs));
    if ([forward, backward].some(({ values }) => readBy(values).some((value) => late.has(value)))) continue;
    const emit = stand([forward, backward], sharedPrefix(forward.prefix, backward.prefix));
    overrides.set(equations.get(concat)!, (t) => [emit(t).output]);
  }
  return overrides;
}

const readBy = (values: RecognisedCell['values']): TracedVariable[] =>
  Object.values(values).flatMap((group) => Object.values(group));

function nativeOf(
  { loop, kind, options, values }: RecognisedCell,
  params: Params,
  { program, inputs, general }: GeneralLayerProgram,
): Native | undefined {
  const sources = Object.entries(values.param).map(
    ([name, variable]) => [name, inputs[program.inputs.indexOf(variable)]] as const,
  );
  // weights that are computed do not stand in a node's order
  if (!sources.every(([, source]) => source?.role === 'param')) return undefined;
  const names = Object.fromEntries(sources.map(([name, source]) => [name, source!.name]));
  const weights = Object.fromEntries(Object.entries(names).map(([own, name]) => [own, params[name]!]));
  const node = nativeKinds[kind]!.node(options as never, weights);
  if (!node) return undefined;
  const { x, lengths } = values.data;
  const variableOf = (variable: TracedVariable): Variable => general.variables.get(variable)!;
  return {
    loop,
    values,
    prefix: names['wx']!.slice(0, -'wx'.length),
    direction: {
      node,
      reverse: loop.attributes.reverse,
      x: variableOf(x!),
      lengths: lengths && variableOf(lengths),
      initial: ['h', 'c'].flatMap((name) => (values.state[name] ? [variableOf(values.state[name])] : [])),
    },
  };
}

/** Whether one node can stand for both. */
function isPair(forward: Direction, backward: Direction): boolean {
  const common = ({ node: { operator, inputSize, hiddenSize, attributes } }: Direction): string =>
    JSON.stringify([operator, inputSize, hiddenSize, attributes]);
  return (
    !forward.reverse &&
    backward.reverse &&
    forward.x === backward.x &&
    forward.lengths === backward.lengths &&
    common(forward) === common(backward)
  );
}

/** What the names of both begin with, up to a dot. */
function sharedPrefix(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) end++;
  return a.slice(0, a.lastIndexOf('.', end - 1) + 1);
}

/** Runs only the first time; then it gives the same again. */
function once<A, R>(run: (argument: A) => R): (argument: A) => R {
  let result: { readonly value: R } | undefined;
  return (argument) => (result ??= { value: run(argument) }).value;
}
