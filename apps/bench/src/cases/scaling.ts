import { baseTrainingStep as base } from './training.js';
import type { Scaling } from './work.js';

/** How the time of the LSTM's training step grows along each axis. */
export const scalings: readonly Scaling[] = [
  {
    kind: 'scaling',
    name: 'scale-time',
    axis: 'timeSteps',
    sizes: [16, 32, 64, 128, 256],
    base,
    limit: { exponent: 1, from: 16 },
  },
  {
    kind: 'scaling',
    name: 'scale-batch',
    axis: 'batchSize',
    sizes: [8, 16, 32, 64, 128],
    base,
    limit: { exponent: 1, from: 8 },
  },
  {
    kind: 'scaling',
    name: 'scale-hidden',
    axis: 'hiddenSize',
    sizes: [16, 32, 64, 128, 256, 512],
    base,
    limit: { exponent: 2, from: 64 },
  },
];
