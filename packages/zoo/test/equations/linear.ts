import { range } from '../../../cell/src/testing/numbers.js';
import { sigmoid, units, type PlainEquations, type Row } from '../plain.js';

const { exp, log, sqrt, hypot, cos, sin } = Math;
const sum = (row: Row): number => row.reduce((a, b) => a + b, 0);

/** A complex number. */
type Complex = readonly [re: number, im: number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];

/** Cells whose state follows a linear recurrence, number by number from their papers. */
export const linear = {
  lru({ n, x, state: { re, im }, dot, p }) {
    const size = re!.length;
    const next = range(0, size).map((k): Complex => {
      const radius = exp(-exp(p('nu', k)));
      const angle = exp(p('theta', k));
      const lambda: Complex = [radius * cos(angle), radius * sin(angle)];
      const gamma = exp(p('gamma', k)) * sqrt(1 - hypot(...lambda) ** 2);
      const b: Complex = [gamma * dot(x, 'wb', k), gamma * dot(x, 'wb', size + k)];
      return plus(times(lambda, [re![k]!, im![k]!]), b);
    });
    const output = units(n, (j) => {
      const read = next.map((s, k) => times(s, [p('wc', k * n + j), p('wc', (size + k) * n + j)]));
      return read.reduce(plus, [0, 0])[0] + dot(x, 'wd', j);
    });
    return { output, state: { re: next.map(([re]) => re), im: next.map(([, im]) => im) }, gates: {} };
  },

  mamba({ n, W, x, state: { s }, dot, p, has, number }) {
    const size = number('stateSize');
    const rank = number('rank') || Math.ceil(n / 16);
    const u = units(n, (j) => W(0, j));
    const through = units(rank, (r) => dot(u, 'ws', r));
    const delta = units(n, (j) => log(1 + exp(dot(through, 'wt', j) + p('b', j))));
    const store = units(size, (k) => dot(u, 'ws', rank + k));
    const read = units(size, (k) => dot(u, 'ws', rank + size + k));
    const next = units(n * size, (at) => {
      const [j, k] = [Math.floor(at / size), at % size];
      return exp(-delta[j]! * exp(p('a', at))) * s![at]! + delta[j]! * store[k]! * u[j]!;
    });
    const output = units(n, (j) => {
      const y = sum(units(size, (k) => next[j * size + k]! * read[k]!)) + p('d', j) * u[j]!;
      if (!has('wz')) return y;
      const z = dot(x, 'wz', j);
      return y * z * sigmoid(z);
    });
    return { output, state: { s: next }, gates: { delta } };
  },
} satisfies Record<string, PlainEquations>;
