import { describe, it } from 'vitest';
import type { ZooCellName } from '../src/index.js';
import { cases } from './cases.js';
import { dynamics } from './equations/dynamics.js';
import { likeGru } from './equations/like-gru.js';
import { likeLstm } from './equations/like-lstm.js';
import { linear } from './equations/linear.js';
import { matrices } from './equations/matrices.js';
import { checkPlain, type PlainEquations } from './plain.js';

/** A cell without equations of its own here is a compile error. */
const equations: Readonly<Record<ZooCellName, PlainEquations>> = {
  ...likeLstm,
  ...likeGru,
  ...dynamics,
  ...matrices,
  ...linear,
};

describe.each(cases)('%s', (_, { name, create }) => {
  it.each([
    [3, 4],
    [1, 2],
    [4, 4],
    [2, 6],
  ])("gives what its paper's equations give for %i inputs and %i units", (inputSize, hiddenSize) => {
    checkPlain(create({ inputSize, hiddenSize }), equations[name], 10 * inputSize + hiddenSize);
  });
});
