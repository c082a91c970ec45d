import { constant } from '../extent.js';
import type { Variable } from '../general-program.js';
import type { Term } from '../graph.js';
import { leadOf, type Rule, type Translation } from '../translation.js';

/** A value with all its axes, and where an axis of it is among them. */
function operand(
  x: Variable,
  t: Translation,
): { term: Term; lead: Term['shape']; place: (axis: number) => number } {
  const term = t.whole(x);
  const lead = leadOf(x, term);
  return { term, lead, place: (axis) => axis + lead.length };
}

export const sum: Rule<'sum'> = ({ inputs: [x], outputs: [y], attributes: { axes } }, t) => {
  // to the file, no axes would be all of them
  if (axes.length === 0) return [t.bound(x!)];
  const { term, lead, place } = operand(x!, t);
  const list = t.write.list(axes.map((axis) => constant(place(axis))));
  const result = { type: term.type, shape: [...lead, ...y!.shape] };
  return [
    { term: t.write.node('ReduceSum', [term, list], result, { attributes: { keepdims: { int: 0 } } }) },
  ];
};

export const max: Rule<'max'> = ({ inputs: [x], outputs: [y], attributes: { axes } }, t) => {
  if (axes.length === 0) return [t.bound(x!)];
  const { term, lead, place } = operand(x!, t);
  const attributes = { axes: { ints: axes.map(place) }, keepdims: { int: 0 } };
  const result = { type: term.type, shape: [...lead, ...y!.shape] };
  return [{ term: t.write.node('ReduceMax', [term], result, { attributes }) }];
};

export const argmax: Rule<'argmax'> = ({ inputs: [x], outputs: [y], attributes: { axis } }, t) => {
  const { term, lead, place } = operand(x!, t);
  const attributes = { axis: { int: place(axis) }, keepdims: { int: 0 } };
  const index = t.write.node(
    'ArgMax',
    [term],
    { type: 'i64', shape: [...lead, ...y!.shape] },
    { attributes },
  );
  return [{ term: t.write.cast(index, 'i32'), index }];
};

export const matmul: Rule<'matmul'> = (
  { inputs: [a, b], outputs: [y], attributes: { transposeLeft, transposeRight } },
  t,
) => {
  const left = matrix(t.whole(a!), transposeLeft, t);
  const right = matrix(t.whole(b!), transposeRight, t);
  const lead = [...leadOf(a!, left), ...leadOf(b!, right)].slice(0, 1);
  return [{ term: t.write.node('MatMul', [left, right], { type: 'f32', shape: [...lead, ...y!.shape] }) }];
};

/** An operand with its last two axes as they are multiplied. */
function matrix(term: Term, transposed: boolean, t: Translation): Term {
  if (!transposed) return term;
  const axes = term.shape.map((_, axis) => axis);
  return t.write.transpose(term, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
