/** Numbers in rows. */
type Matrix = readonly (readonly number[])[];

/** The linear system of a Legendre memory, over one step; A row by row. */
export interface LegendreDelay {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/**
 * The system that keeps the last θ steps of its input as coefficients of Legendre polynomials, for an input that stays as it
 * is during each step (zero-order hold).
 *
 * In continuous time θ·dm/dt = A·m + B·u, with
 *
 *     Aᵢⱼ = (2i + 1) · (−1 where i < j, else (−1)^(i − j + 1)),  Bᵢ = (2i + 1)·(−1)^i
 *
 * and over a step the exponential of the matrix [[A, B], [0, 0]] / θ has what is wanted in its first rows.
 *
 * Source: Voelker, Kajić and Eliasmith, "Legendre memory units: continuous-time representation in recurrent neural networks",
 * 2019.
 */
export function legendreDelay(order: number, theta: number): LegendreDelay {
  const indices = Array.from({ length: order + 1 }, (_, i) => i);
  const sign = (exponent: number): number => (exponent % 2 === 0 ? 1 : -1);
  const system = indices.map((i) =>
    indices.map((j) => {
      if (i === order) return 0;
      const scale = (2 * i + 1) / theta;
      if (j === order) return scale * sign(i);
      return i < j ? -scale : scale * sign(i - j + 1);
    }),
  );
  const held = exponential(system).slice(0, order);
  return {
    a: Float32Array.from(held.flatMap((row) => row.slice(0, order))),
    b: Float32Array.from(held.map((row) => row[order]!)),
  };
}

/** e^M: the series of a matrix halved until it is small, squared as often. */
function exponential(matrix: Matrix): Matrix {
  const norm = Math.max(...matrix.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  const halvings = Math.max(0, Math.ceil(Math.log2(norm)) + 2);
  const small = matrix.map((row) => row.map((x) => x / 2 ** halvings));
  const identity = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));

  let sum: Matrix = identity;
  let term: Matrix = identity;
  for (let k = 1; k <= 16; k++) {
    term = product(term, small).map((row) => row.map((x) => x / k));
    sum = sum.map((row, i) => row.map((x, j) => x + term[i]![j]!));
  }
  for (let i = 0; i < halvings; i++) sum = product(sum, sum);
  return sum;
}

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
