import { giving, givingLog, relu, sigmoid, tanh, units, type PlainEquations, type Row } from '../plain.js';

/** g ⊙ a + (1 − g) ⊙ b, as a paper writes it out. */
const between = (g: Row, a: Row, b: Row): Row => g.map((g, j) => g * a[j]! + (1 - g) * b[j]!);

const times = (a: Row, b: Row): Row => a.map((a, j) => a * b[j]!);

/** Cells that replace their state bit by bit, number by number from their papers. */
export const likeGru = {
  ugrnn({ n, h, W, U, b }) {
    const candidate = units(n, (j) => tanh(W(0, j) + U(0, j) + b(0, j)));
    const update = units(n, (j) => sigmoid(W(1, j) + U(1, j) + b(1, j)));
    return giving(between(update, h, candidate), { candidate, update });
  },

  intersectionRnn({ n, x, h, U, b, dot, has }) {
    const given = has('wp') ? units(n, (j) => dot(x, 'wp', j)) : x;
    const sum = (k: number, j: number) => dot(given, 'wx', k * n + j) + U(k, j) + b(k, j);
    const yIn = units(n, (j) => relu(sum(0, j)));
    const hIn = units(n, (j) => tanh(sum(1, j)));
    const depth = units(n, (j) => sigmoid(sum(2, j)));
    const recurrent = units(n, (j) => sigmoid(sum(3, j)));
    return {
      output: between(depth, given, yIn),
      state: { h: between(recurrent, h, hIn) },
      gates: { depth, recurrent },
    };
  },

  atr({ n, h, W, U, b }) {
    const p = units(n, (j) => W(0, j) + b(0, j));
    const q = units(n, (j) => U(0, j));
    const input = units(n, (j) => sigmoid(p[j]! + q[j]!));
    const forget = units(n, (j) => sigmoid(p[j]! - q[j]!));
    return giving(
      units(n, (j) => input[j]! * p[j]! + forget[j]! * h[j]!),
      { input, forget },
    );
  },

  cfn({ n, h, W, U, b }) {
    const forget = units(n, (j) => sigmoid(W(0, j) + U(0, j) + b(0, j)));
    const input = units(n, (j) => sigmoid(W(1, j) + U(1, j) + b(1, j)));
    const next = units(n, (j) => forget[j]! * tanh(h[j]!) + input[j]! * tanh(W(2, j)));
    return giving(next, { forget, input });
  },

  star({ n, h, W, U, b }) {
    const candidate = units(n, (j) => tanh(W(0, j) + b(0, j)));
    const gate = units(n, (j) => sigmoid(W(1, j) + U(0, j) + b(1, j)));
    return giving(between(gate, candidate, h).map(tanh), { candidate, gate });
  },

  minimalRnn({ n, h, W, U, b, dot }) {
    const mapped = units(n, (j) => tanh(W(0, j) + b(0, j)));
    const update = units(n, (j) => sigmoid(U(0, j) + dot(mapped, 'wz', j) + b(1, j)));
    return giving(between(update, h, mapped), { mapped, update });
  },

  ligru({ n, h, W, U, b }) {
    const update = units(n, (j) => sigmoid(W(0, j) + U(0, j) + b(0, j)));
    const candidate = units(n, (j) => relu(W(1, j) + U(1, j) + b(1, j)));
    return giving(between(update, h, candidate), { update, candidate });
  },

  lightRu({ n, h, W, U, b }) {
    const candidate = units(n, (j) => tanh(W(0, j)));
    const forget = units(n, (j) => sigmoid(W(1, j) + U(0, j) + b(0, j)));
    return giving(between(forget, candidate, h), { candidate, forget });
  },

  brc({ n, h, W, b, p }) {
    const update = units(n, (j) => sigmoid(W(0, j) + p('u', j) * h[j]! + b(0, j)));
    const feedback = units(n, (j) => 1 + tanh(W(1, j) + p('u', n + j) * h[j]! + b(1, j)));
    const candidate = units(n, (j) => tanh(W(2, j) + feedback[j]! * h[j]!));
    return giving(between(update, h, candidate), { update, feedback });
  },

  nbrc({ n, h, W, U, b }) {
    const update = units(n, (j) => sigmoid(W(0, j) + U(0, j) + b(0, j)));
    const feedback = units(n, (j) => 1 + tanh(W(1, j) + U(1, j) + b(1, j)));
    const candidate = units(n, (j) => tanh(W(2, j) + feedback[j]! * h[j]!));
    return giving(between(update, h, candidate), { update, feedback });
  },

  mut1({ n, x, h, W, U, b, dot, has }) {
    const update = units(n, (j) => sigmoid(W(0, j) + b(0, j)));
    const reset = units(n, (j) => sigmoid(W(1, j) + U(0, j) + b(1, j)));
    const given = units(n, (j) => tanh(has('wp') ? dot(x, 'wp', j) : x[j]!));
    const candidate = units(n, (j) => tanh(dot(times(reset, h), 'wh', n + j) + given[j]! + b(2, j)));
    return giving(between(update, candidate, h), { update, reset, candidate });
  },

  mut2({ n, x, h, W, U, b, dot, has }) {
    const update = units(n, (j) => sigmoid(W(0, j) + U(0, j) + b(0, j)));
    const given = units(n, (j) => (has('wp') ? dot(x, 'wp', j) : x[j]!));
    const reset = units(n, (j) => sigmoid(given[j]! + U(1, j) + b(1, j)));
    const candidate = units(n, (j) => tanh(dot(times(reset, h), 'wh', 2 * n + j) + W(1, j) + b(2, j)));
    return giving(between(update, candidate, h), { update, reset, candidate });
  },

  mut3({ n, h, W, U, b, dot }) {
    const update = units(n, (j) => sigmoid(W(0, j) + dot(h.map(tanh), 'wh', j) + b(0, j)));
    const reset = units(n, (j) => sigmoid(W(1, j) + U(1, j) + b(1, j)));
    const candidate = units(n, (j) => tanh(dot(times(reset, h), 'wh', 2 * n + j) + W(2, j) + b(2, j)));
    return giving(between(update, candidate, h), { update, reset, candidate });
  },

  trnn({ n, h, W, b }) {
    const content = units(n, (j) => W(0, j));
    const forget = units(n, (j) => sigmoid(W(1, j) + b(0, j)));
    return giving(between(forget, h, content), { content, forget });
  },

  tgru({ n, x, h, state: { p: before }, W, b, dot }) {
    const sum = (k: number, j: number) => dot(before!, 'wp', k * n + j) + W(k, j) + b(k, j);
    const content = units(n, (j) => sum(0, j));
    const forget = units(n, (j) => sigmoid(sum(1, j)));
    const output = units(n, (j) => tanh(sum(2, j)));
    const next = h.map((h, j) => forget[j]! * h + content[j]! * output[j]!);
    return { output: next, state: { h: next, p: x }, gates: { content, forget, output } };
  },

  fastGrnn({ n, x, h, p, dot, has, number }) {
    const product = (v: Row, name: string, rank: number) =>
      units(n, (j) => {
        if (!has(`${name}2`)) return dot(v, name, j);
        return dot(
          units(rank, (k) => dot(v, name, k)),
          `${name}2`,
          j,
        );
      });
    const fromX = product(x, 'wx', number('inputRank'));
    const fromH = product(h, 'wh', number('recurrentRank'));
    const update = units(n, (j) => sigmoid(fromX[j]! + fromH[j]! + p('b', j)));
    const candidate = units(n, (j) => tanh(fromX[j]! + fromH[j]! + p('b', n + j)));
    const [zeta, nu] = [sigmoid(p('zeta')), sigmoid(p('nu'))];
    const next = h.map((h, j) => (zeta * (1 - update[j]!) + nu) * candidate[j]! + update[j]! * h);
    return giving(next, { update, candidate });
  },

  minGru({ n, h: given, state, W, b, options }) {
    const h = state['l']?.map(Math.exp) ?? given;
    const update = units(n, (j) => sigmoid(W(0, j) + b(0, j)));
    const a = units(n, (j) => W(1, j) + b(1, j));
    const candidate = a.map((a) => (!options['positive'] ? a : a >= 0 ? a + 0.5 : sigmoid(a)));
    return givingLog(between(update, candidate, h), { update, candidate }, state);
  },
} satisfies Record<string, PlainEquations>;
