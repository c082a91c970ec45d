import type { Rule, Translation } from '../translation.js';
import type { Variable } from '../general-program.js';
import type { Term } from '../graph.js';

const operands = (inputs: readonly Variable[], t: Translation): Term[] =>
  inputs.map((input) => t.take(input));

/** An operator that does the same as the operation. */
export const sameAs =
  (operator: string): Rule =>
  ({ inputs }, t) => [{ term: t.write.pointwise(operator, operands(inputs, t)) }];

/** x², which ONNX would take a power for. */
export const square: Rule<'square'> = ({ inputs: [x] }, t) => {
  const term = t.take(x!);
  return [{ term: t.write.pointwise('Mul', [term, term]) }];
};

/** A comparison: the file has truth values, the program 1 and 0. */
export const comparison =
  (...operators: readonly string[]): Rule =>
  ({ inputs }, t) => {
    const condition = operators.reduce<Term[]>(
      (terms, operator) => [t.write.pointwise(operator, terms, 'bool')],
      operands(inputs, t),
    )[0]!;
    return [{ term: t.write.cast(condition, 'i32'), condition }];
  };

export const select: Rule<'select'> = ({ inputs: [condition, whenTrue, whenFalse], outputs: [y] }, t) => {
  const terms = [t.condition(condition!), t.take(whenTrue!), t.take(whenFalse!)];
  return [{ term: t.write.pointwise('Where', terms, y!.dtype) }];
};

/** What an i32 can hold. */
const [lowest, highest] = [-(2 ** 31), 2 ** 31 - 1];

// The file's own conversion does anything with what an i32 cannot hold; here it is the nearest, and NaN becomes 0.
export const convert: Rule<'convert'> = ({ inputs: [x], attributes: { dtype } }, t) => {
  const { write } = t;
  const term = t.take(x!);
  if (dtype === 'f32' || x!.dtype === 'i32') return [{ term: write.cast(term, dtype) }];
  // the largest f32 below 2³¹
  const bounds = [write.scalar('f32', lowest), write.scalar('f32', 2 ** 31 - 128)];
  const truncated = write.cast(write.pointwise('Clip', [term, ...bounds]), 'i32');
  const tooLarge = write.pointwise('GreaterOrEqual', [term, write.scalar('f32', 2 ** 31)], 'bool');
  const saturated = write.pointwise('Where', [tooLarge, write.scalar('i32', highest), truncated], 'i32');
  const isNaN = write.pointwise('IsNaN', [term], 'bool');
  return [{ term: write.pointwise('Where', [isNaN, write.scalar('i32', 0), saturated], 'i32') }];
};

export const stopGradient: Rule<'stopGradient'> = ({ inputs: [x] }, t) => [t.bound(x!)];
