import { conformance } from '@sluice/cell/testing';
import { linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { describe, it } from 'vitest';
import {
  bahdanauAttention,
  dropped,
  fastSlow,
  highway,
  independent,
  layerNormed,
  learnedStart,
  luongAttention,
  masked,
  multiplicativeIntegration,
  resettable,
  residual,
  sequential,
  tied,
  weightDropped,
  zoneout,
  type Cell,
} from '../../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const square = { inputSize: 3, hiddenSize: 3 };
const rates = { input: 0.2, output: 0.4, state: { h: 0.3, c: 0.1 } };

const wrapped: (readonly [string, Cell])[] = [
  ['dropped', dropped(lstm(sizes), rates)],
  ['dropped per sequence', dropped(lstm(sizes), { ...rates, perSequence: true })],
  ['zoneout', zoneout(lstm(sizes), { h: 0.2, c: 0.5 })],
  ['weightDropped', weightDropped(gru(sizes), { wh: 0.5, wx: 0.1 })],
  ['residual', residual(gru(square))],
  ['highway', highway(lstm(square))],
  ['layerNormed', layerNormed(rnn(sizes))],
  ['tied', tied(5, sequential(lstm(sizes), linear(4, 3)))],
  ['tied without a bias', tied(2, gru(square), { bias: false })],
  ['independent', independent(lstm(sizes))],
  ['independent GRU that resets before the product', independent(gru({ ...sizes, resetAfter: false }))],
  ['multiplicativeIntegration', multiplicativeIntegration(gru(sizes))],
  ['both', zoneout(independent(multiplicativeIntegration(lstm(sizes))), { c: 0.5 })],
  ['resettable', resettable(lstm(sizes))],
  ['learnedStart', learnedStart(lstm(sizes))],
  ['one in the other', resettable(learnedStart(zoneout(dropped(lstm(sizes), rates), { c: 0.5 })))],
  [
    'in sequential',
    sequential(dropped(gru(sizes), { input: 0.5 }), residual(rnn({ ...sizes, inputSize: 4 }))),
  ],
  ['around sequential', highway(dropped(sequential(gru(square), rnn(square)), { state: { '1.h': 0.3 } }))],
  ['masked', masked(layerNormed(gru(sizes)))],
];

const slow = gru({ inputSize: 4, hiddenSize: 2 });
const quick = (inputSize: number) => lstm({ inputSize, hiddenSize: 4 });
wrapped.push(
  ['fastSlow', fastSlow({ fast: [quick(3), quick(2)], slow })],
  ['fastSlow of four', fastSlow({ fast: [quick(3), quick(2), quick(1), quick(1)], slow })],
);

describe.each(wrapped)('%s', (_, layer) => {
  for (const check of conformance(layer)) it(check.name, () => check.run());
});

const memory = { shape: [5, 2], dtype: 'f32' } as const;
const memoryMask = { shape: [5], dtype: 'i32' } as const;

describe.each([
  ['bahdanauAttention', bahdanauAttention(gru({ inputSize: 5, hiddenSize: 4 }), { memorySize: 2, size: 3 })],
  ['luongAttention', luongAttention(lstm(sizes), { memorySize: 2 })],
  ['in sequential', sequential(luongAttention(gru(sizes), { memorySize: 2 }), linear(4, 2))],
] as const)('%s', (_, layer) => {
  for (const constants of [{ memory }, { memory, memoryMask }]) {
    describe(`with ${Object.keys(constants).join(' and ')}`, () => {
      for (const check of conformance(layer, { constants })) it(check.name, () => check.run());
    });
  }
});

/** A cell that acts as in training wherever it runs. */
const trains = (cell: Cell): Cell => ({
  ...cell,
  step: (context) => cell.step({ ...context, training: true }),
  unroll: (context) => cell.unroll({ ...context, training: true }),
});

/** What holds of any random numbers, what holds where all steps share them, and what holds where all rows do, too. */
const always = ['gives the shapes that it says', 'survives being saved by name'];
const perSequence = [
  ...always,
  'gives in two chunks what it gives in one',
  'gives in reverse what it gives for the reversed sequence',
];
const perBatch = [
  ...perSequence,
  'gives each row of a batch what it gives alone',
  'stops each row at its length',
];

describe.each([
  ['dropped', dropped(lstm(sizes), rates), always],
  ['zoneout', zoneout(lstm(sizes), { h: 0.2, c: 0.5 }), always],
  ['dropped per sequence', dropped(lstm(sizes), { ...rates, perSequence: true }), perSequence],
  [
    'dropped per sequence in sequential in a wrapper',
    resettable(sequential(dropped(gru(sizes), { input: 0.5, perSequence: true }), linear(4, 2))),
    perSequence,
  ],
  ['weightDropped', weightDropped(gru(sizes), { wh: 0.5 }), perBatch],
] as const)('in training: %s', (_, cell, names) => {
  for (const check of conformance(trains(cell))) {
    if (names.includes(check.name)) it(check.name, () => check.run());
  }
});
