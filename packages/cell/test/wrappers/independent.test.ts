import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError } from '@sluice/math';
import { explainPrediction } from '@sluice/model';
import { indrnn, rnn } from '@sluice/rnn';
import { formatExplanation } from '@sluice/wasm';
import { antisymmetricRnn, ugrnn } from '@sluice/zoo';
import { describe, expect, it } from 'vitest';
import { mapValues } from '../../src/names.js';
import { checkAllClose } from '../../src/testing/assert.js';
import { createSubject, runUnrolled } from '../../src/testing/subject.js';
import { independent, weightDropped, type Cell } from '../../src/index.js';
import { f32 } from '../numbers.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

/** A matrix of square blocks side by side that have these numbers on their diagonals. */
function diagonals(vector: ArrayLike<number>, size: number) {
  const columns = vector.length;
  const matrix = Array.from({ length: size * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return column % size === row ? vector[column]! : 0;
  });
  return f32([size, columns], ...matrix);
}

describe('independent', () => {
  it.each<[string, Cell]>([
    ['a simple cell', rnn(sizes)],
    ['an LSTM', lstm({ ...sizes, peepholes: true, layerNorm: true })],
    ['an LSTM that projects to as many', lstm({ ...sizes, projectionSize: 4 })],
    ['a GRU', gru(sizes)],
    ['a GRU that resets before the product', gru({ ...sizes, resetAfter: false })],
    ['one of the zoo', ugrnn(sizes)],
  ])('%s gives what it gives with diagonal matrices', (_, cell) => {
    const own = independent(cell);
    const { data } = createSubject(own, { seed: 4 });
    const matrix = diagonals(data['params.wh']!.data, 4);
    const expected = runUnrolled(cell, { ...data, 'params.wh': matrix }, { capture: true });
    checkAllClose('independent', runUnrolled(own, data, { capture: true }), expected);
  });

  it('is what indrnn is, around a simple cell', () => {
    const [own, other] = [independent(rnn({ ...sizes, activation: 'relu' })), indrnn(sizes)];
    const { 'params.wh': u, ...data } = createSubject(own, { seed: 4 }).data;
    const expected = runUnrolled(other, { ...data, 'params.u': u! });
    checkAllClose('independent', runUnrolled(own, { ...data, 'params.wh': u! }), expected);
  });

  it('leaves no product in the loop over time', () => {
    const counted = (cell: Cell) => formatExplanation(explainPrediction(cell, { batch: 2, time: 5 }));
    expect(counted(lstm(sizes))).toContain('1 of them in loops');
    expect(counted(independent(lstm(sizes)))).toContain('0 of them in loops');
  });

  it('has a vector for each block, which starts as it is told', () => {
    const cell = independent(lstm(sizes), { initial: { name: 'uniform', low: 0.5, high: 1 } });
    expect(mapValues(cell.params, ({ shape }) => shape)).toEqual({ wx: [3, 16], b: [16], wh: [16] });
    const { shape, initial } = cell.params['wh']!;
    for (const u of initial(shape, 1)) expect(u > 0.5 && u < 1).toBe(true);
    expect(Math.max(...independent(lstm(sizes)).params['wh']!.initial([400], 1))).toBeGreaterThan(0.9);
    expect(Math.min(...independent(lstm(sizes)).params['wh']!.initial([400], 1))).toBeLessThan(0.1);
  });

  it.each<[string, () => unknown]>([
    ['independent: indrnn has no weight "wh" of two axes; it has wx.', () => independent(indrnn(sizes))],
    [
      'independent: "wh" must be square blocks side by side, [size, k·size], but is [3, 16].',
      () => independent(lstm({ ...sizes, projectionSize: 3 })),
    ],
    [
      'the cell must do nothing with "wh" but multiply by it, but does a transpose.',
      () => independent(antisymmetricRnn(sizes)),
    ],
    ["There is no initializer 'half'", () => independent(rnn(sizes), { initial: 'half' as 'ones' })],
  ])('%s', (message, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });

  it('goes with dropped weights around it', () => {
    const cell = weightDropped(independent(gru(sizes)), { wh: 0.5 });
    const { data } = createSubject(cell, { seed: 4 });
    const quiet = runUnrolled(cell, data);
    expect(runUnrolled(cell, data, { training: true })['output']!.data).not.toEqual(quiet['output']!.data);
  });
});
