import { sizeOf } from '@sluice/math';
import type { Backend } from '@sluice/model';
import { findThreads } from '@sluice/wasm';
import type { Objective } from './objective.js';

/** On how many threads a training computes, and why on that many. */
export interface ThreadChoice {
  readonly threads: number;
  readonly reason: string;
}

/**
 * Multiplications of a step that are worth a thread: they take about a third of a millisecond, and waking a thread,
 * handing it the weights and adding up its gradients a tenth of that.
 */
const worthAThread = 4e6;

/** Decides on how many threads to compute. */
export function chooseThreads(
  wanted: 'auto' | number | undefined,
  backend: Backend,
  objective: Objective,
): ThreadChoice {
  const { available, canShare, reason } = findThreads();
  const rows = objective.size.batch;
  if (wanted === undefined || wanted === 1) return { threads: 1, reason: 'No more were asked for.' };
  if (backend !== 'wasm') return { threads: 1, reason: `The ${backend} backend computes on one thread.` };
  if (!canShare) return { threads: 1, reason };
  if (wanted !== 'auto') {
    return wanted > rows
      ? { threads: rows, reason: `A batch has ${rows} rows, and each thread computes some of them.` }
      : { threads: wanted, reason: 'That many were asked for.' };
  }
  const work = Math.floor(countMultiplications(objective) / worthAThread);
  const threads = Math.max(1, Math.min(available, rows, work));
  if (threads === available) return { threads, reason };
  return threads === rows
    ? { threads, reason: `A batch has ${rows} rows, and each thread computes some of them.` }
    : { threads, reason: 'The step is so small that more would not make it faster.' };
}

/** About how many multiplications a step takes: each weight, for each row and step, forward and twice on the way back. */
function countMultiplications({ layer, size: { batch, time } }: Objective): number {
  const weights = Object.values(layer.params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return 3 * weights * batch * time;
}
