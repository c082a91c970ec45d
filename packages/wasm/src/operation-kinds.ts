import type { Op } from '@sluice/math';

/** Operations that make each element of their result of one element of each operand. */
// prettier-ignore
export type PointwiseOp =
  | 'neg' | 'abs' | 'sign' | 'floor' | 'square' | 'reciprocal' | 'sqrt' | 'exp' | 'log' | 'sin' | 'cos' | 'tanh' | 'sigmoid'
  | 'relu' | 'softplus'
  | 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'less' | 'lessEqual' | 'equal' | 'notEqual'
  | 'select' | 'convert';

// prettier-ignore
const pointwise: Readonly<Record<PointwiseOp, true>> = {
  neg: true, abs: true, sign: true, floor: true, square: true, reciprocal: true, sqrt: true, exp: true, log: true,
  sin: true, cos: true, tanh: true, sigmoid: true, relu: true, softplus: true, add: true, sub: true, mul: true, div: true, maximum: true, minimum: true,
  less: true, lessEqual: true, equal: true, notEqual: true, select: true, convert: true,
};

export const isPointwise = (op: Op): op is PointwiseOp => op in pointwise;

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
