import type { Tensor, Variable as TracedVariable } from '@sluice/math';
import type { Equation, Variable } from '../general-program.js';
import type { Generalised } from '../generalise.js';
import type { Override, Translation } from '../translation.js';
import { nativeKinds } from './cells.js';
import { emitCell, type Direction, type EmittedCell } from './emit.js';
import type { RecognisedCell } from './recognise.js';

/** A recognised cell and the node that stands for it. */
interface Native extends Pick<RecognisedCell, 'loop' | 'values'> {
  readonly direction: Direction;
  /** What stands before the names of its parameters. */
  readonly prefix: string;
}

/** A parameter of the model. */
export interface Param {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * Says which equations of a program are written as recurrent nodes: each loop that is a cell's, and where the outputs of two
 * that read the same steps in opposite directions are put side by side, one node for both.
 */
export function recurrentNodes(
  cells: readonly RecognisedCell[],
  { equations, variables }: Generalised,
  params: ReadonlyMap<TracedVariable, Param>,
): Map<Equation, Override> {
  const natives = cells.flatMap((cell) => nativeOf(cell, variables, params) ?? []);
  const overrides = new Map<Equation, Override>();
  const stand = (members: readonly Native[], prefix: string): ((t: Translation) => EmittedCell) => {
    const directions = members.map(({ direction }) => direction);
    const emit = once((t: Translation) => emitCell(directions, prefix, t));
    members.forEach(({ loop }, i) => overrides.set(equations.get(loop)!, (t) => emit(t).directions[i]!));
    return emit;
  };
  for (const native of natives) stand([native], native.prefix);
  const order = [...equations.keys()];
  for (const concat of order) {
    if (concat.op !== 'concat' || concat.attributes.axis !== 2 || concat.inputs.length !== 2) continue;
    const [forward, backward] = concat.inputs.map((input) =>
      natives.find(({ loop }) => loop.outputs.at(-1) === input),
    );
    if (!forward || !backward || !isPair(forward.direction, backward.direction)) continue;
    // the node stands where the first of the two loops does, so what the second reads must be there already
    const late = new Set(
      order
        .slice(Math.min(order.indexOf(forward.loop), order.indexOf(backward.loop)))
        .flatMap(({ outputs }) => outputs),
    );
    if ([forward, backward].some(({ values }) => Object.values(values).some((value) => late.has(value)))) {
      continue;
    }
    const emit = stand([forward, backward], sharedPrefix(forward.prefix, backward.prefix));
    overrides.set(equations.get(concat)!, (t) => [emit(t).output]);
  }
  return overrides;
}

function nativeOf(
  { loop, kind, options, values }: RecognisedCell,
  variables: ReadonlyMap<TracedVariable, Variable>,
  params: ReadonlyMap<TracedVariable, Param>,
): Native | undefined {
  const weights: Record<string, Tensor> = {};
  let prefix = '';
  for (const [name, variable] of Object.entries(values)) {
    if (!name.startsWith('params.')) continue;
    const param = params.get(variable);
    // weights that are computed do not stand in a node's order
    if (!param) return undefined;
    const own = name.slice('params.'.length);
    weights[own] = param.tensor;
    if (own === 'wx') prefix = param.name.slice(0, -own.length);
  }
  const node = nativeKinds[kind]!.node(options as never, weights);
  if (!node) return undefined;
  const variableOf = (name: string): Variable | undefined => values[name] && variables.get(values[name]);
  return {
    loop,
    values,
    prefix,
    direction: {
      node,
      reverse: loop.attributes.reverse,
      x: variableOf('x')!,
      lengths: variableOf('lengths'),
      initial: ['state.h', 'state.c'].map(variableOf).filter((variable) => variable !== undefined),
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
