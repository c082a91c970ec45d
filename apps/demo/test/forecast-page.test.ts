import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';

/** Hands a file over as somebody does who drops it onto the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: 'text/csv' }));
      return transfer;
    },
    [name, text] as const,
  );
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

const trained = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^Train/ }).click();
  await page.getByText(/^Done/).waitFor({ timeout: 30_000 });
};

/** Two years of days that rise and repeat themselves each week; a test breaks some lines. */
const days = (change: (line: string, i: number) => string = (line) => line): string =>
  [
    'day,visitors (people)',
    ...Array.from({ length: 300 }, (_, i) => {
      const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
      return change(`${date},${200 + i / 2 + [0, 5, 9, 12, 30, 60, 45][i % 7]!}`, i);
    }),
  ].join('\n');

describe.skipIf(!hasChromium)('Forecast in Chromium', () => {
  const open = useDemo();

  it(
    'trains, judges itself beside simple forecasts, and takes another cell',
    { timeout: 40_000 },
    async () => {
      const { page, close } = await open({ page: 'forecast' });
      await page.getByText('820 values, Mar 1958 to Jun 2026').waitFor();
      const row = page.locator('.figures .is-cell');
      expect(await row.innerText()).toContain('–');
      await trained(page);
      const error = Number(/([\d.]+) ppm/.exec(await row.innerText())![1]);
      expect(error).toBeLessThan(13.8 / 4);
      expect(await page.locator('.verdict').innerText()).toContain(
        '‘The last season again’ errs by 13.8 ppm',
      );
      await expectAccessible(page);

      await page.getByRole('button', { name: 'GRU' }).click();
      expect(page.url()).toContain('cell=gru');
      expect(await row.innerText()).toMatch(/^GRU/);
      expect(await row.innerText()).toContain('–');
      await trained(page);
      // The first one stays beside it, and its address brings it back.
      await page.getByRole('link', { name: /^LSTM: changes against past seasons/ }).click();
      expect(page.url()).not.toContain('cell=gru');

      await page.getByText('The code that makes this').click();
      await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
        'lstm({ inputSize: 1, hiddenSize: 16 })',
      );
      await close();
    },
  );

  it('is paused, goes on, and is cancelled', { timeout: 30_000 }, async () => {
    const { page, close } = await open({ page: 'forecast?steps=20000&hidden=64&learns=change' });
    const detail = page.locator('.run-detail');
    const step = async (): Promise<number> =>
      Number(/step ([\d,]+)/.exec(await detail.innerText())?.[1]?.replace(',', '') ?? 0);
    await page.getByRole('button', { name: 'Train' }).click();
    await expect.poll(step).toBeGreaterThan(20);
    // The loss is the mean squared error in units of the variance, so it begins near 1.
    await expect
      .poll(async () => Number(/loss ([\d.]+)/.exec(await detail.innerText())![1]), { timeout: 15_000 })
      .toBeLessThan(0.3);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused/).waitFor();
    await page.waitForTimeout(300);
    const paused = await step();
    await page.waitForTimeout(300);
    expect(await step()).toBe(paused);
    // What it forecasts by then is shown.
    expect(await page.locator('.figures .is-cell').innerText()).toContain('ppm');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(step).toBeGreaterThan(paused);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Cancelled/).waitFor();
    await close();
  });

  it('takes a file, mends what it can, and says so', { timeout: 40_000 }, async () => {
    const { page, close } = await open({ page: 'forecast' });
    await page.getByText('820 values').waitFor();
    await drop(
      page,
      'visitors.csv',
      days((line, i) => (i === 8 ? '2024-01-09,closed' : line)),
    );
    await page.getByText('300 values, Jan 1, 2024 to Oct 26, 2024').waitFor();
    await page
      .getByText('‘closed’ is none: filled in a straight line between neighbours, line 10.')
      .waitFor();
    await trained(page);
    expect(await page.locator('.figures .is-cell').innerText()).toContain('people');
    expect(await page.getByRole('slider', { name: 'Season' }).getAttribute('aria-valuetext')).toBe('7 days');

    // Whoever is sent the address sees the same series.
    const other = await open({ page: page.url().split('#/')[1]! });
    await other.page.getByText('300 values, Jan 1, 2024 to Oct 26, 2024').waitFor();
    await other.close();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /^CSV.*visitors/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^visitors.*\.csv$/);
    await close();
  });

  it('gives up a cell that never ends, and goes on', { timeout: 60_000 }, async () => {
    const { page, close } = await open({
      page: 'forecast?cell=own&steps=100',
      before: () =>
        localStorage.setItem(
          'own-cell',
          [
            "import { defineCell } from '@sluice/cell';",
            'export const mine = defineCell({',
            "  kind: 'mine',",
            '  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),',
            '  params: () => ({}),',
            '  step: () => { for (;;); },',
            '});',
          ].join('\n'),
        ),
    });
    await page.getByText('820 values').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText('a cell that never ends does that').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'GRU' }).click();
    await trained(page);
    expect(await page.locator('.figures .is-cell').innerText()).toContain('ppm');
    await close();
  });

  it(
    'says what is wrong with a file, keeps its settings, and goes on with the next',
    { timeout: 30_000 },
    async () => {
      const { page, close } = await open({ page: 'forecast?hidden=8' });
      await page.getByText('820 values').waitFor();
      const files: readonly (readonly [string, string])[] = [
        ['', 'The file is empty.'],
        ['name\nada\nben', 'No column holds numbers; line 2 is ‘ada’.'],
        ['a\n1\n2\n3', 'has 3 values that can be used, and at least 40'],
        [
          days()
            .replaceAll(/\.(\d)/g, ',$1')
            .replaceAll(/(,\d+)$/gm, '$1,5'),
          'fields',
        ],
      ];
      for (const [text, words] of files) {
        await drop(page, 'broken.csv', text);
        await page.getByRole('alert').filter({ hasText: words }).waitFor();
        expect(await page.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);
      }
      await page.setInputFiles('input[type=file]', {
        name: 'good.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(days()),
      });
      await page.getByText('300 values').waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(await page.getByLabel('Hidden size').getAttribute('aria-valuetext')).toBe('8');
      await page.getByRole('button', { name: 'CO₂ at Mauna Loa' }).click();
      await page.getByText('820 values').waitFor();
      await close();
    },
  );

  it('tells of a file that an address cannot hold', async () => {
    const { page, close } = await open({ page: 'forecast?data=own&file=long.csv' });
    await page.getByText('‘long.csv’, which is too long to stand in it').waitFor();
    expect(await page.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);
    await close();
  });

  it('is used on a phone, in Korean and in the dark', { timeout: 30_000 }, async () => {
    const { page, close } = await open({
      page: 'forecast?learns=change',
      width: widths.phone,
      language: 'ko',
      theme: 'dark',
    });
    await page.getByText('값 820개').waitFor();
    await page.getByRole('button', { name: '학습 시작' }).click();
    await page.getByText(/^완료/).waitFor({ timeout: 20_000 });
    await expectFits(page);
    await expectAccessible(page);
    await close();
  });
});
