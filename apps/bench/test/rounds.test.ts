import { describe, expect, it } from 'vitest';
import { planRounds, takeTurns, type Plan, type RoundOptions } from '../src/rounds.js';
import { spreadOf } from '../src/statistics.js';
import { fake } from './fake.js';

const options: RoundOptions = {
  repeats: 30,
  warmUpMilliseconds: 100,
  readingMilliseconds: 20,
  patienceMilliseconds: 10_000,
};

const plan = (milliseconds: number, other: Partial<RoundOptions> = {}): Promise<Plan> =>
  planRounds(fake({ name: 'a', milliseconds }), { ...options, ...other });

describe('planRounds', () => {
  it('takes as many steps as make a reading', async () => {
    expect(await plan(0.01, { warmUpMilliseconds: 500 })).toMatchObject({
      steps: 2000,
      fillSteps: 500,
      rounds: 30,
    });
    expect(await plan(7)).toMatchObject({ steps: 3, fillSteps: 1, rounds: 30 });
    expect(await plan(50)).toMatchObject({ steps: 1, fillSteps: 1, rounds: 30 });
  });

  it('gives fewer rounds, but three, to those whose steps take long', async () => {
    // 10 s are 10 times a step and one that fills the caches, or 20 times a step that needs none
    expect(await plan(300, { patienceMilliseconds: 6000 })).toMatchObject({ fillSteps: 1, rounds: 10 });
    expect(await plan(500)).toMatchObject({ steps: 1, fillSteps: 0, rounds: 20 });
    expect(await plan(20_000)).toMatchObject({ rounds: 3 });
    expect(await plan(20_000, { repeats: 2 })).toMatchObject({ rounds: 2 });
  });
});

describe('takeTurns', () => {
  it('begins each round with another, and fills the caches before each reading', async () => {
    const diary: string[] = [];
    const plans = ['a', 'b'].map((name) => ({
      contestant: fake({ name, diary }),
      steps: 4,
      fillSteps: 1,
      rounds: 3,
    }));
    const turns = await takeTurns(plans);
    expect(diary.join('')).toBe('aabb_bbaa_aabb'.replaceAll('_', ''));
    expect(turns.map(({ readings }) => readings.map(({ round, steps }) => [round, steps]))).toEqual([
      [
        [0, 4],
        [1, 4],
        [2, 4],
      ],
      [
        [0, 4],
        [1, 4],
        [2, 4],
      ],
    ]);
  });

  it('spreads fewer rounds evenly', async () => {
    const plans = [6, 2, 3].map((rounds) => ({
      contestant: fake({ name: String(rounds) }),
      steps: 1,
      fillSteps: 0,
      rounds,
    }));
    const turns = await takeTurns(plans);
    expect(turns.map(({ readings }) => readings.map(({ round }) => round))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [2, 5],
      [1, 3, 5],
    ]);
  });

  it('goes on without someone who fails, but not without the first', async () => {
    const enter = (failing: string): Promise<unknown> =>
      takeTurns(
        ['a', 'b'].map((name) => ({
          contestant: fake({ name, ...(name === failing ? { failAt: 1 } : {}) }),
          steps: 1,
          fillSteps: 0,
          rounds: 3,
        })),
      );
    expect(await enter('b')).toMatchObject([
      { failure: undefined, readings: [{}, {}, {}] },
      { failure: 'b is out of memory', readings: [{}] },
    ]);
    await expect(enter('a')).rejects.toThrow('a is out of memory');
  });
});

describe('spreadOf', () => {
  it('finds the quartiles on the line between neighbours', () => {
    // sorted 1 2 4 8: the places of the quartiles are 0.75, 1.5 and 2.25
    expect(spreadOf([8, 1, 4, 2])).toEqual({ lowerQuartile: 1.75, median: 3, upperQuartile: 5 });
    expect(spreadOf([7])).toEqual({ lowerQuartile: 7, median: 7, upperQuartile: 7 });
  });
});
