import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';

const title = 'Gradient that reaches each past step';

/** What the bars say: `LSTM 47 steps`. */
const reaches = (page: Page): Promise<string[]> => page.locator('.reach li').allInnerTexts();

const computed = (page: Page): Promise<void> =>
  page
    .waitForFunction(() => /\d/.test(document.querySelector('.reach')?.textContent ?? ''))
    .then(() => undefined);

/** Waits until what the bars say is no longer this. */
async function changed(page: Page, before: readonly string[]): Promise<string[]> {
  await page.waitForFunction(
    (before) =>
      [...document.querySelectorAll<HTMLElement>('.reach li')].map((li) => li.innerText).join() !== before,
    before.join(),
  );
  return reaches(page);
}

describe.skipIf(!hasChromium)('the page of gradients', { timeout: 30_000 }, () => {
  const open = useDemo();

  it('shows three cells at once, and others as the visitor turns', async () => {
    const { page, close } = await open({ page: 'gradients' });
    await computed(page);
    const first = await reaches(page);
    expect(first.map((line) => line.split(/\s/)[0])).toEqual(['RNN', 'LSTM', 'GRU']);

    await page.getByLabel('Forget bias', { exact: true }).fill('3');
    const open3 = await changed(page, first);
    expect(open3[1]).toContain('more than 59 steps');
    expect(open3[0]).toBe(first[0]);
    expect(page.url()).toContain('bias=3');

    await page.getByRole('button', { name: 'Chrono' }).click();
    const chrono = await changed(page, open3);
    expect(chrono[2]).toContain('more than 59 steps');
    expect(page.url()).toContain('biases=chrono');
    expect(page.url()).not.toContain('bias=3');
    await page.getByRole('button', { name: 'As at first' }).click();
    expect(await changed(page, chrono)).toEqual(first);

    await page.getByRole('button', { name: 'New draw' }).click();
    await changed(page, first);
    expect(page.url()).toContain('seed=2');

    await page.getByRole('button', { name: 'GRU', exact: true }).click();
    await page.getByLabel('More cells…').selectOption('mgu');
    await page.locator('.reach li', { hasText: 'MGU' }).filter({ hasText: /\d/ }).waitFor();
    expect(page.url()).toContain('cells=rnn%2Clstm%2Cmgu');

    const orthogonal = await reaches(page);
    await page.getByLabel('Recurrent weights at the start').selectOption('torch');
    const before = await changed(page, orthogonal);
    expect(await page.getByLabel('Forget bias', { exact: true }).isDisabled()).toBe(true);

    const shared = page.url();
    await page.reload();
    await computed(page);
    expect(await reaches(page)).toEqual(before);
    expect(page.url()).toBe(shared);
    await close();
  });

  it('tells the values under the pointer and by the arrow keys, and saves them', async () => {
    const { page, close } = await open({ page: 'gradients' });
    await computed(page);
    const chart = page.locator('figure', { hasText: title });
    const box = (await chart.locator('.u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await chart.getByText(/^Steps back (29|30)$/).waitFor();
    await page.mouse.move(5, 5);
    await chart.locator('.readout').waitFor({ state: 'detached' });

    const plot = page.getByRole('slider', { name: title });
    await plot.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      document.querySelector('.plot')?.getAttribute('aria-valuetext')?.startsWith('Steps back 1, RNN '),
    );

    await chart.getByRole('button', { name: /LSTM h/ }).click();
    expect(await chart.getByRole('button', { name: /LSTM h/ }).getAttribute('aria-pressed')).toBe('false');

    const csv = page.waitForEvent('download');
    await chart.getByRole('button', { name: /CSV/ }).click();
    const lines = (await readFile(await (await csv).path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toBe('\u{FEFF}Steps back,RNN,LSTM c,LSTM h,GRU');
    expect(lines).toHaveLength(61);

    const png = page.waitForEvent('download');
    await chart.getByRole('button', { name: /PNG/ }).click();
    const file = await png;
    expect(file.suggestedFilename()).toBe('gradient-that-reaches-each-past-step.png');
    expect((await readFile(await file.path())).subarray(1, 4).toString()).toBe('PNG');

    await chart.getByText('Numbers as a table').click();
    await chart.locator('tbody tr').nth(59).waitFor();
    expect(await chart.locator('tbody tr').count()).toBe(60);
    await close();
  });

  it('moves along tanh with a click and with the slider', async () => {
    const { page, close } = await open({ page: 'gradients' });
    const chart = page.locator('figure', { hasText: 'tanh and its derivative' });
    const over = chart.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByText('tanh′(0) × u = 1 × 1 = 1 at each step.').waitFor();
    await page.getByLabel('Place on the curve, a').fill('2');
    await page.getByText(/^0\.0707 to the power of 20 =/).waitFor();
    expect(page.url()).toContain('at=2');
    await close();
  });

  it('shows the code that makes it', async () => {
    const { page, close } = await open({ page: 'gradients' });
    await page.getByText('The code that makes this').click();
    await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toContain("import { lstm } from '@sluice/lstm';");
    expect(code).toContain('await model.gradientFlow(x)');
    await close();
  });

  it('goes on when the visitor’s own cell never ends', async () => {
    const { page, close } = await open({
      page: 'gradients?steps=20',
      before: () =>
        localStorage.setItem(
          'own-cell',
          `import { defineCell } from '@sluice/cell';
export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: () => ({}),
  step({ state: { h } }) { for (;;) h; },
});`,
        ),
    });
    await computed(page);
    await page.getByLabel('More cells…').selectOption('own');
    await page.getByRole('alert').filter({ hasText: 'Your cell' }).waitFor({ timeout: 15_000 });
    const before = await reaches(page);
    expect(before.slice(0, 3).every((line) => /\d/.test(line))).toBe(true);
    await page.getByRole('button', { name: 'Your cell' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByLabel('Sequence length').fill('40');
    await changed(page, before.slice(0, 3));
    await close();
  });

  it('fits a phone and a desktop, light and dark, in both languages, for everybody', async () => {
    for (const [width, theme, language] of [
      [widths.phone, 'light', 'ko'],
      [widths.phone, 'dark', 'en'],
      [widths.desktop, 'dark', 'ko'],
    ] as const) {
      const { page, close } = await open({ page: 'gradients', width, theme, language });
      await computed(page);
      await expectFits(page);
      await expectAccessible(page);
      await close();
    }
  });

  it('tells values under a finger', async () => {
    const { page, close } = await open({ page: 'gradients', width: widths.phone });
    await computed(page);
    const chart = page.locator('figure', { hasText: title });
    await chart.locator('.u-over').tap();
    await chart.getByText(/^Steps back \d+$/).waitFor();
    expect(await chart.locator('.readout').innerText()).toContain('GRU');
    await close();
  });
});
