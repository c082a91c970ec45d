import type { NewExpression } from './expression.js';

/** Between which numbers a value lies for certain: what tells a gate that opens and shuts from one that is only a number. */
export type Range = readonly [atLeast: number, atMost: number];

export const anything: Range = [-Infinity, Infinity];

const product = ([a, b]: Range, [c, d]: Range): Range => {
  // 0 times infinity is 0 here: the bound of a value that is 0 for certain
  const corners = [a, b].flatMap((left) =>
    [c, d].map((right) => (left === 0 || right === 0 ? 0 : left * right)),
  );
  return [Math.min(...corners), Math.max(...corners)];
};

const monotone = ([a, b]: Range, apply: (x: number) => number): Range => [apply(a), apply(b)];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The range of a formula, from those of what it is made of. */
export function rangeOf({ op, inputs, value }: NewExpression): Range {
  const [a = anything, b = anything, c = anything] = inputs.map(({ range }) => range);
  switch (op) {
    case 'number':
      return [value!, value!];
    case 'part':
    case 'transpose':
    case 'reverse':
    case 'max':
      return a;
    case 'neg':
      return [-a[1], -a[0]];
    case 'add':
      return [a[0] + b[0], a[1] + b[1]];
    case 'sub':
      return [a[0] - b[1], a[1] - b[0]];
    case 'mul':
      return inputs[0] === inputs[1]
        ? (product(a, a).map((bound) => Math.max(0, bound)) as unknown as Range)
        : product(a, b);
    case 'maximum':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    case 'minimum':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    case 'select':
      return [Math.min(b[0], c[0]), Math.max(b[1], c[1])];
    case 'concat':
      return [
        Math.min(...inputs.map(({ range }) => range[0])),
        Math.max(...inputs.map(({ range }) => range[1])),
      ];
    case 'sigmoid':
      return monotone(a, sigmoid);
    case 'tanh':
      return monotone(a, Math.tanh);
    case 'relu':
      return monotone(a, (x) => Math.max(0, x));
    case 'exp':
      return monotone(a, Math.exp);
    case 'softplus':
      return [0, Infinity];
    case 'sin':
    case 'cos':
    case 'sign':
      return [-1, 1];
    case 'abs':
    case 'square':
    case 'sqrt':
      return [0, Infinity];
    case 'less':
    case 'lessEqual':
    case 'equal':
    case 'notEqual':
      return [0, 1];
    default:
      return anything;
  }
}
