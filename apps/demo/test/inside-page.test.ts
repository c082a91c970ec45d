import { describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';

describe.skipIf(!hasChromium)('inside a cell', { timeout: 60_000 }, () => {
  const open = useDemo();

  it('shows the picture, walks through time, and trains', async () => {
    const { page, close } = await open({ page: 'inside' });
    const forget = page.locator('.cell-diagram g[aria-label^="forget, gate"]');
    await forget.waitFor();
    await page.getByText('trained for 300 steps').waitFor({ timeout: 20_000 });
    const before = await forget.getAttribute('aria-label');
    expect(before).toMatch(/σ\(x·wx\[forget\].*shape \[16\]; \d+% open/);

    const slider = page.getByRole('slider', { name: 'Character that is read' });
    await slider.press('ArrowRight');
    await page.getByText('step 11 of 53: o').waitFor();
    expect(await forget.getAttribute('aria-label')).not.toBe(before);
    await slider.press('End');
    await page.getByRole('button', { name: 'Play' }).click();
    // it begins anew, and goes on by itself
    await page.getByText(/step ([2-9]|[1-4]\d) of 53: /).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.url()).toMatch(/[?&]at=\d/);

    const said = await page.locator('.run-detail').textContent();
    await page.getByRole('button', { name: 'Train 600 more steps' }).click();
    await page.getByText('trained for 900 steps').waitFor({ timeout: 20_000 });
    expect(page.url()).toContain('steps=900');
    expect(await page.locator('.run-detail').textContent()).not.toBe(said);
    await page.getByRole('button', { name: 'Back to untrained' }).click();
    await page.getByText('untrained', { exact: false }).first().waitFor();
    await close();
  });

  it('switches cells and sentences, and keeps both in the address', async () => {
    const { page, close } = await open({ page: 'inside?steps=20' });
    await page.getByRole('button', { name: 'GRU' }).click();
    await page.locator('.cell-diagram g[aria-label^="reset, gate"]').waitFor();
    await page.getByText('How much of the past the candidate takes into account').waitFor();
    await page.getByRole('combobox', { name: 'More cells…' }).selectOption('mlstm');
    await page.locator('.cell-diagram g[aria-label^="m′, state after"]').waitFor();
    const field = page.getByLabel('Sentence to read');
    await field.fill('');
    await page.getByText('Nothing is written here').waitFor();
    await field.fill('물이 흐른다 🦊');
    await page.getByText(/of 8: /).waitFor();
    const address = page.url();
    expect(address).toContain('cell=mlstm');
    await page.reload();
    await page.getByText(/of 8: /).waitFor();
    expect(await field.inputValue()).toBe('물이 흐른다 🦊');
    await page.getByText('The code that makes this').click();
    expect(await page.locator('.code-view mark').first().textContent()).toBe('mlstm');
    await close();
  });

  it('says what is wrong with a cell of the visitor’s own, and stays alive', async () => {
    const { page, close } = await open({
      page: 'inside?steps=10',
      before: () => {
        localStorage.setItem(
          'own-cell',
          `import { defineCell } from '@sluice/cell';
export const mine = defineCell({
  kind: 'mine',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: () => ({}),
  step: ({ x, state: { h } }) => ({ output: h, state: { h: x } }),
});`,
        );
      },
    });
    await page.locator('.cell-diagram svg').waitFor();
    await page.getByRole('combobox', { name: 'More cells…' }).selectOption('own');
    await page
      .getByRole('alert')
      .filter({ hasText: /state "h" must be/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'RNN' }).click();
    await page.locator('.cell-diagram g[aria-label^="h′, state after"]').waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await close();
  });

  it.each(Object.entries(widths))('is accessible and fits: %s', async (_, width) => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, close } = await open({ page: 'inside?steps=20', width, theme, language: 'ko' });
      await page.getByText('20단계 학습함').waitFor({ timeout: 20_000 });
      await page.locator('.map canvas').first().waitFor();
      await expectFits(page);
      await expectAccessible(page);
      await close();
    }
  });

  it('can be reached by keyboard and says what a node computes', async () => {
    const { page, close } = await open({ page: 'inside?cell=gru&steps=5' });
    const candidate = page.locator('.cell-diagram g[aria-label^="candidate"]');
    await candidate.waitFor();
    await candidate.focus();
    await page.locator('.about .formula').waitFor();
    expect(await page.locator('.about').textContent()).toContain('candidate gate [16]');
    await close();
  });
});
