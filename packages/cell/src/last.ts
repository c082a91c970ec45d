import { inScope, iota, type Value } from '@sluice/math';
import type { Cell } from './cell.js';
import { checkSequence } from './checks.js';

/**
 * Keeps the last valid step of a sequence only: many-to-one.
 *
 * Its output is `[batch, …]`, and what follows it in `sequential` runs once, on that one step. Stepping, it changes
 * nothing, since then every step is the last one so far. In reverse the last step is the first in time.
 *
 * @example
 * ```ts
 * import { last, sequential } from '@sluice/cell';
 * import { embedding, linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const classifier = sequential(embedding(1000, 32), lstm({ inputSize: 32, hiddenSize: 64 }), last(), linear(64, 2));
 * ```
 */
export function last(): Cell<never> {
  const cell: Cell<never> = {
    kind: 'last',
    options: {},
    state: {},
    params: {},
    manyToOne: true,
    step: ({ x }) => ({ output: x, state: {} }),
    unroll: (context) =>
      inScope('last', () => {
        checkSequence(cell, context);
        const { x, lengths, reverse } = context;
        return { output: lastStep(x, reverse ? undefined : lengths, reverse), state: {}, gates: {} };
      }),
  };
  return cell;
}

function lastStep(x: Value, lengths: Value | undefined, reverse = false): Value {
  const [time, batch, ...rest] = x.shape as [number, number, ...number[]];
  if (!lengths) {
    const t = reverse ? 0 : time - 1;
    return x.sliceAxis(0, t, t + 1).reshape([batch, ...rest]);
  }
  // row b of step t is row t · batch + b of all steps in one; a row without steps gets its first, which is padding
  const rows = lengths
    .sub(1)
    .maximum(0)
    .mul(batch)
    .add(iota([batch]));
  return x.reshape([time * batch, ...rest]).gather(rows);
}
