import { describe, expect, it } from 'vitest';
import { sluice } from '../src/adapters/sluice.js';
import { cases, countOperations } from '../src/cases.js';
import { contestInProcess } from '../src/contestant.js';
import { measureCase } from '../src/measure.js';
import { createTask } from '../src/task.js';
import { firstLoss } from './first-loss.js';
import { shrink } from './tiny.js';

describe.each(cases.map(shrink))('$name', (work) => {
  it('is the work that it says, and Sluice does it', async () => {
    const task = createTask(work);
    const contestant = await contestInProcess('Sluice', sluice, task);
    const { measurements } = await measureCase(work, [contestant], {
      warmUpSteps: 20,
      repeats: 3,
      absent: [],
    });

    const { losses, rounds, sameWork } = measurements[0]!;
    expect(losses[0]).toBeCloseTo(firstLoss(task), 5);
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.01);
    // each turn is a step that fills the caches and a measured one, and all train on
    expect(rounds[0]!.loss).toBeLessThan(losses.at(-1)!);
    expect(rounds[2]!.loss).toBeLessThan(rounds[0]!.loss);
    expect(rounds).toHaveLength(3);
    expect(rounds.every(({ milliseconds }) => milliseconds > 0)).toBe(true);
    expect(sameWork).toBe(true);
  });

  it('draws the same numbers each time', () => {
    expect(createTask(work)).toEqual(createTask(work));
  });
});

it('names each case once', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

it('counts the products of forward and backward, without the gradient of the input', () => {
  const [lstm] = cases.map(shrink);
  // x·W [6, 4]·[4, 20] and its dW; h·U [6, 5]·[5, 20], its dU and dh; h·V [6, 5]·[5, 3], its dV and dh
  expect(countOperations(lstm!)).toBe(2 * 6 * (2 * 4 * 20 + 3 * 5 * 20 + 3 * 5 * 3));
});
