import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import type { Sequences } from './sequence-batches.js';

/** One sequence of tokens, and what becomes of it. */
export interface SequencePair {
  readonly source: ArrayLike<number>;
  readonly target: ArrayLike<number>;
}

export interface PairOptions {
  /** The token that stands before a target, which the decoder begins with. */
  readonly start: number;
  /** The token that stands behind a target, by which the decoder says that it is done. */
  readonly end: number;
  /** How many steps each source takes, padding included; as many as the longest by default. */
  readonly sourceSteps?: number | undefined;
  /** How many steps each target takes with its end; as many as the longest by default. */
  readonly timeSteps?: number | undefined;
}

/** Pairs as an `encoderDecoder` is trained on them. */
export interface PairedSequences extends Sequences {
  readonly lengths: number[];
  readonly constants: { readonly source: Tensor<'i32'>; readonly sourceLengths: Tensor<'i32'> };
  /** The sizes that a trainer is made for: `createTrainer(model, { …, ...sequences.sizes })`. */
  readonly sizes: { readonly timeSteps: number; readonly axes: { readonly sourceSteps: number } };
}

/**
 * Puts pairs of token sequences into the form that an `encoderDecoder` is trained on with teacher forcing: the sources are
 * constants, the inputs are the targets one step late, and all are padded to one length, which is not looked at.
 *
 * @returns sequences for `sequenceBatches`.
 * @throws ArgumentError when there are no pairs, a source is empty, or one is longer than the steps that were asked for.
 *
 * @example
 * ```ts
 * import { pairSequences } from '@sluice/train';
 * const pairs = [{ source: [5, 6], target: [6, 5, 5] }, { source: [4], target: [4] }];
 * const { input, target, lengths, constants } = pairSequences(pairs, { start: 1, end: 2 });
 * input.data; // [1, 6, 5, 5, 1, 4, 0, 0]: two rows of four steps
 * target.data; // [6, 5, 5, 2, 4, 2, 0, 0]
 * lengths; // [4, 2]
 * constants; // { source: [[5, 6], [4, 0]], sourceLengths: [2, 1] }
 * ```
 */
export function pairSequences(pairs: readonly SequencePair[], options: PairOptions): PairedSequences {
  const { start, end } = options;
  if (pairs.length === 0) throw new ArgumentError('pairSequences: there are no pairs.');
  const empty = pairs.findIndex(({ source }) => source.length === 0);
  if (empty >= 0) throw new ArgumentError(`pairSequences: the source of pair ${empty} is empty.`);
  const sourceSteps = fit(
    'sourceSteps',
    pairs.map(({ source }) => source.length),
    options.sourceSteps,
  );
  const timeSteps = fit(
    'timeSteps',
    pairs.map(({ target }) => target.length + 1),
    options.timeSteps,
  );
  const rows = (steps: number, rowOf: (pair: SequencePair) => readonly number[]): Tensor<'i32'> => {
    const data = new Int32Array(pairs.length * steps);
    pairs.forEach((pair, row) => data.set(rowOf(pair), row * steps));
    return tensor(data, [pairs.length, steps]);
  };
  return {
    input: rows(timeSteps, ({ target }) => [start, ...Array.from(target)]),
    target: rows(timeSteps, ({ target }) => [...Array.from(target), end]),
    lengths: pairs.map(({ target }) => target.length + 1),
    constants: {
      source: rows(sourceSteps, ({ source }) => Array.from(source)),
      sourceLengths: tensor(Int32Array.from(pairs, ({ source }) => source.length)),
    },
    sizes: { timeSteps, axes: { sourceSteps } },
  };
}

/** How many steps sequences of some lengths take, which may be more than they need. */
function fit(name: string, lengths: readonly number[], asked: number | undefined): number {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const steps = asked ?? longest;
  if (Number.isSafeInteger(steps) && steps >= longest) return steps;
  const pair = lengths.indexOf(longest);
  throw new ArgumentError(
    `pairSequences: ${name} must be an integer of at least ${longest}, which pair ${pair} takes, but is ${steps}.`,
  );
}
