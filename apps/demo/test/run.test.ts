import { describe, expect, it } from 'vitest';
import { startRun } from '../src/work/run.js';

async function* count(to: number, freed: string[] = []): AsyncGenerator<number> {
  try {
    for (let i = 1; i <= to; i++) yield await Promise.resolve(i);
  } finally {
    freed.push('freed');
  }
}

describe('a run', () => {
  it('reports all steps in order, and ends', async () => {
    const heard: number[] = [];
    const run = await startRun(count(2000), (news) => heard.push(...news));
    await run.done();
    expect(heard).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
  });

  it('has not started before it has yielded what it waits for', async () => {
    let yielded = 0;
    async function* slow(): AsyncGenerator<number> {
      for (let i = 1; i <= 9; i++) {
        await Promise.resolve();
        yielded = i;
        yield i;
      }
    }
    const heard: number[] = [];
    const run = await startRun(
      slow(),
      (news) => heard.push(...news),
      (step) => step === 5,
    );
    expect(yielded).toBeGreaterThanOrEqual(5);
    await run.done();
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('that fails before its first step is refused to whoever asked', async () => {
    async function* wrong(): AsyncGenerator<number> {
      yield await Promise.reject<number>(new Error('no such cell'));
    }
    await expect(startRun(wrong(), () => undefined)).rejects.toThrow('no such cell');
  });

  it('stands still while paused, and frees what it holds when it is cancelled', async () => {
    const freed: string[] = [];
    const heard: number[] = [];
    const run = await startRun(count(Infinity, freed), (news) => heard.push(...news));
    run.pause();
    await new Promise((resolve) => {
      setTimeout(resolve, 150);
    });
    const before = heard.length;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(heard).toHaveLength(before);
    run.cancel();
    await run.done();
    expect(freed).toEqual(['freed']);
  });
});
