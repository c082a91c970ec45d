import type { Scaling, TrainingStep } from './cases/work.js';
import type { Contestant } from './contestant.js';
import { planRounds, takeTurns, type RoundOptions, type RoundReading } from './rounds.js';
import { createTask, type Task } from './task.js';

/** Time at one size. */
export interface ScalingPoint {
  readonly size: number;
  readonly readings: readonly RoundReading[];
}

/** All that one curve showed. */
export interface ScalingResult {
  readonly kind: 'scaling';
  readonly work: Scaling;
  readonly points: readonly ScalingPoint[];
}

/** The work at one size of a curve. */
export const workAt = ({ name, axis, base }: Scaling, size: number): TrainingStep => ({
  ...base,
  name: `${name}-${size}`,
  [axis]: size,
});

/** Measures the training step at every size, all sizes in turns. */
export async function measureScaling(
  work: Scaling,
  start: (task: Task) => Promise<Contestant>,
  options: RoundOptions,
): Promise<ScalingResult> {
  const contestants: Contestant[] = [];
  try {
    for (const size of work.sizes) contestants.push(await start(createTask(workAt(work, size))));
    const plans = [];
    for (const contestant of contestants) plans.push(await planRounds(contestant, options));
    // neighbours are compared round by round, so all take part in as many
    const rounds = Math.min(...plans.map((plan) => plan.rounds));
    const turns = await takeTurns(plans.map((plan) => ({ ...plan, rounds })));
    const failure = turns.find((each) => each.failure !== undefined)?.failure;
    if (failure !== undefined) throw new Error(failure);
    return {
      kind: 'scaling',
      work,
      points: work.sizes.map((size, i) => ({ size, readings: turns[i]!.readings })),
    };
  } finally {
    for (const { close } of contestants) close();
  }
}
