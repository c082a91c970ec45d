import { packed } from '../url/packed.js';
import { remember, remembered } from '../url/remembered.js';

/** The word in an address that stands for the cell which the visitor has written. */
export const own = 'own';

/** What the editor holds at first: the minimal gated unit (Zhou, Wu, Zhang and Zhou, 2016). */
export const initialSource = `import { defineCell } from '@sluice/cell';

export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, 2 * hiddenSize], initial: 'glorotUniform' },
    uf: { shape: [hiddenSize, hiddenSize], initial: 'orthogonal' },
    uh: { shape: [hiddenSize, hiddenSize], initial: 'orthogonal' },
    b: { shape: [2 * hiddenSize], initial: 'zeros' },
  }),
  step({ x, state: { h }, params: { wx, uf, uh, b } }) {
    const [xf, xh] = x.matmul(wx).add(b).split(2);
    const forget = xf.add(h.matmul(uf)).sigmoid();
    const candidate = xh.add(forget.mul(h).matmul(uh)).tanh();
    const next = h.add(forget.mul(candidate.sub(h)));
    return { output: next, state: { h: next }, gates: { forget, candidate } };
  },
});
`;

const key = 'own-cell';

/** What the visitor wrote last, on whichever page. */
export const storedSource = (): string => remembered(key) ?? initialSource;

export const storeSource = (source: string): void => remember(key, source);

/** So many bytes a text may have that is read from an address. */
const longest = 20_000;

/** Whether an address can hold a text. */
export const fitsAddress = (source: string): boolean => new TextEncoder().encode(source).length <= longest;

/** The text of a cell in an address. */
export const ownSource = packed(longest);
