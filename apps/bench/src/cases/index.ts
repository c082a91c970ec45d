import { cellTrainings } from './cells.js';
import { forwards } from './forward.js';
import { scalings } from './scaling.js';
import { streamingSteps } from './streaming.js';
import { trainingSteps } from './training.js';
import type { BenchCase, SharedWork, Start } from './work.js';

/** Work that Sluice and its peers do in turns. */
export const works: readonly SharedWork[] = [...trainingSteps, ...streamingSteps, ...forwards];

const start: Start = { kind: 'start', name: 'start-lstm-128', limit: 30 };

/** All that is measured. What stands here is what the command runs and what its tests run on small sizes. */
export const cases: readonly BenchCase[] = [...works, ...cellTrainings, start, ...scalings];
