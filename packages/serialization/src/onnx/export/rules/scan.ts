import { scanInputs } from '@sluice/math';
import { constant, sameExtent } from '../extent.js';
import { readBy, type Equation, type Variable } from '../general-program.js';
import { createGraph, type Attribute } from '../graph.js';
import type { Bound, Rule, Translation } from '../translation.js';

/** A loop: a `Scan`, or where no step needs the one before, operations on all steps at once. */
export const scan: Rule<'scan'> = (equation, t) => {
  if (sameExtent(equation.attributes.length, constant(0))) return runNever(equation, t);
  return canRunAtOnce(equation) ? runAtOnce(equation, t) : runInSteps(equation, t);
};

/** No step at all, which a `Scan` does not take: the carry stays, and what would be stacked is empty. */
function runNever({ inputs, outputs, attributes }: Equation<'scan'>, t: Translation): Bound[] {
  const [, initial] = scanInputs(inputs, attributes);
  return outputs.map((output, i) =>
    i < initial.length ? t.bound(initial[i]!) : { term: t.write.scalar(output.dtype, 0) },
  );
}

/** Whether no step needs the one before, and every operation on a step has one on all of them. */
function canRunAtOnce({ attributes: { body, constants, carries } }: Equation<'scan'>): boolean {
  if (carries > 0) return false;
  const perStep = new Set(body.inputs.slice(constants));
  for (const { op, inputs, outputs } of body.equations) {
    if (!inputs.some((input) => perStep.has(input))) continue;
    if (op === 'scan' || op === 'scatterAdd' || (op === 'gather' && perStep.has(inputs[0]!))) return false;
    for (const output of outputs) perStep.add(output);
  }
  return true;
}

function runAtOnce({ inputs, attributes }: Equation<'scan'>, t: Translation): Bound[] {
  const [constants, , stacked] = scanInputs(inputs, attributes);
  return t.run(attributes.body, [
    ...constants.map((variable) => t.bound(variable)),
    ...stacked.map((variable) => allSteps(variable, t)),
  ]);
}

/** A value with the steps as its first axis, or without any axis of steps where all are the same. */
function allSteps(variable: Variable, t: Translation): Bound {
  const bound = t.bound(variable);
  const { shape } = bound.term;
  const isShort = shape.length < variable.shape.length;
  return isShort || sameExtent(shape[0]!, variable.shape[0]!) ? bound : { ...bound, term: t.whole(variable) };
}

function runInSteps({ inputs, outputs, attributes }: Equation<'scan'>, t: Translation): Bound[] {
  const { body, length, carries, reverse } = attributes;
  const [constants, initial, stacked] = scanInputs(inputs, attributes);
  const [, before, slices] = scanInputs(body.inputs, attributes);
  const graph = createGraph(t.graph.depth + 1);
  const enter = ({ shape, dtype: type }: Variable): Bound => ({
    term: t.write.input(graph, { type, shape }),
  });

  const read = readBy(body);
  const isRead = slices.map((slice) => read.has(slice));
  const inner = t.inside(graph);
  inner.run(body, [
    ...constants.map((variable) => t.bound(variable)),
    ...before.map(enter),
    // what is not read need not be handed in, so anything stands for it
    ...slices.map((slice, i) => (isRead[i] ? enter(slice) : t.bound(stacked[i]!))),
  ]);
  for (const variable of body.outputs) t.write.output(graph, inner.whole(variable));

  const given = stacked.filter((_, i) => isRead[i]).map((variable) => t.whole(variable));
  if (given.length === 0) {
    // a Scan counts its steps by what it is given
    given.push(t.write.range(length));
    t.write.input(graph, { type: 'i32', shape: [] });
  }
  const terms = t.write.nodes(
    'Scan',
    [...initial.map((variable) => t.whole(variable)), ...given],
    outputs.map(({ dtype: type, shape }) => ({ type, shape })),
    {
      within: t.graph,
      attributes: {
        body: { graph },
        num_scan_inputs: { int: given.length },
        ...(reverse && backwards('scan_input_directions', given.length)),
        ...(reverse && backwards('scan_output_directions', outputs.length - carries)),
      },
    },
  );
  return terms.map((term) => ({ term }));
}

/** So many values are taken, or stacked, from the last step to the first; an attribute never is an empty list. */
const backwards = (name: string, count: number): Record<string, Attribute> =>
  count > 0 ? { [name]: { ints: new Array<number>(count).fill(1) } } : {};
