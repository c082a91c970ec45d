import { sigmoid, tanh, units, type PlainEquations, type Row } from '../plain.js';

const { exp, log, max, abs, sqrt } = Math;
const silu = (x: number): number => x * sigmoid(x);
const sum = (row: Row): number => row.reduce((a, b) => a + b, 0);

/** Cells with exponential gates or a matrix for a memory, number by number from their papers. */
export const matrices = {
  slstm({ n, state: { c, n: norm, m }, W, U, b, options }) {
    const total = (k: number, j: number) => W(k, j) + U(k, j) + b(k, j);
    const exponential = options['forgetGate'] === 'exponential';
    const logForget = units(n, (j) => (exponential ? total(2, j) : log(sigmoid(total(2, j)))));
    const candidate = units(n, (j) => tanh(total(0, j)));
    const output = units(n, (j) => sigmoid(total(3, j)));
    const largest = units(n, (j) => max(logForget[j]! + m![j]!, total(1, j)));
    const forget = units(n, (j) => exp(logForget[j]! + m![j]! - largest[j]!));
    const input = units(n, (j) => exp(total(1, j) - largest[j]!));
    const memory = units(n, (j) => forget[j]! * c![j]! + input[j]! * candidate[j]!);
    const normaliser = units(n, (j) => forget[j]! * norm![j]! + input[j]!);
    const h = units(n, (j) => (output[j]! * memory[j]!) / normaliser[j]!);
    return {
      output: h,
      state: { h, c: memory, n: normaliser, m: largest },
      gates: { candidate, forget, input, output },
    };
  },

  mlstm({ n: size, x, state, W, b, dot, p, has, number }) {
    const heads = number('heads');
    const d = size / heads;
    const gate = (k: number, head: number) =>
      dot(x, 'wg', k * heads + head) + (has('bg') ? p('bg', k * heads + head) : 0);
    const logForget = units(heads, (head) => log(sigmoid(gate(1, head))));
    const m = units(heads, (head) => max(logForget[head]! + state['m']![head]!, gate(0, head)));
    const forget = units(heads, (head) => exp(logForget[head]! + state['m']![head]! - m[head]!));
    const input = units(heads, (head) => exp(gate(0, head) - m[head]!));
    const output = units(size, (j) => sigmoid(W(3, j) + b(3, j)));
    const headOf = (j: number) => Math.floor(j / d);
    const q = units(size, (j) => W(0, j) + b(0, j));
    const k = units(size, (j) => (W(1, j) + b(1, j)) / sqrt(d));
    const v = units(size, (j) => W(2, j) + b(2, j));
    // unit j of a head is row j of its matrix; column i of it belongs to unit i of the same head
    const c = units(size * d, (at) => {
      const [j, i] = [Math.floor(at / d), at % d];
      const head = headOf(j);
      return forget[head]! * state['c']![at]! + input[head]! * v[j]! * k[head * d + i]!;
    });
    const n = units(size, (j) => forget[headOf(j)]! * state['n']![j]! + input[headOf(j)]! * k[j]!);
    const h = units(size, (j) => {
      const head = headOf(j);
      const asked = sum(units(d, (i) => c[j * d + i]! * q[head * d + i]!));
      const found = sum(units(d, (i) => n[head * d + i]! * q[head * d + i]!));
      return (output[j]! * asked) / max(abs(found), exp(-m[head]!));
    });
    return { output: h, state: { c, n, m }, gates: { forget, input, output } };
  },

  rwkv({ n, x, state: { a, b, m, p: before }, dot, p }) {
    const shifted = (name: string) => x.map((x, i) => p(name, i) * x + (1 - p(name, i)) * before![i]!);
    const receptance = units(n, (j) => sigmoid(dot(shifted('mur'), 'wr', j)));
    const k = units(n, (j) => dot(shifted('muk'), 'wk', j));
    const v = units(n, (j) => dot(shifted('muv'), 'wv', j));
    // the paper's sums as they stand, without an exponent taken out
    const sumA = a!.map((a, j) => a * exp(m![j]!));
    const sumB = b!.map((b, j) => b * exp(m![j]!));
    const wkv = units(n, (j) => {
      const now = exp(p('u', j) + k[j]!);
      return (sumA[j]! + now * v[j]!) / (sumB[j]! + now);
    });
    const largest = units(n, (j) => max(m![j]! - exp(p('w', j)), k[j]!));
    const keep = units(n, (j) => exp(-exp(p('w', j))));
    const add = units(n, (j) => exp(k[j]!));
    const aNext = units(n, (j) => (keep[j]! * sumA[j]! + add[j]! * v[j]!) / exp(largest[j]!));
    const bNext = units(n, (j) => (keep[j]! * sumB[j]! + add[j]!) / exp(largest[j]!));
    return {
      output: units(n, (j) =>
        dot(
          units(n, (i) => receptance[i]! * wkv[i]!),
          'wo',
          j,
        ),
      ),
      state: { a: aNext, b: bNext, m: largest, p: x },
      gates: { receptance, wkv },
    };
  },

  gatedDeltaNet({ n, x, state: { s }, W, dot, p, number }) {
    const heads = number('heads');
    const d = n / heads;
    const headOf = (j: number) => Math.floor(j / d);
    const normed = (row: Row): Row =>
      row.map((x, j) => x / sqrt(sum(units(d, (i) => row[headOf(j) * d + i]! ** 2)) + 1e-6));
    const q = normed(units(n, (j) => silu(W(0, j))));
    const k = normed(units(n, (j) => silu(W(1, j))));
    const v = units(n, (j) => silu(W(2, j)));
    const beta = units(heads, (head) => sigmoid(dot(x, 'wg', head)));
    const softplus = (x: number) => log(1 + exp(x));
    const alpha = units(heads, (head) =>
      exp(-exp(p('a', head)) * softplus(dot(x, 'wg', heads + head) + p('b', head))),
    );
    // S·(I − β·k·kᵀ), entry by entry
    const next = units(n * d, (at) => {
      const [j, i] = [Math.floor(at / d), at % d];
      const head = headOf(j);
      const turned = sum(
        units(d, (l) => {
          const entry = (l === i ? 1 : 0) - beta[head]! * k[head * d + l]! * k[head * d + i]!;
          return s![j * d + l]! * entry;
        }),
      );
      return alpha[head]! * turned + beta[head]! * v[j]! * k[head * d + i]!;
    });
    const h = units(n, (j) => sum(units(d, (i) => next[j * d + i]! * q[headOf(j) * d + i]!)));
    return { output: h, state: { s: next }, gates: { beta, alpha } };
  },
} satisfies Record<string, PlainEquations>;
