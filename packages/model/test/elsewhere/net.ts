import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';

/** The model on both sides. */
export const net = sequential(
  embedding(7, 4),
  lstm({ inputSize: 4, hiddenSize: 19 }),
  gru({ inputSize: 19, hiddenSize: 8 }),
  linear(8, 3),
);
