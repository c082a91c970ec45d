import { apply, type Equation, type Value, type Variable } from '@sluice/math';
import { isPointwise, isView } from '../operation-kinds.js';
import { stackedValue, vectorize, type Operand } from './vectorize.js';

export interface LoopBody {
  readonly steps: number;
  /** The equation that defines a variable of the loop's body, if it has been computed for all steps at once. */
  readonly definition: (variable: Variable) => Equation | undefined;
  /** A variable of the body over all steps. */
  readonly read: (variable: Variable) => Operand;
  /** How many equations and outputs of the body read a variable. */
  readonly readers: (variable: Variable) => number;
}

/**
 * The sum of a variable over all steps of a loop, without a stack of the terms where its operation can add them up by
 * itself: a product of stacked matrices becomes one product over the rows of all steps, which is how a weight's gradient
 * leaves the loop. What is linear in products is applied to their sum: a mask on a weight, or the parts it was split into.
 */
export function sumOverSteps(variable: Variable, body: LoopBody): Value {
  const { steps } = body;
  const operand = body.read(variable);
  if (!operand.stacked) return operand.value.mul(steps);
  const equation = body.definition(variable);
  switch (equation?.op) {
    case 'matmul':
      if (isProduct(equation, body)) return sumOfProducts(equation, body);
      return linearOperands(equation, body).length > 0
        ? ofSums(equation, variable, body)
        : operand.value.sum(0);
    case 'scatterAdd': {
      const [indices, updates] = equation.inputs.map((input) => stackedValue(body.read(input), steps));
      return indices!.scatterAdd(updates!, equation.attributes.rows);
    }
    case 'add':
    case 'neg':
    case 'reshape':
    case 'transpose':
      return ofSums(equation, variable, body);
    case 'sum': {
      if (holdsProduct(variable, body)) return ofSums(equation, variable, body);
      const axes = equation.attributes.axes.map((axis) => axis + 1);
      const summed = equation.inputs[0]!;
      return (made(summed, body) ?? body.read(summed)).value.sum([0, ...axes]);
    }
    default:
      return equation && holdsProduct(variable, body)
        ? ofSums(equation, variable, body)
        : operand.value.sum(0);
  }
}

/**
 * A variable computed where it is summed, of what is in memory and nothing else, if the sum is all that reads it: chunk by
 * chunk, no stack of it is left.
 */
function made(variable: Variable, body: LoopBody): Operand | undefined {
  const equation = body.read(variable).stacked && body.definition(variable);
  if (!equation || !(isPointwise(equation.op) || isView(equation.op))) return body.read(variable);
  if (body.readers(variable) > 1) return undefined;
  const operands = equation.inputs.map((input) => made(input, body));
  if (operands.includes(undefined)) return undefined;
  const results = vectorize(equation.op, operands as Operand[], equation.attributes, body.steps);
  return results[equation.outputs.indexOf(variable)];
}

/** An operation on the sums of the operands that it is linear in. */
function ofSums(equation: Equation, variable: Variable, body: LoopBody): Value {
  const { op, attributes, inputs, outputs } = equation;
  const summed = linearOperands(equation, body);
  const operands = inputs.map((input) =>
    summed.includes(input) ? sumOverSteps(input, body) : body.read(input).value,
  );
  return apply(op, operands, attributes)[outputs.indexOf(variable)]!;
}

/** Whether a variable is linear in a product of matrices that differ from step to step. */
function holdsProduct(variable: Variable, body: LoopBody): boolean {
  const equation = body.read(variable).stacked && body.definition(variable);
  if (!equation) return false;
  return (
    isProduct(equation, body) || linearOperands(equation, body).some((operand) => holdsProduct(operand, body))
  );
}

/** Whether an equation is a product of two matrices, both of which differ from step to step. */
const isProduct = ({ op, inputs, outputs }: Equation, body: LoopBody): boolean =>
  op === 'matmul' && outputs[0]!.shape.length === 2 && inputs.every((input) => body.read(input).stacked);

/** The operands that an operation is linear in, all of them together, where the others are the same in every step. */
function linearOperands({ op, inputs }: Equation, body: LoopBody): readonly Variable[] {
  const isFixed = (input: Variable | undefined): boolean => !body.read(input!).stacked;
  switch (op) {
    case 'add':
    case 'sub':
    case 'concat':
    case 'neg':
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'split':
    case 'pad':
    case 'broadcast':
    case 'reverse':
    case 'sum':
      return inputs;
    case 'mul':
    case 'matmul':
      return isFixed(inputs[0]) ? [inputs[1]!] : isFixed(inputs[1]) ? [inputs[0]!] : [];
    case 'div':
      return isFixed(inputs[1]) ? [inputs[0]!] : [];
    case 'select':
      return isFixed(inputs[0]) ? inputs.slice(1) : [];
    default:
      return [];
  }
}

/** Σ AₜBₜ = [A₁ A₂ …]·[B₁; B₂; …]: the inner axis of one product holds those of all. */
function sumOfProducts(equation: Equation<'matmul'>, body: LoopBody): Value {
  const { transposeLeft, transposeRight } = equation.attributes;
  const [left, right] = equation.inputs.map((input) => body.read(input).value) as [Value, Value];
  const innerFirst = transposeLeft ? left : left.transpose([0, 2, 1]);
  const rightInnerFirst = transposeRight ? right.transpose([0, 2, 1]) : right;
  const flatten = (value: Value): Value =>
    value.reshape([value.shape[0]! * value.shape[1]!, value.shape[2]!]);
  return flatten(innerFirst).matmul(flatten(rightInnerFirst), { transposeLeft: true });
}
