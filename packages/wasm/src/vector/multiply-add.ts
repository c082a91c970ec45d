import type { FunctionBuilder, Local, Operand } from '../assembler/index.js';
import type { VectorMath } from './vector-math.js';

/** `top of stack · factor + addend`. Two operations, or one if relaxed. */
export function multiplyAdd(
  f: FunctionBuilder,
  { relaxed }: VectorMath,
  factor: Operand<'v128'>,
  addend: Operand<'v128'>,
): void {
  if (relaxed) f.f32x4.relaxedMadd(factor, addend);
  else {
    f.f32x4.mul(factor);
    f.f32x4.add(addend);
  }
}

/** Pushes `minuend − a · b`. Two operations, or one if relaxed. */
export function subtractProduct(
  f: FunctionBuilder,
  { relaxed }: VectorMath,
  minuend: Local<'v128'>,
  a: Operand<'v128'>,
  b: Operand<'v128'>,
): void {
  if (relaxed) f.f32x4.relaxedNmadd(a, b, minuend);
  else {
    f.get(minuend);
    f.f32x4.mul(a, b);
    f.f32x4.sub();
  }
}

/** Pushes a polynomial in `x`, coefficients from the constant term up, by Horner's rule. */
export function polynomial(
  f: FunctionBuilder,
  math: VectorMath,
  x: Local<'v128'>,
  coefficients: readonly number[],
): void {
  const [highest = 0, ...rest] = [...coefficients].reverse();
  f.f32x4.const(highest);
  for (const coefficient of rest) multiplyAdd(f, math, x, coefficient);
}
