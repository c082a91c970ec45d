import {
  independent,
  learnedStart,
  multiplicativeIntegration,
  zoneout,
  type Activation,
  type Cell,
  type StartValues,
} from '@sluice/cell';
import { conformance } from '@sluice/cell/testing';
import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { indrnn, rnn } from '@sluice/rnn';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModel, writeModel } from '../../src/index.js';

const scale = Number(process.env['FUZZ_RUNS'] ?? 1);

const sizes = fc.record({
  inputSize: fc.integer({ min: 1, max: 3 }),
  hiddenSize: fc.integer({ min: 1, max: 5 }),
});
const flag = fc.boolean();
/** Away from where a bound or a kink would be met by chance, at which central differences see both sides. */
const clip = fc.constantFrom(0, 0, 0.913);

const activation = fc.constantFrom<Activation>(
  'tanh',
  'sigmoid',
  'softsign',
  'linear',
  'silu',
  { name: 'elu', alpha: 0.5 },
  { name: 'scaledTanh', alpha: 1.7, beta: 0.6 },
);
const gateActivation = fc.constantFrom<Activation>('sigmoid', 'tanh', {
  name: 'affine',
  alpha: 0.2,
  beta: 0.5,
});

const matrix = fc.constantFrom('glorotNormal', 'heUniform', 'lecunNormal', 'identity', {
  name: 'orthogonal',
  gain: 0.5,
} as const);
const vector = fc.constantFrom('zeros', { name: 'constant', value: 0.5 }, {
  name: 'uniform',
  low: -0.5,
} as const);
const remembering = fc.constantFrom('unitForget', { name: 'chrono', longest: 20 } as const);
const family = fc.constantFrom('glorot', 'keras', 'torch');
const starts = (recurrent: fc.Arbitrary<unknown>): fc.Arbitrary<StartValues> =>
  fc.oneof(
    family,
    fc.record(
      { family, input: matrix, recurrent, bias: fc.oneof(vector, remembering) },
      { requiredKeys: [] },
    ),
  ) as fc.Arbitrary<StartValues>;

/** What all families take; a second bias needs a first. */
const common = (recurrent: fc.Arbitrary<unknown> = matrix) =>
  fc
    .record({ bias: flag, recurrentBias: flag, clip, initial: starts(recurrent) })
    .map((options) => ({ ...options, recurrentBias: options.recurrentBias && options.bias }));

/**
 * Where rows are normalised, none that has no spread, or next to none, as of one number or of what a gate near 0 lets
 * through: there a norm turns so sharply that neither differences nor single precision see it.
 */
const spread = <
  O extends { inputSize: number; hiddenSize: number; gateActivation: Activation; layerNorm: boolean },
>(
  options: O,
): O =>
  options.layerNorm
    ? {
        ...options,
        inputSize: Math.max(2, options.inputSize),
        hiddenSize: Math.max(5, options.hiddenSize),
        gateActivation: 'sigmoid',
      }
    : options;

const joined = <A extends object, B extends object>(
  a: fc.Arbitrary<A>,
  b: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> => fc.tuple(a, b).map(([a, b]) => ({ ...a, ...b }));

/** Options of each family, and what makes a cell of them. */
const families: Readonly<Record<string, readonly [fc.Arbitrary<object>, (options: never) => Cell]>> = {
  rnn: [joined(joined(sizes, common()), fc.record({ activation })), rnn],
  indrnn: [joined(joined(sizes, common(vector)), fc.record({ activation })), indrnn],
  gru: [
    joined(
      joined(sizes, common()),
      fc.record({ activation, gateActivation, resetAfter: flag, layerNorm: flag }),
    ).map(spread),
    gru,
  ],
  mgu: [
    joined(
      joined(sizes, common()),
      fc.record({
        activation,
        gateActivation,
        layerNorm: flag,
        variant: fc.constantFrom('mgu', 'mgu1', 'mgu2', 'mgu3'),
      }),
    ).map((options) => ({ ...spread(options), bias: options.bias || options.variant === 'mgu3' })),
    mgu,
  ],
  lstm: [
    joined(
      joined(sizes, common()),
      fc.record({
        activation,
        gateActivation,
        outputActivation: activation,
        projectionSize: fc.constantFrom(0, 0, 2),
        forgetBias: fc.constantFrom(0, 1),
        peepholes: flag,
        gates: fc.constantFrom({}, { forgetGate: false }, { coupledGates: true }),
        cellClip: clip,
        layerNorm: flag,
      }),
    ).map(({ gates, ...options }) => ({ ...spread(options), ...gates })),
    lstm,
  ],
};

const wrappers = fc.record({ integrated: flag, alone: flag, zoned: flag, learned: flag });

/** Puts wrappers around a cell, those that change its products where it has these and no norm makes much of little ones. */
function wrapped(
  cell: Cell,
  { integrated, alone, zoned, learned }: Record<'integrated' | 'alone' | 'zoned' | 'learned', boolean>,
): Cell {
  const { wx, wh } = cell.params;
  const [rows, columns] = (wh?.shape ?? [1, 0]) as [number, number];
  let own = cell;
  const products = !cell.options['layerNorm'];
  if (integrated && products && wx!.shape[1] === columns) own = multiplicativeIntegration(own);
  if (alone && products && columns > 0 && columns % rows === 0) own = independent(own);
  if (zoned) own = zoneout(own, { h: 0.25 });
  return learned ? learnedStart(own) : own;
}

describe.each(Object.entries(families))('whatever options %s is given', (_, [options, make]) => {
  const cellOf = (options: object, around: Parameters<typeof wrapped>[1]): Cell =>
    wrapped(make(options as never), around);

  it(
    'it keeps what a cell promises',
    () => {
      fc.assert(
        fc.property(options, wrappers, (options, around) => {
          for (const { run } of conformance(cellOf(options, around))) run();
        }),
        { numRuns: 10 * scale, seed: 11 },
      );
    },
    60_000 * scale,
  );

  it(
    'it is the same from a file',
    async () => {
      await fc.assert(
        fc.asyncProperty(options, wrappers, async (options, around) => {
          const cell = cellOf(options, around);
          const model = await createModel(cell, { seed: 3, backend: 'reference' });
          const file = readModel(writeModel(model));
          expect(file.layer.options).toEqual(cell.options);
          const again = await createModel(file.layer, { params: file.params, backend: 'reference' });
          const { inputSize } = options as { inputSize: number };
          const x = tensor([0.5, -1, 0.25, 0.75, -0.5, 1].slice(0, 2 * inputSize), [1, 2, inputSize]);
          expect(await again.predict(x)).toEqual(await model.predict(x));
        }),
        { numRuns: 12 * scale, seed: 12 },
      );
    },
    60_000 * scale,
  );
});
