import { activate, type Activation } from '@sluice/cell';
import { broadcastShapes, type Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Attributes } from '../attributes.js';
import { dataTypes } from '../../proto/messages.js';
import { dtypeOf, typeName } from '../../proto/tensor.js';
import { activations } from './activations.js';
import { has, isKnown, numbersAt, optional, shapeOf, type Call, type Rule } from './rule.js';

const unary =
  (compute: (x: Value, attributes: Attributes) => Value): Rule =>
  (call) => [compute(call.value(0), call.attributes)];

const binary =
  (compute: (a: Value, b: Value) => Value): Rule =>
  (call) => [compute(call.value(0), call.value(1))];

const variadic =
  (combine: (a: Value, b: Value) => Value): Rule =>
  (call) => [call.inputs.map((_, i) => call.value(i)).reduce(combine)];

const activation = (of: (attributes: Attributes) => Activation): Rule =>
  unary((x, attributes) => activate(x, of(attributes)));

/** Operations on each element by itself. */
export const pointwise: Readonly<Record<string, Rule>> = {
  Identity: unary((x) => x),
  Neg: unary((x) => x.neg()),
  Abs: unary((x) => x.abs()),
  Sign: unary((x) => x.sign()),
  Exp: unary((x) => x.exp()),
  Log: unary((x) => x.log()),
  Sqrt: unary((x) => x.sqrt()),
  Reciprocal: unary((x) => x.reciprocal()),
  Erf: unary(erf),
  Floor: unary((x) => x.floor()),
  Ceil: unary((x) => x.neg().floor().neg()),
  Sin: unary((x) => x.sin()),
  Cos: unary((x) => x.cos()),
  Not: unary((x) => x.equal(0)),
  IsNaN: unary((x) => x.notEqual(x)),

  ...Object.fromEntries(Object.entries(activations).map(([op, of]) => [op, activation(of)])),
  Swish: unary((x, a) => x.mul(x.mul(a.float('alpha', 1)).sigmoid())),
  Selu: unary((x, a) =>
    activate(x, { name: 'elu', alpha: a.float('alpha', 1.6732632423543772) }).mul(
      a.float('gamma', 1.0507009873554805),
    ),
  ),
  Shrink: unary((x, a) => {
    const [lambda, bias] = [a.float('lambd', 0.5), a.float('bias', 0)];
    return x.greater(lambda).select(x.sub(bias), x.less(-lambda).select(x.add(bias), 0));
  }),
  PRelu: binary((x, slope) => x.relu().add(x.minimum(0).mul(slope))),

  Add: binary((a, b) => a.add(b)),
  Sub: binary((a, b) => a.sub(b)),
  Mul: binary((a, b) => a.mul(b)),
  Div: divide,
  Mod: modulo,
  Pow: power,
  Min: variadic((a, b) => a.minimum(b)),
  Max: variadic((a, b) => a.maximum(b)),
  Sum: variadic((a, b) => a.add(b)),
  Mean: (call) => [
    call.inputs
      .map((_, i) => call.value(i))
      .reduce((a, b) => a.add(b))
      .mul(1 / call.inputs.length),
  ],
  Clip: clip,

  Equal: binary((a, b) => a.equal(b)),
  Less: binary((a, b) => a.less(b)),
  LessOrEqual: binary((a, b) => a.lessEqual(b)),
  Greater: binary((a, b) => a.greater(b)),
  GreaterOrEqual: binary((a, b) => a.greaterEqual(b)),
  And: binary((a, b) => a.minimum(b)),
  Or: binary((a, b) => a.maximum(b)),
  Xor: binary((a, b) => a.notEqual(b)),
  Where: (call) => [call.value(0).select(call.value(1), call.value(2))],

  Cast: (call) => [cast(call.value(0), call.attributes.int('to'))],
  CastLike: (call) => [call.value(0).convert(call.value(1).dtype)],
  Dropout: dropout,
};

/**
 * erf(x) to 2e-7: Abramowitz and Stegun, "Handbook of mathematical functions", 1964, formula 7.1.26.
 */
function erf(x: Value): Value {
  const t = x.abs().mul(0.3275911).add(1).reciprocal();
  const polynomial = [-1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (sum, coefficient) => sum.add(coefficient).mul(t),
    t.mul(1.061405429),
  );
  return polynomial.mul(x.square().neg().exp()).neg().add(1).mul(x.sign());
}

/** Integers are divided toward zero, as C does. */
function divide(call: Call): Value[] {
  const [a, b] = [call.value(0), call.value(1)];
  if (a.dtype === 'f32') return [a.div(b)];
  onlyFolded(call, 'divides integers');
  return [a.convert('f32').div(b.convert('f32')).convert('i32')];
}

function modulo(call: Call): Value[] {
  const [a, b] = [call.value(0), call.value(1)];
  if (a.dtype === 'f32')
    throw new FormatError('It takes the remainder of floats, which Sluice has no operation for.');
  onlyFolded(call, 'divides integers');
  const quotient = a.convert('f32').div(b.convert('f32'));
  const whole =
    call.attributes.int('fmod', 0) === 1 ? quotient.convert('i32') : quotient.floor().convert('i32');
  return [a.sub(whole.mul(b))];
}

function onlyFolded({ folding }: Call, what: string): void {
  if (!folding)
    throw new FormatError(`It ${what} that are known only as the model runs, which f32 does not do exactly.`);
}

/** A known exponent takes products as far as they go; others need a base that is known to be positive. */
function power(call: Call): Value[] {
  const base = call.value(0);
  const shape = broadcastShapes(base.shape, shapeOf(call, 1), 'Pow');
  const exponents = isKnown(call, 1) ? numbersAt(call, 1, 'exponents') : undefined;
  const [exponent] = exponents ?? [];
  if (exponents?.length === 1 && exponent !== undefined) {
    return [powerOf(base.convert('f32'), exponent).convert(base.dtype).broadcast(shape)];
  }
  const positive = isKnown(call, 0) && numbersAt(call, 0, 'bases')!.every((number) => number > 0);
  if (!positive || base.dtype !== 'f32') {
    throw new FormatError('It takes powers whose exponents differ, of a base that may be negative.');
  }
  return [base.log().mul(call.value(1).convert('f32')).exp()];
}

function powerOf(base: Value, exponent: number): Value {
  if (exponent < 0) return powerOf(base, -exponent).reciprocal();
  if (exponent === 0.5) return base.sqrt();
  if (!Number.isInteger(exponent) || exponent > 64) return base.log().mul(exponent).exp();
  if (exponent === 0) return base.zeros().add(1);
  const half = powerOf(base, Math.floor(exponent / 2));
  if (exponent === 1) return base;
  return exponent % 2 === 0 ? half.square() : half.square().mul(base);
}

function clip(call: Call): Value[] {
  const x = call.value(0);
  if (call.opset < 11) {
    const { attributes } = call;
    const [low, high] = [
      attributes.float('min', -3.4028234663852886e38),
      attributes.float('max', 3.4028234663852886e38),
    ];
    return [x.maximum(low).minimum(high)];
  }
  const [low, high] = [optional(call, 1), optional(call, 2)];
  const raised = low ? x.maximum(low) : x;
  return [high ? raised.minimum(high) : raised];
}

function cast(x: Value, to: number | undefined): Value {
  const dtype = dtypeOf(to);
  if (!dtype) throw new FormatError(`It converts to ${typeName(to)}, which Sluice does not have.`);
  return to === dataTypes.bool ? x.notEqual(0) : x.convert(dtype);
}

function dropout(call: Call): Value[] {
  if (has(call, 2) && numbersAt(call, 2, 'training mode')![0] !== 0) {
    throw new FormatError('It is set to drop numbers, as in training; export the model for inference.');
  }
  const x = call.value(0);
  if (call.outputs > 1) return [x, x.equal(x)];
  return [x];
}
