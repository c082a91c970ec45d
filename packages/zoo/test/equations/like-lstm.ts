import { giving, givingLog, sigmoid, tanh, relu, units, type PlainEquations } from '../plain.js';

/** Cells with a memory, number by number from their papers. */
export const likeLstm = {
  janet({ n, h, W, U, b, number }) {
    const s = units(n, (j) => W(0, j) + U(0, j) + b(0, j));
    const forget = s.map(sigmoid);
    const input = s.map((s) => 1 - sigmoid(s - number('beta')));
    const candidate = units(n, (j) => tanh(W(1, j) + U(1, j) + b(1, j)));
    const next = h.map((h, j) => forget[j]! * h + input[j]! * candidate[j]!);
    return giving(next, { forget, input, candidate });
  },

  phasedLstm({ n, h, state: { c, t }, delta, W, U, b, p, has }) {
    const gate = (k: number, j: number) => W(k, j) + U(k, j) + b(k, j);
    const peep = (k: number, j: number) => (has('p') ? p('p', k * n + j) : 0);
    const now = t![0]! + delta;
    const time = units(n, (j) => {
      const period = Math.exp(p('tau', j));
      const within = (now - p('s', j) * period) % period;
      const phase = (within < 0 ? within + period : within) / period;
      const open = p('r', j);
      if (phase < open / 2) return (2 * phase) / open;
      return phase < open ? 2 - (2 * phase) / open : 0;
    });
    const input = units(n, (j) => sigmoid(gate(0, j) + peep(0, j) * c![j]!));
    const forget = units(n, (j) => sigmoid(gate(1, j) + peep(1, j) * c![j]!));
    const candidate = units(n, (j) => tanh(gate(2, j)));
    const proposed = units(n, (j) => forget[j]! * c![j]! + input[j]! * candidate[j]!);
    const output = units(n, (j) => sigmoid(gate(3, j) + peep(2, j) * proposed[j]!));
    const memory = units(n, (j) => time[j]! * proposed[j]! + (1 - time[j]!) * c![j]!);
    const next = units(n, (j) => time[j]! * output[j]! * tanh(proposed[j]!) + (1 - time[j]!) * h[j]!);
    return {
      output: next,
      state: { h: next, c: memory, t: [now] },
      gates: { input, forget, candidate, output, time },
    };
  },

  wmclstm({ n, state: { c }, W, U, b, dot }) {
    const input = units(n, (j) => sigmoid(W(0, j) + U(0, j) + tanh(dot(c!, 'wc', j)) + b(0, j)));
    const forget = units(n, (j) => sigmoid(W(1, j) + U(1, j) + tanh(dot(c!, 'wc', n + j)) + b(1, j)));
    const candidate = units(n, (j) => tanh(W(2, j) + U(2, j) + b(2, j)));
    const memory = c!.map((c, j) => forget[j]! * c + input[j]! * candidate[j]!);
    const output = units(n, (j) => sigmoid(W(3, j) + U(3, j) + tanh(dot(memory, 'wc', 2 * n + j)) + b(3, j)));
    const h = memory.map((c, j) => output[j]! * tanh(c));
    return { output: h, state: { h, c: memory }, gates: { input, forget, candidate, output } };
  },

  multiplicativeLstm({ n, state: { c }, W, U, b, dot }) {
    const multiplicative = units(n, (j) => W(0, j) * U(0, j));
    const gate = (k: number, j: number) => W(k + 1, j) + dot(multiplicative, 'wm', k * n + j) + b(k, j);
    const input = units(n, (j) => sigmoid(gate(0, j)));
    const forget = units(n, (j) => sigmoid(gate(1, j)));
    const candidate = units(n, (j) => tanh(gate(2, j)));
    const output = units(n, (j) => sigmoid(gate(3, j)));
    const memory = c!.map((c, j) => forget[j]! * c + input[j]! * candidate[j]!);
    const h = memory.map((c, j) => output[j]! * tanh(c));
    return {
      output: h,
      state: { h, c: memory },
      gates: { multiplicative, input, forget, candidate, output },
    };
  },

  elstm({ n, state: { c }, W, b, p, dot }) {
    const forget = units(n, (j) => sigmoid(W(0, j) + p('u', j) * c![j]! + b(0, j)));
    const candidate = units(n, (j) => tanh(W(1, j) + p('u', n + j) * c![j]! + b(1, j)));
    const memory = c!.map((c, j) => forget[j]! * c + (1 - forget[j]!) * candidate[j]!);
    const output = units(n, (j) => sigmoid(W(2, j) + dot(memory, 'wc', j) + b(2, j)));
    return {
      output: memory.map((c, j) => output[j]! * c),
      state: { c: memory },
      gates: { forget, candidate, output },
    };
  },

  ran({ n, state: { c }, W, U, b, options }) {
    const content = units(n, (j) => W(0, j));
    const input = units(n, (j) => sigmoid(W(1, j) + U(0, j) + b(0, j)));
    const forget = units(n, (j) => sigmoid(W(2, j) + U(1, j) + b(1, j)));
    const memory = c!.map((c, j) => input[j]! * content[j]! + forget[j]! * c);
    const h = memory.map((c) => (options['activation'] === 'linear' ? c : tanh(c)));
    return { output: h, state: { h, c: memory }, gates: { content, input, forget } };
  },

  nas({ n, state: { c }, W, U, b }) {
    const sum = (k: number, j: number) => W(k - 1, j) + U(k - 1, j) + b(k - 1, j);
    const l1 = units(n, (j) => tanh(sigmoid(sum(1, j)) * relu(sum(2, j))));
    const l2 = units(n, (j) => tanh(sigmoid(sum(3, j)) + relu(W(3, j) * (U(3, j) + b(3, j)))));
    const l3 = units(n, (j) => tanh(tanh(sum(5, j)) * sigmoid(sum(6, j))));
    const l4 = units(n, (j) => sigmoid(tanh(sum(7, j)) + sigmoid(sum(8, j))));
    const memory = c!.map((c, j) => tanh(l1[j]! + c) * l2[j]!);
    const h = memory.map((c, j) => tanh(c * tanh(l3[j]! + l4[j]!)));
    return { output: h, state: { h, c: memory }, gates: { l1, l2, l3, l4 } };
  },

  tlstm({ n, x, state: { c, p: before }, W, b, dot }) {
    const sum = (k: number, j: number) => dot(before!, 'wp', k * n + j) + W(k, j) + b(k, j);
    const content = units(n, (j) => sum(0, j));
    const forget = units(n, (j) => sigmoid(sum(1, j)));
    const output = units(n, (j) => tanh(sum(2, j)));
    const memory = c!.map((c, j) => forget[j]! * c + (1 - forget[j]!) * content[j]!);
    return {
      output: memory.map((c, j) => c * output[j]!),
      state: { c: memory, p: x },
      gates: { content, forget, output },
    };
  },

  qrnn({ n, x, state: { c, p: before }, W, b, dot }) {
    const sum = (k: number, j: number) => dot(before!, 'wp', k * n + j) + W(k, j) + b(k, j);
    const candidate = units(n, (j) => tanh(sum(0, j)));
    const forget = units(n, (j) => sigmoid(sum(1, j)));
    const output = units(n, (j) => sigmoid(sum(2, j)));
    const memory = c!.map((c, j) => forget[j]! * c + (1 - forget[j]!) * candidate[j]!);
    return {
      output: memory.map((c, j) => output[j]! * c),
      state: { c: memory, p: x },
      gates: { candidate, forget, output },
    };
  },

  sru({ n, x, state: { c }, W, b, p, dot, has, number }) {
    const content = units(n, (j) => W(1, j));
    const forget = units(n, (j) => sigmoid(W(0, j) + p('v', j) * c![j]! + b(0, j)));
    const reset = units(n, (j) => sigmoid(W(2, j) + p('v', n + j) * c![j]! + b(1, j)));
    const memory = c!.map((c, j) => forget[j]! * c + (1 - forget[j]!) * content[j]!);
    const alpha = Math.sqrt(1 + Math.exp(number('highwayBias')) * 2);
    const highway = units(n, (j) => (has('wp') ? dot(x, 'wp', j) : x[j]!) * alpha);
    return {
      output: memory.map((c, j) => reset[j]! * c + (1 - reset[j]!) * highway[j]!),
      state: { c: memory },
      gates: { content, forget, reset },
    };
  },

  minLstm({ n, h: given, state, W, b, options }) {
    const h = state['l']?.map(Math.exp) ?? given;
    const f = units(n, (j) => sigmoid(W(0, j) + b(0, j)));
    const i = units(n, (j) => sigmoid(W(1, j) + b(1, j)));
    const forget = f.map((f, j) => f / (f + i[j]!));
    const input = i.map((i, j) => i / (f[j]! + i));
    const a = units(n, (j) => W(2, j) + b(2, j));
    const candidate = a.map((a) => (!options['positive'] ? a : a >= 0 ? a + 0.5 : sigmoid(a)));
    const next = h.map((h, j) => forget[j]! * h + input[j]! * candidate[j]!);
    return givingLog(next, { forget, candidate }, state);
  },
} satisfies Record<string, PlainEquations>;
