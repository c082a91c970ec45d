import { fill, sameShape, type Equation, type Value } from '@sluice/math';
import type { Recorded, RewriteRule } from './rewrite.js';

/** Drops operations that change nothing, and merges chains of views into one. */
export const identities: RewriteRule = (_, inputs, { op, attributes, outputs }, recorded) => {
  const [x, other] = inputs as [Value, Value];
  const filled = (value: Value | undefined): number | undefined => fillValue(value, recorded);
  switch (op) {
    case 'stopGradient':
      return [x];
    case 'reshape':
    case 'broadcast': {
      const constant = filled(x);
      if (constant !== undefined) return [fill(attributes.shape, constant, x.dtype)];
      if (sameShape(attributes.shape, x.shape)) return [x];
      const before = recorded.producer(x);
      return before?.op === op ? [source(before)[op](attributes.shape)] : undefined;
    }
    case 'transpose': {
      const before = recorded.producer(x);
      if (before?.op !== 'transpose') return undefined;
      return [
        source(before).transpose(attributes.permutation.map((axis) => before.attributes.permutation[axis]!)),
      ];
    }
    case 'convert':
      return attributes.dtype === x.dtype ? [x] : undefined;
    case 'split':
      return outputs.length === 1 ? [x] : undefined;
    case 'concat':
      return inputs.length === 1 ? [x] : undefined;
    case 'add':
      return filled(x) === 0 ? [other] : filled(other) === 0 ? [x] : undefined;
    case 'sub':
      return filled(other) === 0 ? [x] : filled(x) === 0 ? [other.neg()] : undefined;
    case 'mul':
      return filled(x) === 1 ? [other] : filled(other) === 1 ? [x] : undefined;
    case 'div':
      return filled(other) === 1 ? [x] : undefined;
    case 'sum':
    case 'max':
      return reduceInRuns(op, x, attributes.axes);
    default:
      return undefined;
  }
};

const source = (equation: Equation): Value => equation.inputs[0] as Value;

function fillValue(value: Value | undefined, { producer }: Recorded): number | undefined {
  const equation = value && producer(value);
  return equation?.op === 'fill' ? equation.attributes.value : undefined;
}

/**
 * Kernels reduce one run of neighbouring axes; a reduction over several runs becomes one for each. An axis of extent 1
 * belongs to a run where it closes a gap, whether it is to be reduced or not, and is left alone elsewhere.
 */
function reduceInRuns(op: 'sum' | 'max', x: Value, axes: readonly number[]): Value[] | undefined {
  const isLong = (axis: number): boolean => x.shape[axis] !== 1;
  const long = axes.filter(isLong);
  const rest = x.shape.filter((_, axis) => !axes.includes(axis));
  if (long.length === 0) return [x.reshape(rest)];
  let start = long.length - 1;
  while (start > 0 && !between(long[start - 1]!, long[start]!).some(isLong)) start--;
  const run = between(long[start]! - 1, long.at(-1)! + 1);
  if (sameShape(run, axes)) return undefined;
  return [x[op](run)[op](long.slice(0, start)).reshape(rest)];
}

const between = (from: number, to: number): number[] =>
  Array.from({ length: to - from - 1 }, (_, i) => from + 1 + i);
