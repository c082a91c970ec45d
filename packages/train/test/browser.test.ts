import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageRun } from './browser/page.js';
import { train } from './browser/page.js';
import { servePage, type ServedPage } from './browser/serve-page.js';

/** Debian's; no test downloads a browser. */
const executablePath = '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

// Without Chromium there is no page to train on: apt-get install chromium.
describe.skipIf(!existsSync(executablePath)).each([true, false])('on a page, isolated: %s', (isolated) => {
  let browser: Browser;
  let served: ServedPage;
  let page: Page;

  beforeAll(async () => {
    served = await servePage(isolated);
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage();
    await page.goto(served.address);
    // What compiles on this thread would hold up the page, so it must not be possible.
    await page.evaluate(() => {
      const refuse = (): never => {
        throw new Error('compiled on the thread of the page');
      };
      Object.assign(WebAssembly, { compile: refuse, Module: refuse, instantiate: refuse, Instance: refuse });
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  const trainThere = (threads: 'auto' | number): Promise<PageRun> =>
    page.evaluate(
      ([wanted, steps]) => (globalThis as unknown as { train: typeof train }).train(wanted, steps),
      [threads, 12] as const,
    );

  const expectSame = (there: PageRun, here: PageRun): void => {
    there.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i]!, 4));
    there.weights.forEach((weight, i) => expect(weight).toBeCloseTo(here.weights[i]!, 4));
    expect(there.evaluated).toBeCloseTo(here.evaluated, 4);
    expect(there.error).toBe(here.error);
    expect(there.closed).toMatch(/ArgumentError: This program is closed/);
    expect(there.error).toMatch(/IndexError: An index is 9, outside of 0 to 6/);
  };

  it('trains in a worker, as anywhere else', { timeout: 60_000 }, async () => {
    const there = await trainThere(1);
    expect(there.threads).toBe(1);
    expectSame(there, await train(1, 12));
    expect(there.losses.at(-1)).toBeLessThan(there.losses[0]!);
  });

  it(isolated ? 'trains on two threads' : 'says why there is one thread', { timeout: 60_000 }, async () => {
    const there = await trainThere(2);
    expect(there.threads).toBe(isolated ? 2 : 1);
    expect(there.reason).toMatch(isolated ? /asked for/ : /not isolated.*Cross-Origin-Opener-Policy/);
    expectSame(there, await train(1, 12));
  });
});
