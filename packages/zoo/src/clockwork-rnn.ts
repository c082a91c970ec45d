import { defineCell } from '@sluice/cell';
import { ArgumentError, literal, tensor, type Value } from '@sluice/math';
import { affine } from './equations.js';
import { startValues, type BiasOptions } from './zoo-options.js';

/** What a clockwork cell is made with. */
export interface ClockworkRnnOptions extends BiasOptions {
  /** Number of modules, whose periods are 1, 2, 4, 8 …, or the period of each; 4 by default. */
  readonly periods?: number | readonly number[];
}

/**
 * The clockwork cell: modules of units, each of which runs only every so many steps, and sees only the modules that are as
 * slow or slower.
 *
 * Koutník, Greff, Gomez and Schmidhuber, "A clockwork RNN", 2014.
 *
 *     h' = tanh(x·W + h·U + b) in modules whose period divides the number of the step, h in the others
 *
 * Unit j belongs to module ⌊j · modules / hiddenSize⌋. `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]`
 * U, of which the part from a faster module to a slower one counts as 0. The state `clock` `[modules]` counts, for each
 * module, the steps since it ran, up to its period: so the number of the step never becomes too large for single precision.
 *
 * @throws ArgumentError when a size or a period is not a positive integer, there are more than 20 modules without periods of
 * their own, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { clockworkRnn } from '@sluice/zoo';
 * const cell = clockworkRnn({ inputSize: 64, hiddenSize: 128, periods: 8 });
 * ```
 */
export const clockworkRnn = defineCell({
  kind: 'clockworkRnn',
  defaults: { bias: true, periods: 4, initial: 'glorot' },
  validate: ({ periods }: Required<ClockworkRnnOptions>) => checkPeriods(periods),
  state: ({ hiddenSize, periods }) => ({ h: [hiddenSize], clock: [periodsOf(periods).length] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h, clock }, params: { wx, wh, b }, options: { hiddenSize, ...options } }) {
    const periods = periodsOf(options.periods);
    const moduleOf = (unit: number): number => Math.floor((unit * periods.length) / hiddenSize);
    const belongs = matrix(periods.length, hiddenSize, (module, unit) => module === moduleOf(unit));
    const sees = matrix(
      hiddenSize,
      hiddenSize,
      (from, to) => periods[moduleOf(from)]! >= periods[moduleOf(to)]!,
    );

    const running = clock.abs().less(0.5).convert('f32').matmul(belongs);
    const candidate = affine(x, wx, b)
      .add(h.matmul(wh.mul(sees)))
      .tanh();
    const hNext = running.greater(0).select(candidate, h);
    const counted = clock.add(1);
    const period = literal(tensor(periods, [1, periods.length]));
    const clockNext = counted.less(period.sub(0.5)).select(counted, counted.sub(period));
    return { output: hNext, state: { h: hNext, clock: clockNext }, gates: { running } };
  },
});

const periodsOf = (periods: number | readonly number[]): readonly number[] =>
  typeof periods === 'number' ? Array.from({ length: periods }, (_, module) => 2 ** module) : periods;

function checkPeriods(periods: number | readonly number[]): void {
  const isCount = (n: number, most: number): boolean => Number.isSafeInteger(n) && n > 0 && n <= most;
  const fits =
    typeof periods === 'number'
      ? isCount(periods, 20)
      : periods.length > 0 && periods.every((period) => isCount(period, 2 ** 20));
  if (fits) return;
  throw new ArgumentError(
    `periods must be a number of modules from 1 to 20, or a list of integers from 1 to ${2 ** 20}, but is ` +
      `${JSON.stringify(periods)}.`,
  );
}

/** 1 where something is true, else 0. */
const matrix = (rows: number, columns: number, isTrue: (row: number, column: number) => boolean): Value =>
  literal(
    tensor(
      Float32Array.from({ length: rows * columns }, (_, i) =>
        Number(isTrue(Math.floor(i / columns), i % columns)),
      ),
      [rows, columns],
    ),
  );
