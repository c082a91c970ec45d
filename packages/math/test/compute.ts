import { evaluate, tensor, trace, type EvaluateOptions, type Numbers, type Value } from '../src/index.js';

/** Traces a function and evaluates it at once. */
export function compute(
  body: (...inputs: Value[]) => readonly Value[],
  inputs: readonly Numbers[] = [],
  options: EvaluateOptions = {},
): Numbers[] {
  return evaluate(trace(body, inputs), inputs, options);
}

/** The numbers of a function's only result, as a plain array. */
export function list(
  body: (...inputs: Value[]) => Value,
  inputs: readonly Numbers[] = [],
  options: EvaluateOptions = {},
): number[] {
  return [...compute((...values) => [body(...values)], inputs, options)[0]!.data];
}

/** An f32 vector or tensor. */
export const reals = (data: readonly number[], shape?: readonly number[]): Numbers => tensor(data, shape);

/** An i32 vector or tensor. */
export const integers = (data: readonly number[], shape?: readonly number[]): Numbers =>
  tensor(Int32Array.from(data), shape);
