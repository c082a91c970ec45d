import { ArgumentError, concat, foldKey, inScope, type Value, type Values } from '@sluice/math';
import type { SequenceLayer, SequenceResult, StateNames } from './cell.js';
import { joinConstants } from './constants.js';
import { prefixed, under } from './names.js';
import { describeSpec, sameSpec } from './specs.js';

/** How the outputs of both directions become one: side by side, or element by element. */
export type Merge = 'concat' | 'sum' | 'mean' | 'mul';

/** How two directions are joined. */
export interface BidirectionalOptions {
  /** `'concat'` by default. */
  readonly merge?: Merge;
}

const merges: { readonly [M in Merge]: (forward: Value, backward: Value) => Value } = {
  concat: (forward, backward) => concat([forward, backward]),
  sum: (forward, backward) => forward.add(backward),
  mean: (forward, backward) => forward.add(backward).mul(0.5),
  mul: (forward, backward) => forward.mul(backward),
};

/** State names of both directions. */
export type BidirectionalStates<F extends SequenceLayer, B extends SequenceLayer> =
  `forward.${StateNames<F>}` | `backward.${StateNames<B>}`;

/**
 * Runs one layer from the first step to the last and another from the last to the first, and joins their outputs.
 *
 * With lengths, the backward direction starts at each row's last valid step. Given one layer, both directions have its
 * form and parameters of their own. Names are `'forward.wx'`, `'backward.h'` and so on.
 *
 * @returns a sequence layer: it needs the whole sequence at once, so it cannot be stepped.
 * @throws ArgumentError when the two layers take different inputs, or one keeps a single step and the other does not.
 *
 * @example
 * ```ts
 * import { bidirectional, last, sequential } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const layer = bidirectional(lstm({ inputSize: 64, hiddenSize: 128 }), { merge: 'sum' });
 * // many-to-one: the last state of each direction
 * const ends = bidirectional(sequential(lstm({ inputSize: 64, hiddenSize: 128 }), last()));
 * ```
 */
export function bidirectional<F extends SequenceLayer>(
  layer: F,
  options?: BidirectionalOptions,
): SequenceLayer<BidirectionalStates<F, F>>;
export function bidirectional<F extends SequenceLayer, B extends SequenceLayer>(
  forward: F,
  backward: B,
  options?: BidirectionalOptions,
): SequenceLayer<BidirectionalStates<F, B>>;
export function bidirectional(
  forward: SequenceLayer,
  second: SequenceLayer | BidirectionalOptions = {},
  third: BidirectionalOptions = {},
): SequenceLayer {
  const [backward, { merge = 'concat' }] = 'unroll' in second ? [second, third] : [forward, second];
  checkDirections(forward, backward, merge);
  const directions = { forward, backward };
  return {
    kind: 'bidirectional',
    options: {
      forward: { kind: forward.kind, options: forward.options },
      backward: { kind: backward.kind, options: backward.options },
      merge,
    },
    input: forward.input ?? backward.input,
    state: { ...prefixed('forward', forward.state), ...prefixed('backward', backward.state) },
    params: { ...prefixed('forward', forward.params), ...prefixed('backward', backward.params) },
    constants: joinConstants('bidirectional', [forward, backward]),
    manyToOne: forward.manyToOne,
    unroll(context) {
      const run = (name: keyof typeof directions, index: number, reverse: boolean): SequenceResult =>
        inScope(`bidirectional.${name}`, () =>
          directions[name].unroll({
            ...context,
            state: under(name, context.state),
            params: under(name, context.params),
            perturbation: under(name, (context.perturbation ?? {}) as Values),
            key: foldKey(context.key, index),
            reverse,
          }),
        );
      const { reverse = false } = context;
      const there = run('forward', 0, reverse);
      const back = run('backward', 1, !reverse);
      return {
        output: inScope('bidirectional', () => merges[merge](there.output, back.output)),
        state: { ...prefixed('forward', there.state), ...prefixed('backward', back.state) },
        gates: { ...prefixed('forward', there.gates), ...prefixed('backward', back.gates) },
      };
    },
  };
}

function checkDirections(forward: SequenceLayer, backward: SequenceLayer, merge: Merge): void {
  if (!Object.hasOwn(merges, merge)) {
    const known = Object.keys(merges).map((name) => `'${name}'`);
    throw new ArgumentError(`bidirectional: merge must be one of ${known.join(', ')}, but is '${merge}'.`);
  }
  if (forward.input && backward.input && !sameSpec(forward.input, backward.input)) {
    throw new ArgumentError(
      `bidirectional: both directions read the same input, but forward (${forward.kind}) takes ` +
        `${describeSpec(forward.input)} and backward (${backward.kind}) takes ${describeSpec(backward.input)}.`,
    );
  }
  if ((forward.manyToOne ?? false) !== (backward.manyToOne ?? false)) {
    const one = forward.manyToOne ? 'forward' : 'backward';
    throw new ArgumentError(
      `bidirectional: only ${one} keeps one step; end both directions with last(), or none.`,
    );
  }
}
