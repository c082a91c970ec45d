import { describe, expect, it } from 'vitest';
import { raceCells } from '../src/training/race.js';
import type { RaceNews, RaceOptions } from '../src/training/race-news.js';
import { follow, newRace, partDone } from '../src/training/race-state.js';
import { evaluationSteps } from '../src/training/steps.js';

const options: RaceOptions = {
  cells: [{ name: 'rnn' }, { name: 'gru' }],
  task: 'adding',
  options: {},
  spans: { option: 'length', learnt: [4, 6], judged: [4, 6, 8] },
  size: { hiddenSize: 8 },
  steps: 40,
  batchSize: 8,
  learningRate: 0.01,
  seed: 1,
  evaluateEvery: 20,
};

async function run(race: RaceOptions): Promise<RaceNews[]> {
  const news: RaceNews[] = [];
  for await (const item of raceCells(race)) news.push(item);
  return news;
}

describe('raceCells', { timeout: 20_000 }, () => {
  it('takes a step of each cell in turn, and judges them at each span', async () => {
    const news = await run(options);
    const steps = news.flatMap((item) => (item.kind === 'step' ? [[item.step, item.cell]] : []));
    expect(steps).toEqual(Array.from({ length: 80 }, (_, i) => [1 + Math.floor(i / 2), i % 2]));
    const judged = news.filter((item) => item.kind === 'judged');
    expect(judged.map(({ step }) => step)).toEqual([0, 0, 20, 20, 40, 40]);
    for (const { bySpan, answers } of judged) {
      expect(bySpan).toHaveLength(3);
      expect(answers.every((answer) => Number.isFinite(Number(answer)))).toBe(true);
    }
  });

  it('learns, and gives the same numbers again', async () => {
    const longer = { ...options, cells: [{ name: 'gru' }], steps: 150, evaluateEvery: 150 };
    const [once, again] = [await run(longer), await run(longer)];
    const values = (news: RaceNews[]) => news.flatMap((item) => (item.kind === 'judged' ? [item.value] : []));
    expect(values(once)[1]).toBeLessThan(values(once)[0]! / 2);
    expect(values(again)).toEqual(values(once));
  });

  it('names a cell that cannot be made, and goes on with the others', async () => {
    const news = await run({ ...options, cells: [{ name: 'nobody' }, { name: 'gru' }] });
    expect(news[0]).toEqual({ kind: 'problem', cell: 0, message: "There is no cell named 'nobody'." });
    expect(news.at(-1)).toMatchObject({ kind: 'judged', cell: 1, step: 40 });
  });

  it('names a cell that diverges, and goes on with the others', async () => {
    const news = await run({ ...options, learningRate: [1e38, 0.01] });
    const problem = news.find((item) => item.kind === 'problem');
    expect(problem).toMatchObject({ cell: 0 });
    expect(problem!.message).toContain('diverged');
    expect(news.at(-1)).toMatchObject({ kind: 'judged', cell: 1, step: 40 });
  });

  it('gives each cell about as many parameters, where that is asked for', async () => {
    const news = await run({ ...options, steps: 1, size: { parameters: 2000 } });
    const sizes = news.flatMap((item) => (item.kind === 'ready' ? [item.parameters] : []));
    for (const size of sizes) expect(Math.abs(size - 2000)).toBeLessThan(150);
  });
});

describe('the race as a page follows it', () => {
  const step = (cell: number, step: number, loss: number): RaceNews => ({
    kind: 'step',
    cell,
    step,
    loss,
    ms: 2,
  });
  const judged = (cell: number, step: number): RaceNews => ({
    kind: 'judged',
    cell,
    step,
    value: 0.5,
    bySpan: [0.5],
    answers: [],
  });

  it('takes the mean of the losses from one evaluation to the next', () => {
    const race = follow(newRace(1), [
      judged(0, 0),
      step(0, 1, 3),
      step(0, 2, 1),
      judged(0, 2),
      step(0, 3, 9),
    ]);
    expect(race.lanes[0]).toMatchObject({ step: 3, msPerStep: 2 });
    expect(race.lanes[0]!.points.map(({ loss }) => loss)).toEqual([null, 2]);
  });

  it('is as far as the last cell that still runs', () => {
    const news: RaceNews[] = [step(0, 8, 1), step(1, 2, 1)];
    expect(partDone(follow(newRace(2), news), 10)).toBe(0.2);
    const failed = follow(newRace(2), [...news, { kind: 'problem', cell: 1, message: 'lost' }]);
    expect(partDone(failed, 10)).toBe(0.8);
    expect(failed.lanes[1]).toMatchObject({ status: 'failed', message: 'lost' });
  });

  it('knows beforehand at which steps it is evaluated', () => {
    expect(evaluationSteps({ steps: 25, evaluateEvery: 10 })).toEqual([0, 10, 20, 25]);
    expect(evaluationSteps({ steps: 20, evaluateEvery: 10 })).toEqual([0, 10, 20]);
  });
});
