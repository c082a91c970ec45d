import {
  ArgumentError,
  bernoulli,
  fill,
  foldKey,
  uniform,
  type Operand,
  type RandomKey,
  type Value,
} from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { outputSpec } from '../output-spec.js';
import { describeSpec, sameSpec } from '../specs.js';
import { wrap } from './wrap.js';

/**
 * The probability that an input stays what it is, at training step i = 0, 1, 2 …: the same always, or falling,
 *
 * - `linear`: the larger of `minimum` (0 by default) and `from` (1 by default) − `slope`·i
 * - `exponential`: kⁱ, with k below 1
 * - `inverseSigmoid`: k / (k + exp(i / k)), with k of at least 1
 */
export type TeacherForcing =
  | number
  | { readonly name: 'linear'; readonly slope: number; readonly from?: number; readonly minimum?: number }
  | { readonly name: 'exponential'; readonly k: number }
  | { readonly name: 'inverseSigmoid'; readonly k: number };

/** How a cell is fed with what it gives. */
export interface ScheduledSamplingOptions {
  /** The probability that an input is the one that was given, and not what the cell gave at the step before. */
  readonly teacherForcing: TeacherForcing;
  /** What a cell of tokens is fed: the likeliest, which is the default, or one drawn as its scores say. */
  readonly draw?: 'likeliest' | 'sample';
}

/**
 * Scheduled sampling: while training, lets a cell see, in place of some of its inputs, what it gave itself at the step before, as
 * it will when it writes by itself.
 *
 * Bengio, Vinyals, Jaitly and Shazeer, "Scheduled sampling for sequence prediction with recurrent neural networks", 2015.
 *
 *     x̂ₜ = xₜ with probability ε(i), otherwise what the cell gave at step t − 1
 *
 * It is drawn anew for each row and step; the first input of a row is always the given one, and outside of training all are. A
 * cell that takes tokens gives a score for each of them, and no gradient goes through the choice of one; a cell that takes numbers
 * gives as many, and the gradient does go through them. States are `previous` `[1, …]`, what the cell would be fed, and `begun`
 * `[1]`, 0 before the first step and 1 after it. The cell's steps wait for each other, so that what stands behind its recurrent
 * layers, such as a linear layer for the scores, is no longer computed for all steps at once.
 *
 * @throws ArgumentError when the cell takes neither tokens and gives scores nor gives what it takes, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { scheduledSampling, sequential } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * import { embedding, linear } from '@sluice/layers';
 * const writer = sequential(embedding(65, 32), gru({ inputSize: 32, hiddenSize: 128 }), linear(128, 65));
 * const cell = scheduledSampling(writer, { teacherForcing: { name: 'inverseSigmoid', k: 500 } });
 * ```
 */
export function scheduledSampling<C extends Cell>(
  cell: C,
  { teacherForcing, draw = 'likeliest' }: ScheduledSamplingOptions,
): Cell<StateNames<C> | 'previous' | 'begun'> {
  checkTeacherForcing(teacherForcing);
  if (draw !== 'likeliest' && draw !== 'sample') {
    throw new ArgumentError(
      `scheduledSampling: draw must be 'likeliest' or 'sample', but is '${String(draw)}'.`,
    );
  }
  const { shape, dtype } = inputOf(cell);
  const takesTokens = dtype === 'i32';
  return wrap(cell, {
    kind: 'scheduledSampling',
    options: { teacherForcing, draw },
    state: { previous: [1, ...shape], begun: [1] },
    step: ({ x, state, training, key }, run) => {
      if (!training) {
        const { state: after, ...rest } = run();
        return { ...rest, state: { ...after, previous: state['previous']!, begun: state['begun']! } };
      }
      const batch = x.shape[0]!;
      const fed = state['previous']!.reshape(x.shape);
      const given = bernoulli([batch, 1], probability(teacherForcing, key.step), foldKey(key, 0));
      const feeds = state['begun']!.greater(given).reshape([batch, ...shape.map(() => 1)]);
      const { state: after, ...rest } = run({ x: feeds.select(takesTokens ? fed.convert('i32') : fed, x) });
      const next = takesTokens ? choose(rest.output, draw, foldKey(key, 1)).convert('f32') : rest.output;
      return {
        ...rest,
        state: {
          ...after,
          previous: next.reshape([batch, 1, ...shape]),
          begun: state['begun']!.zeros().add(1),
        },
      };
    },
  });
}

/** What a cell takes, which must be what it can be fed with. */
function inputOf(cell: Cell) {
  const { kind, input } = cell;
  const output = input && outputSpec(cell, input);
  const tokens = input?.dtype === 'i32' && input.shape.length === 0;
  const fits = tokens
    ? output?.dtype === 'f32' && output.shape.length === 1
    : input && output && sameSpec(input, output);
  if (fits) return input!;
  const describe = (spec: typeof input): string =>
    spec ? describeSpec(spec) : 'what is not known beforehand';
  throw new ArgumentError(
    `scheduledSampling: the cell must take tokens, i32[], and give a score for each, or give what it takes, but ${kind} takes ` +
      `${describe(input)} and gives ${describe(output)}.`,
  );
}

/** A token for each row of scores `[batch, tokens]`. */
function choose(scores: Value, draw: 'likeliest' | 'sample', key: RandomKey): Value {
  if (draw === 'likeliest') return scores.argmax();
  // the largest of scores with noise of the Gumbel distribution is a draw from their softmax
  const noise = uniform(scores.shape, key).log().neg().log().neg();
  return scores.add(noise).argmax();
}

/** ε(i), an f32 scalar; `step` counts from 1. */
function probability(forcing: TeacherForcing, step: Operand): Value {
  if (typeof forcing === 'number') return fill([], forcing);
  const count = typeof step === 'number' ? fill([], step, 'i32') : step;
  const i = count.sub(1).maximum(0).convert('f32');
  switch (forcing.name) {
    case 'linear':
      return i
        .mul(-forcing.slope)
        .add(forcing.from ?? 1)
        .maximum(forcing.minimum ?? 0);
    case 'exponential':
      return i.mul(Math.log(forcing.k)).exp();
    case 'inverseSigmoid':
      return i
        .mul(-1 / forcing.k)
        .add(Math.log(forcing.k))
        .sigmoid();
  }
}

function checkTeacherForcing(forcing: TeacherForcing): void {
  const fail = (expected: string): never => {
    throw new ArgumentError(
      `scheduledSampling: teacherForcing must be ${expected}, but is ${JSON.stringify(forcing)}.`,
    );
  };
  const isProbability = (value: number): boolean => value >= 0 && value <= 1;
  if (typeof forcing === 'number') {
    if (!isProbability(forcing)) fail('from 0 to 1');
    return;
  }
  switch (forcing.name) {
    case 'linear': {
      const { slope, from = 1, minimum = 0 } = forcing;
      if (!(slope >= 0 && slope < Infinity && isProbability(from) && isProbability(minimum))) {
        fail('linear with a slope of at least 0, and from and minimum from 0 to 1');
      }
      return;
    }
    case 'exponential':
      if (!(forcing.k > 0 && forcing.k < 1)) fail('exponential with k between 0 and 1');
      return;
    case 'inverseSigmoid':
      if (!(forcing.k >= 1 && forcing.k < Infinity)) fail('inverseSigmoid with k of at least 1');
      return;
    default:
      fail("a number or { name: 'linear' | 'exponential' | 'inverseSigmoid', … }");
  }
}
