import type { Attributes, Equation, Op, Shape } from '@sluice/math';
import {
  allOf,
  axesOfNumbers,
  axisOf,
  has,
  isPure,
  meet,
  regroup,
  type Axes,
  type Axis,
  type When,
} from './axes.js';

/** Is told where an operation reads more than one step, or more than one row. */
export interface Report {
  /** What it does with steps, after "it". */
  steps(what: string): void;
  /** What it does with rows. */
  rows(what: string): void;
  /** It takes only the last step. */
  last(): void;
}

type AxisRule<K extends Op> = (
  inputs: readonly Axes[],
  equation: Equation<K>,
  report: Report,
) => readonly Axes[];

/** Tells that steps or rows of an axis are read together. */
function joins(axis: Axis, what: string, report: Report): void {
  if (has('time', [axis])) report.steps(what);
  if (has('batch', [axis])) report.rows(what);
}

/** What was made of the steps of a sequence, and has none itself, is there when the last of them is. */
function after(axes: readonly Axis[], inputs: readonly Axes[], when: When): Axes {
  const hadSteps = inputs.some((input) => has('time', input.axes));
  return { axes, when: hadSteps && !has('time', axes) ? 'end' : when };
}

function whenOf(inputs: readonly Axes[], report: Report): When {
  const whens = new Set(inputs.map(({ when }) => when));
  if (whens.has('each') && whens.has('end')) report.steps('puts what a sequence ends with beside its steps');
  return whens.has('each') ? 'each' : whens.has('end') ? 'end' : 'always';
}

/** Element by element. */
function unify(a: Axis, b: Axis, report: Report): Axis {
  const pairs = meet(a, b);
  if (!pairs) {
    joins(a, 'puts steps beside what are none', report);
    joins(b, 'puts steps beside what are none', report);
    return a.map((atom) => ({ ...atom, role: 'feature' }));
  }
  return pairs.map(([x, y]) => {
    if (y.role === 'same' || x.role === y.role) return x;
    if (x.role === 'same') return y;
    if (x.role === 'batch' || y.role === 'batch') report.rows('treats rows differently');
    if (x.role === 'time' || y.role === 'time') report.steps('treats steps differently');
    return x.role === 'feature' ? y : x;
  });
}

const elementwise: AxisRule<Op> = (inputs, _, report) => {
  const [first, ...others] = inputs;
  const axes = others.reduce(
    (axes, other) => axes.map((axis, i) => unify(axis, other.axes[i]!, report)),
    first!.axes,
  );
  return [{ axes, when: whenOf(inputs, report) }];
};

const reduce =
  (what: string): AxisRule<'sum' | 'max' | 'argmax'> =>
  ([x], { attributes }, report) => {
    const reduced = 'axes' in attributes ? attributes.axes : [attributes.axis];
    for (const axis of reduced) joins(x!.axes[axis]!, what, report);
    return [
      after(
        x!.axes.filter((_, axis) => !reduced.includes(axis)),
        [x!],
        x!.when,
      ),
    ];
  };

const source =
  (axesOf: (shape: Shape, attributes: never) => readonly Axis[]): AxisRule<Op> =>
  (_, { outputs: [y], attributes }) => [{ axes: axesOf(y!.shape, attributes as never), when: 'always' }];

/** A part of an axis: of steps it may be the last one. */
function cut(
  axis: Axis,
  range: { readonly start: number; readonly end: number; readonly extent: number },
  report: Report,
): Axis {
  const { start, end, extent } = range;
  if (start === 0 && end === extent) return axis;
  if (isPure(axis, 'time') && start === extent - 1 && end === extent) {
    report.last();
    return [];
  }
  joins(axis, 'takes some steps of a sequence', report);
  return axisOf(axis.length === 1 && axis[0]!.role === 'same' ? 'same' : 'feature', end - start);
}

/** For every operation what becomes of steps and rows. */
export const axisRules: { readonly [K in Op]: AxisRule<K> } = {
  neg: elementwise,
  abs: elementwise,
  sign: elementwise,
  floor: elementwise,
  square: elementwise,
  reciprocal: elementwise,
  sqrt: elementwise,
  exp: elementwise,
  log: elementwise,
  sin: elementwise,
  cos: elementwise,
  tanh: elementwise,
  sigmoid: elementwise,
  relu: elementwise,
  softplus: elementwise,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  less: elementwise,
  lessEqual: elementwise,
  equal: elementwise,
  notEqual: elementwise,
  select: elementwise,
  convert: elementwise,
  stopGradient: elementwise,

  reshape: ([x], { outputs: [y] }, report) => {
    const axes = regroup(x!.axes, y!.shape);
    if (axes) return [{ axes, when: x!.when }];
    for (const axis of x!.axes) joins(axis, 'reshapes steps and other axes into one another', report);
    return [after(allOf('feature', y!.shape), [x!], x!.when)];
  },
  transpose: ([x], { attributes: { permutation } }) => [
    { axes: permutation.map((axis) => x!.axes[axis]!), when: x!.when },
  ],
  slice: ([x], { inputs: [from], attributes: { starts, ends } }, report) => [
    after(
      x!.axes.map((axis, i) =>
        cut(axis, { start: starts[i]!, end: ends[i]!, extent: from!.shape[i]! }, report),
      ),
      [x!],
      x!.when,
    ),
  ],
  pad: ([x], { attributes: { before, after: behind }, outputs: [y] }, report) => [
    after(
      x!.axes.map((axis, i) => {
        if (before[i] === 0 && behind[i] === 0) return axis;
        joins(axis, 'puts steps before or behind a sequence', report);
        return axisOf('feature', y!.shape[i]!);
      }),
      [x!],
      x!.when,
    ),
  ],
  split: ([x], { attributes: { axis, sizes }, outputs }, report) => {
    if (sizes.length > 1) joins(x!.axes[axis]!, 'cuts a sequence into pieces', report);
    return outputs.map(({ shape }) =>
      after(
        x!.axes.map((each, i) => (i === axis && sizes.length > 1 ? axisOf('feature', shape[i]!) : each)),
        [x!],
        x!.when,
      ),
    );
  },
  concat: (inputs, { attributes: { axis }, outputs: [y] }, report) => {
    const when = whenOf(inputs, report);
    if (inputs.length > 1)
      for (const { axes } of inputs) joins(axes[axis]!, 'puts sequences one behind the other', report);
    const axes = inputs[0]!.axes.map((first, i) => {
      if (i === axis) return inputs.length > 1 ? axisOf('feature', y!.shape[i]!) : first;
      return inputs.slice(1).reduce((each, other) => unify(each, other.axes[i]!, report), first);
    });
    return [after(axes, inputs, when)];
  },
  broadcast: ([x], { inputs: [from], outputs: [y] }) => {
    const lead = y!.shape.length - from!.shape.length;
    const axes = y!.shape.map((extent, i) =>
      i >= lead && from!.shape[i - lead] === extent ? x!.axes[i - lead]! : axisOf('same', extent),
    );
    return [{ axes, when: x!.when }];
  },
  reverse: ([x], { attributes: { axes } }, report) => {
    for (const axis of axes) joins(x!.axes[axis]!, 'turns the order around', report);
    return [x!];
  },
  sum: reduce('takes a sum over steps'),
  max: reduce('takes the largest of all steps'),
  argmax: reduce('takes the largest of all steps'),
  matmul: (inputs, { attributes: { transposeLeft, transposeRight } }, report) => {
    const [left, right] = inputs.map(({ axes }) => axes) as [readonly Axis[], readonly Axis[]];
    const matrix = (axes: readonly Axis[], transposed: boolean): [Axis, Axis] => {
      const [first, second] = axes.slice(-2) as [Axis, Axis];
      return transposed ? [second, first] : [first, second];
    };
    const [rows, inner] = matrix(left, transposeLeft);
    const [innerRight, columns] = matrix(right, transposeRight);
    joins(inner, 'sums over steps', report);
    joins(innerRight, 'sums over steps', report);
    const batch = left.slice(0, -2).map((axis, i) => unify(axis, right[i]!, report));
    return [after([...batch, rows, columns], inputs, whenOf(inputs, report))];
  },
  gather: (inputs, _, report) => {
    const [table, indices] = inputs.map(({ axes }) => axes) as [readonly Axis[], readonly Axis[]];
    joins(table[0]!, 'picks steps', report);
    return [after([...indices, ...table.slice(1)], inputs, whenOf(inputs, report))];
  },
  scatterAdd: (inputs, { outputs: [y] }, report) => {
    for (const { axes } of inputs) for (const axis of axes) joins(axis, 'adds steps up', report);
    return [after(allOf('feature', y!.shape), inputs, whenOf(inputs, report))];
  },

  fill: source((shape) => allOf('same', shape)),
  literal: source((_, { tensor }: Attributes['literal']) => axesOfNumbers(tensor)),
  iota: source((shape, { axis }: Attributes['iota']) =>
    shape.map((size, i) => axisOf(i === axis ? 'feature' : 'same', size)),
  ),
  random: source((shape) => allOf('feature', shape)),
  // loops of the graph are followed step by step, before they are one
  scan: (inputs, { outputs }, report) => {
    for (const { axes } of inputs) for (const axis of axes) joins(axis, 'loops', report);
    return outputs.map(({ shape }) => ({ axes: allOf('feature', shape), when: whenOf(inputs, report) }));
  },
};
