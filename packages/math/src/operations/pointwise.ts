import { ShapeError } from '../errors.js';
import { formatShape, sameShape } from '../shape.js';
import type { Spec } from '../program.js';
import type { DType } from '../tensor.js';
import type { Value } from '../value.js';
import { noGradient, type NoAttributes, type Rule } from './rule.js';

interface UnaryDefinition {
  name: string;
  dtypes?: readonly DType[];
  evaluate: (x: number) => number;
  /** dL/dx from x, y = f(x) and dL/dy; absent where the derivative is zero everywhere. */
  gradient?: (context: { x: Value; y: Value; dy: Value }) => Value;
}

/** An operation on each element of one value. */
export function unary({ name, dtypes = ['f32'], evaluate, gradient }: UnaryDefinition): Rule<NoAttributes> {
  return {
    shape: ([x]) => {
      checkDType(name, x!, dtypes);
      return [{ shape: x!.shape, dtype: x!.dtype }];
    },
    evaluate: ([x], _, evaluator) => {
      const y = evaluator.allocate(x!.shape, x!.dtype);
      for (let i = 0; i < y.data.length; i++) y.data[i] = evaluate(x!.data[i]!);
      return [y];
    },
    gradient: gradient
      ? ({ inputs: [x], outputs: [y], cotangents: [dy] }) => [gradient({ x: x!, y: y!, dy: dy! })]
      : noGradient,
  };
}

interface BinaryDefinition {
  name: string;
  dtypes?: readonly DType[];
  /** The dtype of the result when it is not that of the operands. */
  result?: DType;
  evaluate: (a: number, b: number) => number;
  /** The same on i32, where it must wrap around in 32 bits. */
  evaluateInteger?: (a: number, b: number) => number;
  /** dL/da and dL/db; absent where the derivative is zero everywhere. */
  gradient?: (context: {
    a: Value;
    b: Value;
    y: Value;
    dy: Value;
    needs: readonly boolean[];
  }) => (Value | undefined)[];
}

/** An operation on pairs of elements of two values of the same shape; `Value` broadcasts before it comes here. */
export function binary(definition: BinaryDefinition): Rule<NoAttributes> {
  const {
    name,
    dtypes = ['f32', 'i32'],
    result,
    evaluate,
    evaluateInteger = evaluate,
    gradient,
  } = definition;
  return {
    shape: ([a, b]) => {
      checkDType(name, a!, dtypes);
      checkSame(name, a!, b!);
      return [{ shape: a!.shape, dtype: result ?? a!.dtype }];
    },
    evaluate: ([a, b], _, evaluator) => {
      const y = evaluator.allocate(a!.shape, result ?? a!.dtype);
      const compute = a!.dtype === 'i32' ? evaluateInteger : evaluate;
      for (let i = 0; i < y.data.length; i++) y.data[i] = compute(a!.data[i]!, b!.data[i]!);
      return [y];
    },
    gradient: gradient
      ? ({ inputs: [a, b], outputs: [y], cotangents: [dy], needs }) =>
          gradient({ a: a!, b: b!, y: y!, dy: dy!, needs })
      : noGradient,
  };
}

/** Throws unless a value has one of the dtypes that an operation takes. */
export function checkDType(operation: string, value: Spec, dtypes: readonly DType[]): void {
  if (!dtypes.includes(value.dtype)) {
    throw new ShapeError(
      `${operation}: takes ${dtypes.join(' or ')}, but got ${value.dtype}${formatShape(value.shape)}; ` +
        `convert it with .convert('${dtypes[0]}').`,
    );
  }
}

/** Throws unless two values have one shape and one dtype. */
export function checkSame(operation: string, a: Spec, b: Spec): void {
  if (a.dtype !== b.dtype) {
    throw new ShapeError(
      `${operation}: operands differ in dtype, ${a.dtype} and ${b.dtype}; convert one of them.`,
    );
  }
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError(`${operation}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} differ.`);
  }
}
