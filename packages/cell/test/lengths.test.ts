import { gru } from '@sluice/gru';
import { linear, masking } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { cfc, lru, mlstm, phasedLstm, qrnn, slstm, sru } from '@sluice/zoo';
import type { Numbers } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allOutputs,
  bidirectional,
  flip,
  isCell,
  last,
  layerNormed,
  learnedStart,
  masked,
  residual,
  reversed,
  sequential,
  zoneout,
  type Merge,
  type SequenceLayer,
} from '../src/index.js';
import { createSubject, runUnrolled } from '../src/testing/subject.js';
import type { NamedNumbers } from '../src/testing/numbers.js';
import { takeRows, takeSteps } from '../src/testing/slices.js';
import { range, take } from '../src/testing/numbers.js';

const size = 3;
const input = { shape: [size], dtype: 'f32' } as const;
const sizes = { inputSize: size, hiddenSize: size };
const cells = [
  gru(sizes), lstm(sizes), rnn(sizes), cfc(sizes), lru(sizes), mlstm(sizes), phasedLstm(sizes), qrnn(sizes), slstm(sizes), sru(sizes), linear(size, size),
]; // prettier-ignore

/** A cell of the families or the zoo, bare or in wrappers. */
const anyCell = fc
  .constantFrom(...cells)
  .chain((cell) =>
    fc.constantFrom(
      cell,
      residual(cell),
      zoneout(cell, {}),
      layerNormed(learnedStart(cell)),
      sequential(cell, linear(size, size)),
    ),
  );

/** A layer in one direction or in both, that gives as many numbers as it takes. */
const anyLayer: fc.Arbitrary<SequenceLayer> = fc.oneof(
  anyCell,
  anyCell.map((cell) => reversed(cell)),
  fc
    .tuple(anyCell, anyCell, fc.constantFrom<Merge>('sum', 'mean', 'mul', 'concat'))
    .map(([forward, backward, merge]) =>
      merge === 'concat'
        ? sequential(bidirectional(forward, backward), linear(2 * size, size))
        : bidirectional(forward, backward, { merge }),
    ),
  anyCell.map((cell) => sequential(flip(), cell)),
  anyCell.map((cell) => sequential(allOutputs(cell, residual(cell)), linear(2 * size, size))),
);
const anyStack = fc
  .tuple(fc.array(anyLayer, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([layers, isLast]) => sequential(...layers, ...(isLast ? [last()] : [])));

const sameNumbers = (actual: Numbers, expected: Numbers): void => {
  expect(actual.shape).toEqual(expected.shape);
  expected.data.forEach((value: number, i: number) => expect(actual.data[i]).toBeCloseTo(value, 9));
};

/** The batch's axis of what a layer gives under a name. */
const batchAxis = (layer: SequenceLayer, name: string): number =>
  name === 'output' && !layer.manyToOne ? 1 : 0;

describe('lengths', () => {
  it('let each row of any stack, in any direction, be what it is alone, and its padding be anything', () => {
    fc.assert(
      fc.property(
        anyStack,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (layer, lengths, reverse) => {
          const { data, time, batch } = createSubject(layer, { seed: 5, input });
          const spoiled = spoil(data, lengths);
          const counts: Numbers = { shape: [batch], dtype: 'i32', data: Int32Array.from(lengths) };
          const whole = runUnrolled(layer, { ...spoiled, lengths: counts }, { reverse });
          lengths.forEach((length, row) => {
            const alone = runUnrolled(layer, takeSteps(takeRows(data, [row]), range(0, length)), { reverse });
            for (const [name, numbers] of Object.entries(alone)) {
              const axis = batchAxis(layer, name);
              const own = take(whole[name]!, axis, [row]);
              sameNumbers(axis === 1 ? take(own, 0, range(0, length)) : own, numbers);
              if (axis === 1 && length < time) {
                const rest = take(own, 0, range(length, time)).data;
                // a layer without a state that adds a bias gives zeros too: padding is no step
                expect(rest.every((value: number) => value === 0)).toBe(true);
              }
            }
          });
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  });
});

/** Puts what nothing may read behind each row's last step. */
function spoil(data: NamedNumbers, lengths: readonly number[]): NamedNumbers {
  const { shape, data: numbers, dtype } = data['x']!;
  const [, batch, width] = shape as [number, number, number];
  const spoiled = numbers.map((value: number, i: number) =>
    Math.floor(i / width / batch) < lengths[Math.floor(i / width) % batch]! ? value : NaN,
  );
  return { ...data, x: { shape, dtype, data: spoiled } };
}

describe('masks', () => {
  const resting = (cell: (typeof cells)[number]) => masked(cell, { output: 'zeros' });
  // backwards, no time has passed before a row's first step, so a step that rests there would be seen by cells that know of it
  const anyMasked = fc
    .constantFrom(gru(sizes), lstm(sizes), rnn(sizes), lru(sizes), mlstm(sizes), qrnn(sizes))
    .chain((cell) =>
      fc.constantFrom<SequenceLayer>(
        resting(cell),
        reversed(resting(cell)),
        bidirectional(resting(cell), { merge: 'sum' }),
        sequential(bidirectional(resting(cell), { merge: 'mean' }), resting(cell)),
        sequential(flip(), resting(cell)),
      ),
    );

  it('let steps that are masked be none, in any direction', () => {
    fc.assert(
      fc.property(anyMasked, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (layer, shown) => {
        const net = sequential(masking(), layer);
        const { data } = createSubject(net, { seed: 3, input });
        const one = takeRows(data, [0]);
        const steps = range(0, 4).filter((t) => shown[t]);
        if (steps.length === 0) return;
        const { x } = one as unknown as { x: Numbers };
        const hidden = x.data.map((value: number, i: number) => (shown[Math.floor(i / size)] ? value : 0));
        const whole = runUnrolled(net, { ...one, x: { ...x, data: hidden } });
        const alone = runUnrolled(net, takeSteps(one, steps));
        for (const [name, numbers] of Object.entries(alone)) {
          const flips =
            layer.kind === 'sequential' && !isCell(layer) && Object.keys(layer.params)[0]!.startsWith('1.');
          const places = flips ? steps.map((t) => 3 - t).reverse() : steps;
          sameNumbers(name === 'output' ? take(whole[name]!, 0, places) : whole[name]!, numbers);
        }
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});
