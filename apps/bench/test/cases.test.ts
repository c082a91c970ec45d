import { zerosTensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { sluice } from '../src/adapters/sluice/index.js';
import { countOperations, describeWork } from '../src/cases/describe.js';
import { cellTrainings } from '../src/cases/cells.js';
import { cases, works } from '../src/cases/index.js';
import { scalings } from '../src/cases/scaling.js';
import { contestInProcess } from '../src/contestant.js';
import { measureWork } from '../src/measure.js';
import { workAt } from '../src/measure-scaling.js';
import { createTask } from '../src/task.js';
import { lossByHand, outputsByHand } from './by-hand.js';
import { quick, shrink } from './tiny.js';

describe.each(works.map(shrink))('$name', (work) => {
  const task = createTask(work);

  it('is the work that it says, and Sluice does it', async () => {
    const contestant = await contestInProcess('Sluice', sluice, task);
    if (work.kind === 'training-step') {
      const losses = await contestant.check(21);
      expect(losses[0]).toBeCloseTo(lossByHand(task), 5);
      expect(losses[20]).toBeLessThan(losses[0]! - 0.01);
    } else {
      const outputs = await contestant.check(work.kind === 'streaming-step' ? work.timeSteps : 1);
      const expected = outputsByHand(task).flat(2);
      expect(outputs).toHaveLength(expected.length);
      for (const [i, each] of expected.entries()) expect(outputs[i]).toBeCloseTo(each, 5);
    }
    contestant.close();
  });

  it('can be measured', async () => {
    const contestant = await contestInProcess('Sluice', sluice, task);
    const { measurements } = await measureWork(work, [contestant], { ...quick, absent: [] });
    contestant.close();
    const { comparison, readings } = measurements[0]!;
    expect(comparison.same).toBe(true);
    expect(readings).toHaveLength(3);
    expect(readings.every(({ steps, milliseconds }) => steps >= 1 && milliseconds > 0)).toBe(true);
  });

  it('draws the same numbers each time', () => {
    expect(createTask(work)).toEqual(createTask(work));
  });
});

it("trains any cell from the cell's own start values", async () => {
  const work = shrink(cellTrainings.find(({ cell }) => cell === 'ltc')!);
  const task = createTask(work);
  expect(task.tensors['params.rate']).toEqual(zerosTensor([5]));
  const contestant = await contestInProcess('Sluice', sluice, task);
  const losses = await contestant.check(21);
  expect(losses[20]).toBeLessThan(losses[0]! - 0.01);
  contestant.close();
});

it('names each case once', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

it('gives a stream its state from step to step, and its inputs in turn', async () => {
  const work = shrink(works.find(({ kind }) => kind === 'streaming-step')!);
  const contestant = await contestInProcess('Sluice', sluice, createTask(work));
  const outputs = await contestant.check(2 * work.timeSteps);
  const half = work.timeSteps * work.hiddenSize;
  expect(outputs.subarray(half)).not.toEqual(outputs.subarray(0, half));
});

it('follows a curve along one axis', () => {
  for (const scaling of scalings) {
    const [first, last] = [scaling.sizes[0]!, scaling.sizes.at(-1)!].map((size) => workAt(scaling, size));
    expect(first![scaling.axis]).toBe(scaling.sizes[0]);
    expect(last).toEqual({ ...first, name: last!.name, [scaling.axis]: scaling.sizes.at(-1) });
  }
});

describe('countOperations', () => {
  const count = (name: string): number => countOperations(shrink(works.find((work) => work.name === name)!));

  it('counts the products of forward and backward, without the gradient of the input', () => {
    // x·W [6, 4]·[4, 20] and its dW; h·U [6, 5]·[5, 20], its dU and dh; h·V [6, 5]·[5, 3], its dV and dh
    expect(count('train-lstm')).toBe(2 * 6 * (2 * 4 * 20 + 3 * 5 * 20 + 3 * 5 * 3));
  });

  it('counts the products of one step, and of all steps forward', () => {
    // x·W [1, 4]·[4, 15] and h·U [1, 5]·[5, 15]
    expect(count('stream-gru-128')).toBe(2 * (4 * 15 + 5 * 15));
    // the same with four gates for two rows of three steps
    expect(count('forward-lstm-b1-t256-h128')).toBe(2 * 6 * (4 * 20 + 5 * 20));
  });
});

it('says in words what each case computes', () => {
  for (const work of works) expect(describeWork(work)).toContain(`hidden ${work.hiddenSize}`);
  const threaded = works.filter(({ threads }) => threads === 2);
  expect(threaded).not.toHaveLength(0);
  for (const work of threaded) expect(describeWork(work)).toMatch(/2 threads$/);
});
