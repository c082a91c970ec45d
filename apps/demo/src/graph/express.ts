import type { Equation, Program, Shape, Variable } from '@sluice/math';
import {
  ExpressionBook,
  type Expression,
  type LeafKind,
  type NewExpression,
  type Part,
} from './expression.js';

/** A traced step and what its inputs are called. */
export interface TracedStep {
  readonly program: Program;
  readonly inputs: readonly { readonly name: string; readonly kind: LeafKind }[];
}

/**
 * Writes a traced step as formulas. Equations that only move numbers about are gone: where a product is split, each part
 * becomes the product with a part of the parameter, so that each gate has a formula of its own.
 *
 * @returns a formula for each of the program's outputs.
 */
export function express({ program, inputs }: TracedStep): Expression[] {
  const book = new ExpressionBook();
  const origins = originsOf(program);
  const leaves = new Map<Variable, Expression>(
    program.inputs.map((variable, i) => [
      variable,
      book.make({ op: 'leaf', inputs: [], shape: variable.shape, leaf: inputs[i]! }),
    ]),
  );
  /** What has a name is not taken apart: whoever reads a part of it reads a part of what has the name. */
  const named = new Set<Variable>(program.outputs);
  const known = new Map<Variable, Map<string, Expression>>();

  function of(variable: Variable, part?: Part): Expression {
    const parts = known.get(variable) ?? new Map<string, Expression>();
    known.set(variable, parts);
    const key = part ? JSON.stringify(part) : '';
    const found = parts.get(key) ?? (part ? partOf(variable, part) : whole(variable));
    parts.set(key, found);
    return found;
  }

  function partOf(variable: Variable, part: Part): Expression {
    if (part.size === part.of) return of(variable);
    const origin = origins.get(variable);
    const pushed =
      origin && !named.has(variable) ? push(origin.equation, origin.index, variable, part) : undefined;
    return pushed ?? cut(of(variable), part);
  }

  const cut = (input: Expression, part: Part): Expression =>
    book.make({ op: 'part', inputs: [input], shape: withSize(input.shape, part), part });

  function whole(variable: Variable): Expression {
    const origin = origins.get(variable);
    if (!origin) return leaves.get(variable)!;
    const { equation, index } = origin;
    switch (equation.op) {
      case 'reshape':
      case 'broadcast':
      case 'convert':
      case 'stopGradient':
        return of(equation.inputs[0]!);
      case 'split': {
        const { axis, sizes } = equation.attributes;
        const start = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
        const { shape } = equation.inputs[0]!;
        return of(equation.inputs[0]!, { axis, start, size: sizes[index]!, of: shape[axis]! });
      }
      case 'slice':
        return slice(equation);
      case 'transpose':
        return transpose(of(equation.inputs[0]!), variable.shape);
      case 'fill':
        return book.number(equation.attributes.value, variable.shape);
      case 'literal': {
        const { data, shape } = equation.attributes.tensor;
        const [first = 0] = data;
        if (data.every((value) => value === first)) return book.number(first, shape);
        return book.make({ op: 'literal', inputs: [], shape, note: data.join(' ') });
      }
      case 'matmul': {
        const { transposeLeft, transposeRight } = equation.attributes;
        const [left, right] = equation.inputs.map((input) => of(input)) as [Expression, Expression];
        return book.make({
          op: 'matmul',
          inputs: [
            transposeLeft ? transpose(left, left.shape.toReversed()) : left,
            transposeRight ? transpose(right, right.shape.toReversed()) : right,
          ],
          shape: variable.shape,
        });
      }
      default: {
        const read = equation.inputs.map((input) => of(input));
        return unchanged(equation.op, read) ?? book.make(applied(equation, index, variable, read));
      }
    }
  }

  /** A row that becomes a column, or the other way, is the same numbers. */
  const transpose = (input: Expression, shape: Shape): Expression =>
    input.shape.filter((extent) => extent > 1).length < 2
      ? input
      : input.op === 'transpose'
        ? input.inputs[0]!
        : book.make({ op: 'transpose', inputs: [input], shape });

  function slice({ attributes: { starts, ends }, inputs: [x] }: Equation<'slice'>): Expression {
    const parts = x!.shape.flatMap((extent, axis): Part[] => {
      const size = ends[axis]! - starts[axis]!;
      return size === extent ? [] : [{ axis, start: starts[axis]!, size, of: extent }];
    });
    const [first, ...rest] = parts;
    return rest.reduce(cut, of(x!, first));
  }

  /** The part of what an equation computes, as what it computes of parts; nothing where that would be something else. */
  function push(equation: Equation, index: number, variable: Variable, part: Part): Expression | undefined {
    const [x, y] = equation.inputs;
    const toEnd = variable.shape.length - part.axis;
    switch (equation.op) {
      case 'broadcast': {
        const axis = x!.shape.length - toEnd;
        return axis < 0 || x!.shape[axis] === 1 ? of(x!) : of(x!, { ...part, axis });
      }
      case 'reshape': {
        const axis = x!.shape.length - toEnd;
        const isKept =
          axis >= 0 && variable.shape.slice(part.axis).every((extent, i) => extent === x!.shape[axis + i]);
        return isKept ? of(x!, { ...part, axis }) : undefined;
      }
      case 'convert':
      case 'stopGradient':
        return of(x!, part);
      case 'split': {
        const { axis, sizes } = equation.attributes;
        if (axis !== part.axis) return undefined;
        const start = sizes.slice(0, index).reduce((sum, size) => sum + size, part.start);
        return of(x!, { ...part, start, of: x!.shape[axis]! });
      }
      case 'matmul': {
        const { transposeRight } = equation.attributes;
        if (toEnd !== 1) return undefined;
        const axis = y!.shape.length - (transposeRight ? 2 : 1);
        const right = of(y!, { ...part, axis });
        return book.make({
          op: 'matmul',
          inputs: [of(x!), transposeRight ? transpose(right, right.shape.toReversed()) : right],
          shape: withSize(variable.shape, part),
        });
      }
      case 'fill':
        return of(variable);
      case 'concat': {
        if (equation.attributes.axis !== part.axis) return undefined;
        let begin = 0;
        for (const piece of equation.inputs) {
          const extent = piece.shape[part.axis]!;
          const start = part.start - begin;
          if (start >= 0 && start + part.size <= extent) return of(piece, { ...part, start, of: extent });
          begin += extent;
        }
        return undefined;
      }
      default:
        if (!isPointwise(equation, variable)) return undefined;
        return book.make(
          applied(
            equation,
            0,
            { ...variable, shape: withSize(variable.shape, part) },
            equation.inputs.map((input) => of(input, part)),
          ),
        );
    }
  }

  return program.outputs.map((variable) => of(variable));
}

/** Where each variable comes from, and the how many-th output it is there. */
function originsOf({
  equations,
}: Program): Map<Variable, { readonly equation: Equation; readonly index: number }> {
  return new Map(
    equations.flatMap((equation) =>
      equation.outputs.map((variable, index) => [variable, { equation, index }] as const),
    ),
  );
}

const withSize = (shape: Shape, { axis, size }: Part): Shape =>
  shape.map((extent, i) => (i === axis ? size : extent));

/** Operations that look at each number by itself give and take the same shape. */
const pointwise: ReadonlySet<string> = new Set(
  (
    'neg abs sign floor square reciprocal sqrt exp log sin cos tanh sigmoid relu ' +
    'softplus add sub mul div maximum minimum less lessEqual equal notEqual select'
  ).split(' '),
);

const isPointwise = ({ op, inputs }: Equation, { shape }: Variable): boolean =>
  pointwise.has(op) && inputs.every((input) => input.shape.length === shape.length);

/** What a product with 1 leaves as it is. */
function unchanged(op: Equation['op'], [a, b]: readonly Expression[]): Expression | undefined {
  if (op !== 'mul') return undefined;
  return b!.value === 1 ? a : a!.value === 1 ? b : undefined;
}

/** An operation that stays what it is. What only tells it from others like it is kept as a note. */
function applied(
  equation: Equation,
  index: number,
  { shape }: Variable,
  inputs: readonly Expression[],
): NewExpression {
  const { op, attributes } = equation;
  const { body, ...rest } = attributes as { body?: Program };
  const note =
    Object.keys(rest).length > 0 || body ? JSON.stringify([rest, index, body?.equations.length]) : undefined;
  return { op, inputs, shape, ...(note !== undefined && { note }) };
}
