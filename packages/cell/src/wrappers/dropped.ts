import { ArgumentError, foldKey, type Value } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { mapValues } from '../names.js';
import { drop } from './drop.js';
import { checkRates, wrap } from './wrap.js';

/** What is dropped around a cell: rates of at least 0 and below 1, 0 by default. */
export interface DroppedOptions {
  /** Of what the cell is given. */
  readonly input?: number;
  /** Of what it gives; the state that it keeps is not touched by this. */
  readonly output?: number;
  /** Of what it sees of each state of the step before, by the state's name. */
  readonly state?: Readonly<Record<string, number>>;
  /** Whether all steps of a sequence drop the same; each step drops anew by default. */
  readonly perSequence?: boolean;
}

/**
 * Dropout around any cell, on its inputs, its outputs and its states, while training.
 *
 * Per step: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014. With `perSequence`,
 * one mask for all steps of each row, also of the state: Gal and Ghahramani, "A theoretically grounded application of dropout
 * in recurrent neural networks", 2016. Where a sequence is trained in chunks, a sequence is a chunk.
 *
 * A state is dropped as the cell sees it. Where a cell carries a state on past its gates, as the `c` of an LSTM or the `h` of
 * a GRU, what was dropped is forgotten; of an LSTM therefore drop `h`.
 *
 * @throws ArgumentError when a rate is no such number, the cell has no such state, or it takes indices and `input` is to be
 * dropped.
 *
 * @example
 * ```ts
 * import { dropped } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = dropped(lstm({ inputSize: 64, hiddenSize: 128 }), { input: 0.2, state: { h: 0.3 }, perSequence: true });
 * ```
 */
export function dropped<C extends Cell>(cell: C, options: DroppedOptions): Cell<StateNames<C>> {
  const { input = 0, output: outputRate = 0, state: rates = {}, perSequence = false } = options;
  checkRates('dropped', { input, output: outputRate });
  checkRates('dropped', rates, Object.keys(cell.state));
  if (input > 0 && cell.input?.dtype === 'i32') {
    throw new ArgumentError(
      `dropped: ${cell.kind} takes indices, which cannot be dropped; drop what follows.`,
    );
  }
  return wrap(cell, {
    kind: 'dropped',
    options: { input, output: outputRate, state: rates, perSequence },
    step: ({ x, state, training, key, sequenceKey }, run) => {
      if (!training) return run();
      const source = perSequence ? sequenceKey : key;
      const dropNth = (value: Value, rate: number, index: number): Value =>
        drop(value, rate, foldKey(source, index));
      const names = Object.keys(cell.state);
      const seen = mapValues(state, (value, name) =>
        dropNth(value, rates[name] ?? 0, 2 + names.indexOf(name)),
      );
      const { output, ...rest } = run({ x: dropNth(x, input, 0), state: seen });
      return { ...rest, output: dropNth(output, outputRate, 1) };
    },
  });
}
