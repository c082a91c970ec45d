/** The linear system of a Legendre memory over one step: A row by row, and B. */
export interface LegendreDelay {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** The system that was asked for last: a cell is traced many times, and a large system takes seconds. */
let last: { readonly order: number; readonly theta: number; readonly system: LegendreDelay } | undefined;

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
  if (last?.order !== order || last.theta !== theta) last = { order, theta, system: hold(order, theta) };
  return last.system;
}

function hold(order: number, theta: number): LegendreDelay {
  const size = order + 1;
  const sign = (exponent: number): number => (exponent % 2 === 0 ? 1 : -1);
  const system = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    if (i === order) return 0;
    const scale = (2 * i + 1) / theta;
    if (j === order) return scale * sign(i);
    return i < j ? -scale : scale * sign(i - j + 1);
  });
  const held = exponential(system, size);
  return {
    a: Float32Array.from({ length: order * order }, (_, at) => held[at + Math.floor(at / order)]!),
    b: Float32Array.from({ length: order }, (_, i) => held[i * size + order]!),
  };
}

/** e^M of a square matrix: its series, for a matrix halved until it is small, squared as often. */
function exponential(matrix: Float64Array, size: number): Float64Array {
  const largest = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const halvings = Math.max(0, Math.ceil(Math.log2(largest * size)) + 2);
  const small = matrix.map((x) => x / 2 ** halvings);
  let sum: Float64Array = matrix.map((_, at) => (at % (size + 1) === 0 ? 1 : 0));
  let term: Float64Array = sum;
  for (let k = 1; k <= 12; k++) {
    term = product(term, small, size).map((x) => x / k);
    sum = sum.map((x, at) => x + term[at]!);
  }
  for (let i = 0; i < halvings; i++) sum = product(sum, sum, size);
  return sum;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) result[i * size + j]! += factor * b[k * size + j]!;
    }
  }
  return result;
}
