import { ShapeError } from '../errors.js';
import type { Spec } from '../program.js';
import { formatShape, sameShape, sizeOf, type Shape } from '../shape.js';
import { checkDType } from './pointwise.js';
import type { Rule } from './rule.js';

/** How the operands of a product are stored. */
export interface MatmulAttributes {
  /** The left operand is stored as `[…, K, M]`. */
  readonly transposeLeft: boolean;
  /** The right operand is stored as `[…, N, K]`. */
  readonly transposeRight: boolean;
}

/** Extents of a product `[…batch, M, K] · […batch, K, N]`. */
export interface MatmulExtents {
  readonly batch: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Works out the extents of a product; throws a ShapeError where the operands do not fit. */
export function matmulExtents(left: Spec, right: Spec, attributes: MatmulAttributes): MatmulExtents {
  checkInner(left.shape, right.shape, attributes);
  const batch = left.shape.slice(0, -2);
  if (!sameShape(batch, right.shape.slice(0, -2))) {
    throw new ShapeError(`${describe(left.shape, right.shape, attributes)}: the leading axes differ.`);
  }
  const [rows, inner] = matrixOf(left.shape, attributes.transposeLeft);
  const [, columns] = matrixOf(right.shape, attributes.transposeRight);
  return { batch, rows, inner, columns };
}

/** Throws unless the last two axes of two shapes can be multiplied. */
export function checkInner(left: Shape, right: Shape, attributes: MatmulAttributes): void {
  if (left.length < 2 || right.length < 2) {
    throw new ShapeError(`${describe(left, right, attributes)}: both need at least two axes.`);
  }
  const [, inner] = matrixOf(left, attributes.transposeLeft);
  const [innerRight] = matrixOf(right, attributes.transposeRight);
  if (inner !== innerRight) {
    throw new ShapeError(
      `${describe(left, right, attributes)}: the inner extents are ${inner} and ${innerRight}.`,
    );
  }
}

/** Rows and columns of the last two axes as they are multiplied. */
function matrixOf(shape: Shape, transposed: boolean): [number, number] {
  const [first, second] = shape.slice(-2) as [number, number];
  return transposed ? [second, first] : [first, second];
}

function describe(left: Shape, right: Shape, { transposeLeft, transposeRight }: MatmulAttributes): string {
  const operand = (shape: Shape, transposed: boolean): string =>
    formatShape(shape) + (transposed ? ' transposed' : '');
  return `matmul: ${operand(left, transposeLeft)} times ${operand(right, transposeRight)} does not fit`;
}

// C = A · B:  dA = dC · Bᵀ,  dB = Aᵀ · dC, and the transposed forms of the same
export const matmul: Rule<MatmulAttributes> = {
  shape: ([a, b], attributes) => {
    checkDType('matmul', a!, ['f32']);
    checkDType('matmul', b!, ['f32']);
    const { batch, rows, columns } = matmulExtents(a!, b!, attributes);
    return [{ shape: [...batch, rows, columns], dtype: 'f32' }];
  },
  evaluate: ([a, b], attributes, evaluator) => {
    const { batch, rows, inner, columns } = matmulExtents(a!, b!, attributes);
    const y = evaluator.allocate([...batch, rows, columns], 'f32');
    const [aRow, aInner] = attributes.transposeLeft ? [1, rows] : [inner, 1];
    const [bInner, bColumn] = attributes.transposeRight ? [1, inner] : [columns, 1];
    for (let i = 0; i < sizeOf(batch); i++) {
      const [aStart, bStart, yStart] = [i * rows * inner, i * inner * columns, i * rows * columns];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let total = 0;
          for (let k = 0; k < inner; k++) {
            total +=
              a!.data[aStart + row * aRow + k * aInner]! * b!.data[bStart + k * bInner + column * bColumn]!;
          }
          y.data[yStart + row * columns + column] = total;
        }
      }
    }
    return [y];
  },
  gradient: ({ inputs: [a, b], attributes: { transposeLeft, transposeRight }, cotangents: [dc], needs }) => {
    return [
      needs[0]
        ? transposeLeft
          ? b!.matmul(dc!, {
              transposeLeft: transposeRight,
              transposeRight: true,
            })
          : dc!.matmul(b!, { transposeRight: !transposeRight })
        : undefined,
      needs[1]
        ? transposeRight
          ? dc!.matmul(a!, {
              transposeLeft: true,
              transposeRight: transposeLeft,
            })
          : a!.matmul(dc!, { transposeLeft: !transposeLeft })
        : undefined,
    ];
  },
};
