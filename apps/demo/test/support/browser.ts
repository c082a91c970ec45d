import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { serveDemo, type Served } from './serve.js';

/** Debian's; no test downloads a browser. */
const executablePath = '/usr/bin/chromium';

/** Without it there is nothing to open the pages in: apt-get install chromium. */
export const hasChromium = existsSync(executablePath);

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The two widths at which every page is used. */
export const widths = { desktop: 1280, phone: 360 } as const;

/** How a page is opened. */
export interface OpenOptions {
  /** What stands behind `#/`: `gradients?steps=60`. */
  readonly page: string;
  readonly width?: number;
  readonly height?: number;
  /** Whether it is served with the headers that let threads share memory; yes by default. */
  readonly isolated?: boolean;
  readonly language?: 'en' | 'ko';
  readonly theme?: 'light' | 'dark';
  /** Runs in the page before anything of it does. */
  readonly before?: () => void;
}

/** A page that is open, in a browser profile of its own. */
export interface OpenPage {
  readonly page: Page;
  /** Closes it. Fails where anything was said on the console as an error, or a request failed. */
  readonly close: () => Promise<void>;
}

/** Starts the browser and the two servers before a file's tests, and ends them afterwards. */
export function useDemo(): (options: OpenOptions) => Promise<OpenPage> {
  let browser: Browser;
  let isolated: Served;
  let plain: Served;
  beforeAll(async () => {
    [browser, isolated, plain] = await Promise.all([
      chromium.launch({ executablePath, args }),
      serveDemo(true),
      serveDemo(false),
    ]);
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    isolated?.close();
    plain?.close();
  });

  return async (options) => {
    const { width = widths.desktop, height = 900, language = 'en', theme = 'light' } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      locale: language,
      colorScheme: theme,
      permissions: ['clipboard-read', 'clipboard-write'],
      hasTouch: width < 600,
      acceptDownloads: true,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
    page.on('requestfailed', (request) => {
      const problem = request.failure()?.errorText;
      // Whoever leaves a page no longer wants what it was fetching.
      if (problem !== 'net::ERR_ABORTED') problems.push(`${request.url()}: ${problem}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
    });
    if (options.before) await page.addInitScript(options.before);
    await page.goto(`${(options.isolated === false ? plain : isolated).address}#/${options.page}`);
    return {
      page,
      async close() {
        await context.close();
        expect(problems).toEqual([]);
      },
    };
  };
}

/** What axe is asked: the rules of WCAG 2.2 A and AA, and good practice. */
const rules: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

/** Fails where the page, as it stands, breaks a rule of accessibility, and says which element and which rule. */
export async function expectAccessible(page: Page): Promise<void> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    (options) =>
      (globalThis as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }).axe.run(
        options,
      ),
    rules,
  );
  expect(
    violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
    ),
  ).toEqual([]);
}

/** Fails where the page is wider than the screen, so that one would have to scroll sideways. */
export async function expectFits(page: Page): Promise<void> {
  const [needed, there] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  expect(needed).toBeLessThanOrEqual(there);
}
