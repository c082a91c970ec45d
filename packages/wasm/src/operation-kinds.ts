import type { Op } from '@sluice/math';

// prettier-ignore
const pointwiseOps = [
  'neg', 'abs', 'sign', 'square', 'reciprocal', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid', 'relu', 'softplus',
  'add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'less', 'lessEqual', 'equal', 'notEqual', 'select', 'convert',
] as const satisfies readonly Op[];

/** Operations that make each element of their result of one element of each operand. */
export type PointwiseOp = (typeof pointwiseOps)[number];

const pointwise: ReadonlySet<Op> = new Set<Op>(pointwiseOps);

export const isPointwise = (op: Op): op is PointwiseOp => pointwise.has(op);

const views: ReadonlySet<Op> = new Set<Op>([
  'reshape',
  'transpose',
  'slice',
  'split',
  'broadcast',
  'reverse',
  'stopGradient',
]);

/** Operations that only look at memory in another way. */
export const isView = (op: Op): boolean => views.has(op);

/** Sources that cost nothing to repeat in each loop that reads them. */
export const isInline = (op: Op): op is 'fill' | 'iota' => op === 'fill' || op === 'iota';
