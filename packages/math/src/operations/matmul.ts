import { ShapeError } from "../errors.js";
import type { Spec } from "../program.js";
import { formatShape, sameShape, sizeOf } from "../shape.js";
import { checkDType } from "./pointwise.js";
import type { Rule } from "./rule.js";

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

export function matmulExtents(
  left: Spec,
  right: Spec,
  attributes: MatmulAttributes,
): MatmulExtents {
  const { transposeLeft, transposeRight } = attributes;
  const [a, b] = [left.shape.slice(-2), right.shape.slice(-2)];
  const [rows, inner] = transposeLeft ? [a[1]!, a[0]!] : [a[0]!, a[1]!];
  const [innerRight, columns] = transposeRight
    ? [b[1]!, b[0]!]
    : [b[0]!, b[1]!];
  const batch = left.shape.slice(0, -2);
  if (
    left.shape.length < 2 ||
    !sameShape(batch, right.shape.slice(0, -2)) ||
    inner !== innerRight
  ) {
    const marks = [
      transposeLeft ? " transposed" : "",
      transposeRight ? " transposed" : "",
    ];
    throw new ShapeError(
      `matmul: ${formatShape(left.shape)}${marks[0]} times ${formatShape(right.shape)}${marks[1]} does not fit: ` +
        `the inner extents are ${inner} and ${innerRight}.`,
    );
  }
  return { batch, rows, inner, columns };
}

// C = A · B:  dA = dC · Bᵀ,  dB = Aᵀ · dC, and the transposed forms of the same
export const matmul: Rule<MatmulAttributes> = {
  shape: ([a, b], attributes) => {
    checkDType("matmul", a!, ["f32"]);
    checkDType("matmul", b!, ["f32"]);
    const { batch, rows, columns } = matmulExtents(a!, b!, attributes);
    return [{ shape: [...batch, rows, columns], dtype: "f32" }];
  },
  evaluate: ([a, b], attributes, evaluator) => {
    const { batch, rows, inner, columns } = matmulExtents(a!, b!, attributes);
    const y = evaluator.allocate([...batch, rows, columns], "f32");
    const [aRow, aInner] = attributes.transposeLeft ? [1, rows] : [inner, 1];
    const [bInner, bColumn] = attributes.transposeRight
      ? [1, inner]
      : [columns, 1];
    for (let i = 0; i < sizeOf(batch); i++) {
      const [aStart, bStart, yStart] = [
        i * rows * inner,
        i * inner * columns,
        i * rows * columns,
      ];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let total = 0;
          for (let k = 0; k < inner; k++) {
            total +=
              a!.data[aStart + row * aRow + k * aInner]! *
              b!.data[bStart + k * bInner + column * bColumn]!;
          }
          y.data[yStart + row * columns + column] = total;
        }
      }
    }
    return [y];
  },
  gradient: ({
    inputs: [a, b],
    attributes: { transposeLeft, transposeRight },
    cotangents: [dc],
    needs,
  }) => {
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
