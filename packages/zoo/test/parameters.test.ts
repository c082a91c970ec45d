import type { Cell } from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { sizeOf } from '@sluice/math';
import { indrnn, irnn, rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import {
  antisymmetricRnn,
  atr,
  brc,
  cfn,
  elstm,
  fastGrnn,
  fastRnn,
  janet,
  lem,
  lightRu,
  ligru,
  minGru,
  minLstm,
  minimalRnn,
  multiplicativeLstm,
  nas,
  nbrc,
  qrnn,
  ran,
  sru,
  star,
  ugrnn,
  wmclstm,
} from '../src/index.js';

type Create = (sizes: { inputSize: number; hiddenSize: number }) => Cell;

const count = (create: Create, inputSize: number, hiddenSize: number): number =>
  Object.values(create({ inputSize, hiddenSize }).params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

const sizes = [
  [3, 4],
  [7, 7],
  [1, 10],
] as const;

// The paper's GRU. Resetting after the product, as by default, adds a bias that the reset gate scales.
const ofPaper: Create = (sizes) => gru({ ...sizes, resetAfter: false });

describe('as many parameters, for m inputs and n units, as', () => {
  const lstmOf = (m: number, n: number) => 4 * n * (m + n + 1);
  const rnnOf = (m: number, n: number) => n * (m + n + 1);

  it.each<[string, Create, (m: number, n: number) => number]>([
    ['a simple cell: W, U and b', rnn, rnnOf],
    ['an LSTM: four simple cells', lstm, lstmOf],
    ['a GRU: three quarters of an LSTM', ofPaper, (m, n) => (3 / 4) * lstmOf(m, n)],
    ['a GRU that resets after the product: a bias more', gru, (m, n) => (3 / 4) * lstmOf(m, n) + n],
    [
      'an LSTM with peepholes: three vectors more',
      (s) => lstm({ ...s, peepholes: true }),
      (m, n) => lstmOf(m, n) + 3 * n,
    ],
    [
      'coupled gates: three quarters',
      (s) => lstm({ ...s, coupledGates: true }),
      (m, n) => (3 / 4) * lstmOf(m, n),
    ],
    [
      '1997, without a forget gate: three quarters',
      (s) => lstm({ ...s, forgetGate: false }),
      (m, n) => (3 / 4) * lstmOf(m, n),
    ],
    ['an MGU: two thirds of a GRU', mgu, (m, n) => (2 / 3) * count(ofPaper, m, n)],
    ['MGU1: without W of the gate', (s) => mgu({ ...s, variant: 'mgu1' }), (m, n) => 2 * rnnOf(m, n) - n * m],
    ['MGU2: nor its bias', (s) => mgu({ ...s, variant: 'mgu2' }), (m, n) => 2 * rnnOf(m, n) - n * m - n],
    [
      'MGU3: nor its U, but its bias',
      (s) => mgu({ ...s, variant: 'mgu3' }),
      (m, n) => 2 * rnnOf(m, n) - n * m - n * n,
    ],
    ['an IRNN: a simple cell', irnn, rnnOf],
    ['an IndRNN: a vector in place of U', indrnn, (m, n) => rnnOf(m, n) - n * n + n],
    ['JANET: half an LSTM', janet, (m, n) => lstmOf(m, n) / 2],
    ['a UGRNN: half an LSTM', ugrnn, (m, n) => lstmOf(m, n) / 2],
    ['Li-GRU: two thirds of a GRU', ligru, (m, n) => (2 / 3) * count(ofPaper, m, n)],
    ['LEM: an LSTM', lem, lstmOf],
    ['the NAS cell: two LSTMs', nas, (m, n) => 2 * lstmOf(m, n)],
    ['a multiplicative LSTM: two matrices more', multiplicativeLstm, (m, n) => lstmOf(m, n) + n * (m + n)],
    ['an LSTM with working memory: three matrices more', wmclstm, (m, n) => lstmOf(m, n) + 3 * n * n],
    ['an eLSTM: one recurrent matrix, two vectors', elstm, (m, n) => 3 * n * (m + 1) + 2 * n + n * n],
    ['a RAN', ran, (m, n) => 3 * n * m + 2 * n * (n + 1)],
    ['a CFN: as a RAN', cfn, (m, n) => count(ran, m, n)],
    ['ATR: W and U', atr, (m, n) => n * (m + n)],
    ['STAR', star, (m, n) => 2 * n * (m + 1) + n * n],
    ['a light recurrent unit', lightRu, (m, n) => 2 * n * m + n * (n + 1)],
    ['a MinimalRNN', minimalRnn, (m, n) => n * (m + 2 * n + 2)],
    ['an AntisymmetricRNN: a simple cell', antisymmetricRnn, rnnOf],
    [
      'its gate shares U',
      (s) => antisymmetricRnn({ ...s, gated: true }),
      (m, n) => rnnOf(m, n) + n * (m + 1),
    ],
    ['a FastRNN: two numbers more than a simple cell', fastRnn, (m, n) => rnnOf(m, n) + 2],
    ['a FastGRNN: these, and a second bias', fastGrnn, (m, n) => rnnOf(m, n) + 2 + n],
    ['a BRC: two vectors', brc, (m, n) => 3 * n * m + 2 * n + 2 * n],
    ['an nBRC: two matrices in their place', nbrc, (m, n) => count(brc, m, n) - 2 * n + 2 * n * n],
    ['a QRNN that sees two steps: six matrices', qrnn, (m, n) => 3 * n * (2 * m + 1)],
    ['a minGRU', minGru, (m, n) => 2 * n * (m + 1)],
    ['a minLSTM', minLstm, (m, n) => 3 * n * (m + 1)],
  ])('%s', (_, create, expected) => {
    for (const [m, n] of sizes) expect(count(create, m, n)).toBe(expected(m, n));
  });

  it('an SRU, of as many inputs as units: three matrices, two vectors and two biases', () => {
    expect(count(sru, 7, 7)).toBe(3 * 49 + 4 * 7);
  });

  it("the shares that minGRU's and minLSTM's paper states, of weights where units are 1 to 4 times the inputs", () => {
    const share = (small: Create, large: Create, n: number) =>
      Math.round((100 * count(small, 1000, n * 1000)) / count(large, 1000, n * 1000));
    expect([1, 2, 3, 4].map((n) => share(minGru, ofPaper, n))).toEqual([33, 22, 17, 13]);
    expect([1, 2, 3, 4].map((n) => share(minLstm, lstm, n))).toEqual([38, 25, 19, 15]);
  });
});
