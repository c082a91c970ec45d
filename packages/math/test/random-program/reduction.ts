import { sizeOf } from '../../src/index.js';
import { choose, hasRank, isReal, settle, type Entry, type Growth } from './sketch.js';

/** Sums, means, maxima and what is made of them, over any axes. */
export const reduction: Growth = (sketch) => {
  const { choices } = sketch;
  const x = choose(sketch, hasRank(1));
  if (!x) return [];
  const { value, bound, exact } = x;
  const { shape } = value;
  const axis = choices.below(shape.length);
  const axes = shape.map((_, i) => i).filter((i) => i === axis || choices.once(3));
  const options = { keepDims: choices.once(2) };
  const count = sizeOf(axes.map((i) => shape[i]!));
  const sum = (): Entry => ({ value: value.sum(axes, options), bound: count * bound, exact: false });
  const max = (): Entry => ({ value: value.max(axes, options), bound, exact });
  if (!isReal(x)) return [settle(sketch, choices.pick([sum, max])())];
  const results: (() => Entry)[] = [
    sum,
    max,
    () => ({ value: value.mean(axes, options), bound, exact: false }),
    () => ({ value: value.logSumExp(axes, options), bound: bound + Math.log(count), exact: false }),
    () => ({ value: value.softmax(axis), bound: 1, exact: false }),
    () => ({ value: value.logSoftmax(axis), bound: 2 * bound + Math.log(shape[axis]!), exact: false }),
    () => {
      const centred = value.sub(value.mean(axes, { keepDims: true }));
      const deviation = centred.square().mean(axes, { keepDims: true }).add(0.25).sqrt();
      return { value: centred.div(deviation), bound: 4 * bound, exact: false };
    },
  ];
  return [settle(sketch, choices.pick(results)())];
};

/** Where numbers are largest. */
export const position: Growth = (sketch) => {
  const x = choose(sketch, (entry) => entry.exact && hasRank(1)(entry));
  if (!x) return [];
  const axis = sketch.choices.below(x.value.shape.length);
  return [{ value: x.value.argmax(axis), bound: x.value.shape[axis]!, exact: true }];
};
