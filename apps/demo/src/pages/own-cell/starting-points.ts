import { initialSource } from '../../cells/own-source.js';

const gru = `import { defineCell } from '@sluice/cell';

// A GRU, but for one thing: what it lets in and what it keeps need not add up to one.
export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, 4 * hiddenSize], initial: 'glorotUniform' },
    wh: { shape: [hiddenSize, 3 * hiddenSize], initial: 'orthogonal' },
    u: { shape: [hiddenSize, hiddenSize], initial: 'orthogonal' },
    b: { shape: [4 * hiddenSize], initial: 'zeros' },
  }),
  step({ x, state: { h }, params: { wx, wh, u, b } }) {
    const [xr, xk, xi, xn] = x.matmul(wx).add(b).split(4);
    const [hr, hk, hi] = h.matmul(wh).split(3);
    const reset = xr.add(hr).sigmoid();
    const keep = xk.add(hk).sigmoid();
    const input = xi.add(hi).sigmoid();
    const candidate = xn.add(reset.mul(h).matmul(u)).tanh();
    const next = keep.mul(h).add(input.mul(candidate));
    const gates = { reset, keep, input, candidate };
    return { output: next, state: { h: next }, gates };
  },
});
`;

const rnn = `import { defineCell } from '@sluice/cell';

export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, hiddenSize], initial: 'glorotUniform' },
    wh: { shape: [hiddenSize, hiddenSize], initial: 'orthogonal' },
    b: { shape: [hiddenSize], initial: 'zeros' },
  }),
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const next = x.matmul(wx).add(h.matmul(wh)).add(b).tanh();
    return { output: next, state: { h: next } };
  },
});
`;

const twoStates = `import { defineCell } from '@sluice/cell';

// Two states: a memory that leaks at a pace it learns, and what is shown of it.
export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize], memory: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, 3 * hiddenSize], initial: 'glorotUniform' },
    wh: { shape: [hiddenSize, 3 * hiddenSize], initial: 'orthogonal' },
    b: { shape: [3 * hiddenSize], initial: 'zeros' },
    pace: { shape: [hiddenSize], initial: { name: 'constant', value: 3 } },
  }),
  step({ x, state: { h, memory }, params: { wx, wh, b, pace } }) {
    const [write, show, news] = x.matmul(wx).add(h.matmul(wh)).add(b).split(3);
    const input = write.sigmoid();
    const output = show.sigmoid();
    const kept = memory.mul(pace.sigmoid()).add(input.mul(news.tanh()));
    const next = output.mul(kept.tanh());
    const gates = { input, output };
    return { output: next, state: { h: next, memory: kept }, gates };
  },
});
`;

/** Cells to begin with. */
export const startingPoints = { mgu: initialSource, gru, rnn, twoStates } as const;

export type StartingPoint = keyof typeof startingPoints;
