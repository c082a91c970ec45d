import { ShapeError } from '../errors.js';
import { ones } from '../functions.js';
import { formatShape } from '../shape.js';
import type { Values } from '../scan.js';
import { apply, currentTrace, inline, record } from '../trace.js';
import type { Value } from '../value.js';
import { backward, Cotangents } from './backward.js';

/** A function's results, and the map from their cotangents to those of its inputs (the vector-Jacobian product). */
export interface Pullback {
  readonly outputs: readonly Value[];
  /** dL/d(input) for each input, from dL/d(output); undefined counts as zero on both sides. */
  readonly pullback: (cotangents: readonly (Value | undefined)[]) => (Value | undefined)[];
}

/** Applies a function to values of the innermost trace so that it can be differentiated. */
export function vjp(f: (...inputs: Value[]) => readonly Value[], inputs: readonly Value[]): Pullback {
  const { program, captured } = record(inputs, (values) => f(...values));
  const trace = currentTrace();
  // The function may also read these same values from outside, which must not count: only its arguments do.
  const sources = inputs.map((input) => apply('reshape', [input], { shape: input.shape })[0]!);
  const start = trace.equations.length;
  const outputs = inline(program, [...captured, ...sources]);
  const end = trace.equations.length;
  return {
    outputs,
    pullback: (cotangents) => {
      const known = new Cotangents();
      outputs.forEach((output, i) => {
        const cotangent = cotangents[i];
        if (cotangent) known.add(output, cotangent);
      });
      backward(trace.equations.slice(start, end), known, sources);
      return sources.map((source) => known.get(source));
    },
  };
}

/** What a differentiated function returns: the loss alone, or with further values that are only passed on. */
export type Loss<A extends Values> = Value | { readonly loss: Value; readonly aux: A };

/** What a differentiated function returns: its value, and the gradient of the value by each of its parameters. */
export interface ValueAndGrad<P extends Values, A extends Values> {
  readonly value: Value;
  readonly gradients: P;
  /** What the function returned beside the loss. */
  readonly aux: A;
}

/**
 * Turns a scalar function of named values into one that also returns its gradient.
 *
 * @param f - takes a record of f32 values and returns a scalar, or `{ loss, aux }`.
 * @returns a function of the same record; it is called while tracing.
 * @throws ShapeError when the loss is not a scalar.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace, valueAndGrad, type Value } from '@sluice/math';
 * const norm = ({ x }: { x: Value }) => x.square().sum();
 * const program = trace(
 *   (x) => {
 *     const { value, gradients } = valueAndGrad(norm)({ x: x! });
 *     return [value, gradients.x];
 *   },
 *   [{ shape: [2], dtype: 'f32' }],
 * );
 * const [loss, gradient] = evaluate(program, [tensor([3, 4])]); // 25 and [6, 8]
 * ```
 */
export function valueAndGrad<P extends Values, A extends Values = Record<never, never>>(
  f: (params: P) => Loss<A>,
): (params: P) => ValueAndGrad<P, A> {
  return (params) => {
    const names = Object.keys(params);
    let auxNames: string[] = [];
    const { outputs, pullback } = vjp(
      (...values) => {
        const result = f(Object.fromEntries(names.map((name, i) => [name, values[i]!])) as P);
        const { loss, aux } = 'loss' in result ? result : { loss: result, aux: {} as A };
        if (loss.shape.length > 0 || loss.dtype !== 'f32') {
          throw new ShapeError(
            `valueAndGrad: the loss must be an f32 scalar, but is ${loss.dtype}${formatShape(loss.shape)}; ` +
              `reduce it with .mean() or .sum().`,
          );
        }
        auxNames = Object.keys(aux);
        return [loss, ...auxNames.map((name) => aux[name]!)];
      },
      names.map((name) => params[name]!),
    );
    const value = outputs[0]!;
    const gradients = pullback([ones(value.shape)]);
    return {
      value,
      gradients: Object.fromEntries(
        names.map((name, i) => [name, gradients[i] ?? params[name]!.zeros()]),
      ) as P,
      aux: Object.fromEntries(auxNames.map((name, i) => [name, outputs[i + 1]!])) as A,
    };
  };
}

/** The gradient of a scalar function of named values: `valueAndGrad` without the value. */
export function grad<P extends Values>(f: (params: P) => Value): (params: P) => P {
  return (params) => valueAndGrad(f)(params).gradients;
}
