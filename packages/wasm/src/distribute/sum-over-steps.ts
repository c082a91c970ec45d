import type { Equation, Value, Variable } from '@sluice/math';
import { stackedValue, type Operand } from './vectorize.js';

export interface LoopBody {
  readonly steps: number;
  /** The equation that defines a variable of the loop's body, if it has been computed for all steps at once. */
  readonly definition: (variable: Variable) => Equation | undefined;
  /** A variable of the body over all steps. */
  readonly read: (variable: Variable) => Operand;
}

/**
 * The sum of a variable over all steps of a loop, without a stack of the terms where its operation can add them up by
 * itself: a product of stacked matrices becomes one product over the rows of all steps, which is how a weight's gradient
 * leaves the loop.
 */
export function sumOverSteps(variable: Variable, body: LoopBody): Value {
  const { steps } = body;
  const operand = body.read(variable);
  if (!operand.stacked) return operand.value.mul(steps);
  const equation = body.definition(variable);
  switch (equation?.op) {
    case 'add':
      return sumOverSteps(equation.inputs[0]!, body).add(sumOverSteps(equation.inputs[1]!, body));
    case 'neg':
      return sumOverSteps(equation.inputs[0]!, body).neg();
    case 'reshape':
      return sumOverSteps(equation.inputs[0]!, body).reshape(equation.attributes.shape);
    case 'transpose':
      return sumOverSteps(equation.inputs[0]!, body).transpose(equation.attributes.permutation);
    case 'sum': {
      const axes = equation.attributes.axes.map((axis) => axis + 1);
      return body.read(equation.inputs[0]!).value.sum([0, ...axes]);
    }
    case 'scatterAdd': {
      const [indices, updates] = equation.inputs.map((input) => stackedValue(body.read(input), steps));
      return indices!.scatterAdd(updates!, equation.attributes.rows);
    }
    case 'matmul':
      return variable.shape.length === 2 ? sumOfProducts(equation, body) : operand.value.sum(0);
    default:
      return operand.value.sum(0);
  }
}

/** Σ AₜBₜ = [A₁ A₂ …]·[B₁; B₂; …]: the inner axis of one product holds those of all. */
function sumOfProducts(equation: Equation<'matmul'>, body: LoopBody): Value {
  const { transposeLeft, transposeRight } = equation.attributes;
  const [left, right] = equation.inputs.map((input) => stackedValue(body.read(input), body.steps)) as [
    Value,
    Value,
  ];
  const innerFirst = transposeLeft ? left : left.transpose([0, 2, 1]);
  const rightInnerFirst = transposeRight ? right.transpose([0, 2, 1]) : right;
  const flatten = (value: Value): Value =>
    value.reshape([value.shape[0]! * value.shape[1]!, value.shape[2]!]);
  return flatten(innerFirst).matmul(flatten(rightInnerFirst), { transposeLeft: true });
}
