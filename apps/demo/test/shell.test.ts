import { describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';

describe.skipIf(!hasChromium)('the frame of the pages', () => {
  const open = useDemo();

  it('goes from page to page', async () => {
    const { page, close } = await open({ page: '' });
    for (const link of await page.getByRole('navigation').getByRole('link').all()) {
      await link.click();
      const title = await link.textContent();
      await page.getByRole('heading', { level: 1, name: title! }).waitFor();
      expect(await page.title()).toContain(title!);
      expect(await link.getAttribute('aria-current')).toBe('page');
    }
    await close();
  });

  it('speaks Korean, and keeps to it', async () => {
    const { page, close } = await open({ page: 'gradients' });
    await page.getByLabel('Language').selectOption('ko');
    await page.getByRole('heading', { level: 1, name: '기울기가 사라지는 이유' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: '기울기가 사라지는 이유' }).waitFor();
    await close();
  });

  it('is light or dark, as the system has it or as one likes', async () => {
    const { page, close } = await open({ page: 'gradients', theme: 'dark' });
    const paper = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await paper();
    await page.getByRole('button', { name: /as the system/ }).click();
    expect(await paper()).not.toBe(dark);
    await page.getByRole('button', { name: /light/ }).click();
    expect(await paper()).toBe(dark);
    await close();
  });

  it('is reached by keyboard alone', async () => {
    const { page, close } = await open({ page: 'gradients' });
    await page.getByRole('navigation').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(page.url()).toContain('#/gradients');
    await close();
  });

  it('says so where threads cannot share memory, and where there is no SIMD', async () => {
    const plain = await open({ page: 'gradients', isolated: false });
    await plain.page.getByText('one thread').waitFor();
    expect(await plain.page.getByRole('alert').count()).toBe(0);
    await plain.close();
    const old = await open({
      page: 'gradients',
      before: () => {
        WebAssembly.validate = () => false;
      },
    });
    await old.page.getByRole('alert').filter({ hasText: 'WebAssembly SIMD' }).waitFor();
    await old.close();
  });

  it.each(Object.entries(widths))('is accessible and fits: %s', async (_, width) => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, close } = await open({ page: 'gradients', width, theme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectFits(page);
      await expectAccessible(page);
      await close();
    }
  });
});
