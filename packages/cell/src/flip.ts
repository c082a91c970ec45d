import { inScope, iota, type Value } from '@sluice/math';
import type { SequenceLayer } from './cell.js';
import { checkSequence } from './checks.js';
import { timeToNext } from './unroll.js';

/**
 * Puts the steps of a sequence into the opposite order: each row's valid ones, with zeros after them.
 *
 * Behind it, a layer reads a sequence from its end and gives its outputs in that order, as Keras' `go_backwards` does;
 * `reversed` keeps them at their inputs' positions.
 *
 * @returns a sequence layer: it needs the whole sequence at once, so it cannot be stepped.
 *
 * @example
 * ```ts
 * import { flip, sequential } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const backwards = sequential(flip(), gru({ inputSize: 64, hiddenSize: 128 }));
 * ```
 */
export function flip(): SequenceLayer<never> {
  const layer: SequenceLayer<never> = {
    kind: 'flip',
    options: {},
    state: {},
    params: {},
    unroll: (context) =>
      inScope('flip', () => {
        checkSequence(layer, context);
        const { x, lengths, mask, delta } = context;
        return {
          output: flipSteps(x, lengths),
          state: {},
          gates: {},
          mask: mask && flipSteps(mask, lengths),
          delta: delta && flipSteps(timeToNext(delta, lengths), lengths),
        };
      }),
  };
  return layer;
}

function flipSteps(steps: Value, lengths: Value | undefined): Value {
  if (!lengths) return steps.flip(0);
  const [time, batch, ...rest] = steps.shape as [number, number, ...number[]];
  const positions = iota([time, batch], 0);
  const valid = positions.less(lengths);
  // step t of row b is row t · batch + b of all steps in one
  const source = valid.select(lengths.sub(1).sub(positions), positions);
  const rows = source.mul(batch).add(iota([time, batch], 1));
  const flipped = steps.reshape([time * batch, ...rest]).gather(rows);
  return valid.reshape([time, batch, ...rest.map(() => 1)]).select(flipped, 0);
}
