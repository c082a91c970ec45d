import { bernoulli, foldKey } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { mapValues } from '../names.js';
import { checkRates, wrap } from './wrap.js';

/**
 * Zoneout: while training, each number of a state stays, with some probability, what it was at the step before; otherwise a
 * state is the mean of both.
 *
 * Krueger et al., "Zoneout: regularizing RNNs by randomly preserving hidden activations", 2017.
 *
 *     s' = d ⊙ s + (1 − d) ⊙ ŝ        ŝ is what the cell makes of s, d is 1 with the probability `rates` says
 *
 * An output that is a state, such as the `h` of an LSTM, is what becomes of that state; it is computed from the others as the
 * cell makes them.
 *
 * @param rates - the probability for each state by its name; a state without one is left alone.
 * @throws ArgumentError when a rate is not at least 0 and less than 1, or the cell has no such state.
 *
 * @example
 * ```ts
 * import { zoneout } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = zoneout(lstm({ inputSize: 64, hiddenSize: 128 }), { h: 0.05, c: 0.5 });
 * ```
 */
export function zoneout<C extends Cell>(
  cell: C,
  rates: Partial<Readonly<Record<StateNames<C>, number>>>,
): Cell<StateNames<C>> {
  const given = rates as Readonly<Record<string, number>>;
  checkRates('zoneout', given, Object.keys(cell.state));
  return wrap(cell, {
    kind: 'zoneout',
    options: { rates: given },
    step: ({ state: before, training, key }, run) => {
      const { output, state: made, ...rest } = run();
      const names = Object.keys(made);
      const state = mapValues(made, (after, name) => {
        const rate = given[name] ?? 0;
        if (rate === 0) return after;
        const stays = training ? bernoulli(after.shape, rate, foldKey(key, names.indexOf(name))) : rate;
        return after.add(before[name]!.sub(after).mul(stays));
      });
      const shown = names.find((name) => made[name] === output);
      return { ...rest, output: shown === undefined ? output : state[shown]!, state };
    },
  });
}
