import { constant, isConstant, minus, sameExtent, type Extent } from '../extent.js';
import type { Term } from '../graph.js';
import { leadOf, type Bound, type Rule } from '../translation.js';

/** An end that lies behind that of every axis, and one before its beginning. */
const [toTheEnd, toTheBeginning] = [constant(2 ** 31 - 1), constant(-(2 ** 31))];

export const reshape: Rule<'reshape'> = ({ inputs: [x], attributes: { shape } }, t) => [
  t.moved(x!, (term) => t.write.reshape(term, [...leadOf(x!, term), ...shape])),
];

export const transpose: Rule<'transpose'> = ({ inputs: [x], attributes: { permutation } }, t) => [
  t.moved(x!, (term) => {
    const lead = leadOf(x!, term).map((_, axis) => axis);
    return t.write.transpose(term, [...lead, ...permutation.map((axis) => axis + lead.length)]);
  }),
];

// A value repeated along its axes is not repeated in the file until something needs it whole.
export const broadcast: Rule<'broadcast'> = ({ inputs: [x], attributes: { shape } }, t) => {
  const added = shape.slice(0, shape.length - x!.shape.length).map(() => constant(1));
  const widened = (term: Term): Term => {
    const lead = leadOf(x!, term);
    return lead.length === 0 ? term : t.write.reshape(term, [...lead, ...added, ...term.shape.slice(1)]);
  };
  const { term, condition } = t.bound(x!);
  return [{ term: widened(term), condition: condition && widened(condition) }];
};

export const slice: Rule<'slice'> = ({ inputs: [x], outputs: [y], attributes: { starts, ends } }, t) => {
  const cut = x!.shape
    .map((extent, axis) => ({ axis, extent, start: starts[axis]!, end: ends[axis]! }))
    .filter(({ extent, start, end }) => !sameExtent(start, constant(0)) || !sameExtent(end, extent));
  if (cut.length === 0) return [t.bound(x!)];
  return [
    t.moved(x!, (term) => {
      const lead = leadOf(x!, term);
      const places = [
        cut.map(({ start, extent }) => fromTheEnd(start, extent)),
        cut.map(({ end, extent }) => (sameExtent(end, extent) ? toTheEnd : fromTheEnd(end, extent))),
        cut.map(({ axis }) => constant(axis + lead.length)),
      ];
      const lists = places.map((place) => t.write.list(place));
      return t.write.node('Slice', [term, ...lists], { type: term.type, shape: [...lead, ...y!.shape] });
    }),
  ];
};

/** T − 1 of T is −1: a place that need not be computed. */
function fromTheEnd(place: Extent, extent: Extent): Extent {
  const distance = minus(place, extent);
  return !isConstant(place) && isConstant(distance) && distance.one < 0 ? distance : place;
}

export const reverse: Rule<'reverse'> = ({ inputs: [x], attributes: { axes } }, t) => {
  if (axes.length === 0) return [t.bound(x!)];
  return [
    t.moved(x!, (term) => {
      const lead = leadOf(x!, term);
      const places = [
        axes.map(() => constant(-1)),
        axes.map(() => toTheBeginning),
        axes.map((axis) => constant(axis + lead.length)),
        axes.map(() => constant(-1)),
      ];
      const lists = places.map((place) => t.write.list(place));
      return t.write.node('Slice', [term, ...lists], { type: term.type, shape: term.shape });
    }),
  ];
};

export const pad: Rule<'pad'> = ({ inputs: [x], outputs: [y], attributes: { before, after } }, t) => {
  const term = t.whole(x!);
  const lead = leadOf(x!, term);
  if (y!.shape.length === 0) return [{ term }];
  const none = lead.map(() => constant(0));
  const pads = t.write.list([...none, ...before, ...none, ...after]);
  return [{ term: t.write.node('Pad', [term, pads], { type: term.type, shape: [...lead, ...y!.shape] }) }];
};

export const split: Rule<'split'> = ({ inputs: [x], outputs, attributes: { axis, sizes } }, t) => {
  const term = t.whole(x!);
  const lead = leadOf(x!, term);
  const results = outputs.map(({ shape }) => ({ type: term.type, shape: [...lead, ...shape] }));
  const terms = t.write.nodes('Split', [term, t.write.list(sizes)], results, {
    attributes: { axis: { int: axis + lead.length } },
  });
  return terms.map((part): Bound => ({ term: part }));
};

export const concat: Rule<'concat'> = ({ inputs, outputs: [y], attributes: { axis } }, t) => {
  const terms = inputs.map((input) => t.whole(input));
  const lead = inputs.map((input, i) => leadOf(input, terms[i]!)).find(({ length }) => length > 0) ?? [];
  const parts = terms.map((term, i) => t.write.expand(term, [...lead, ...inputs[i]!.shape]));
  return [
    {
      term: t.write.node(
        'Concat',
        parts,
        { type: y!.dtype, shape: [...lead, ...y!.shape] },
        { attributes: { axis: { int: axis + lead.length } } },
      ),
    },
  ];
};
