import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { button, drop, status, stopped, written } from './support/write.js';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';

/** A short text of many lines. */
const lines = 'the cat sat\nthat hat\n'.repeat(60);

describe.skipIf(!hasChromium)('the page Write', () => {
  const open = useDemo();

  it.each(Object.entries(widths))('writes at once, in colour, %s', { timeout: 60_000 }, async (_, width) => {
    const { page, close } = await open({ page: 'write', width });
    await expect
      .poll(() => page.locator('.level[class*="up-"], .level[class*="down-"]').count(), { timeout: 10_000 })
      .toBeGreaterThan(5);
    await expect.poll(() => page.locator('.found button').count(), { timeout: 10_000 }).toBeGreaterThan(2);
    await button(page, 'Stop').click();
    await stopped(page);
    await expectFits(page);
    await expectAccessible(page);

    // another unit, by hand and from the list; the number at a character, by keys
    const other = page.locator('.found button').nth(1);
    await other.click();
    expect(await other.getAttribute('aria-pressed')).toBe('true');
    expect(page.url()).toMatch(/part=1\.[hc]&unit=\d+/);
    await page.getByLabel('Unit', { exact: true }).fill('5');
    expect(page.url()).toContain('unit=5');
    await written(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.unit-value').innerText()).toMatch(/: -?[\d.]+$/);

    // another beginning, of which one character is unknown, and no daring at all
    await page.getByLabel('Begin with').fill('ROMEO:漢');
    await page.getByLabel('Temperature').fill('0');
    await button(page, 'Write another').click();
    await expect.poll(() => written(page).innerText()).toMatch(/^ROMEO:\n.{20}/s);
    await page.getByText('does not know 漢').waitFor();
    await button(page, 'Stop').click();
    const before = (await written(page).innerText()).length;
    await button(page, 'Write on').click();
    await expect
      .poll(async () => (await written(page).innerText()).length, { timeout: 10_000 })
      .toBeGreaterThan(before + 20);
    await close();
  });

  it(
    'trains, pauses, resumes, is cancelled, goes on, and saves what opens again',
    { timeout: 90_000 },
    async () => {
      const { page, close } = await open({ page: 'write?text=own&hidden=16&layers=1&steps=5000&rate=0.01' });
      await page.getByLabel(/Paste a text/).fill(lines);
      await button(page, 'Use this text').click();
      await page.getByText('1,260 characters, 8 different ones').waitFor();
      await page.getByText('know it by heart').waitFor();
      await button(page, 'GRU').click();
      await button(page, 'Train').click();
      await expect
        .poll(() => status(page).innerText(), { timeout: 15_000 })
        .toMatch(/Training · step \d+.*of 5,000.*nats.*characters\/s/);
      await page.getByText(/^\d threads?\. /).waitFor();
      await page.getByRole('heading', { name: /^As it writes after/ }).waitFor();
      await page.getByRole('heading', { name: 'After step 1', exact: true }).waitFor();

      await button(page, 'Pause').click();
      await expect.poll(() => status(page).innerText()).toMatch(/^Paused/);
      await page.waitForTimeout(200);
      const at = await status(page).innerText();
      await page.waitForTimeout(400);
      expect(await status(page).innerText()).toBe(at);
      // what is trained can write, and be saved, while it waits
      await page.getByLabel('Begin with').fill('the ');
      await button(page, 'Write another').click();
      await expect.poll(() => written(page).innerText()).toMatch(/^the .{10}/s);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        button(page, 'Save as safetensors').click(),
      ]);
      const saved = await readFile(await download.path());
      expect(download.suggestedFilename()).toBe('model.safetensors');

      await button(page, 'Go on').click();
      await expect.poll(() => status(page).innerText()).not.toBe(at);
      await expect
        .poll(async () => Number(/loss ([\d.]+)/.exec(await status(page).innerText())?.[1]), {
          timeout: 20_000,
        })
        .toBeLessThan(0.7);
      // it writes while it trains, and goes on by other temperatures
      await page.getByLabel('Temperature').fill('0.1');
      await button(page, 'Write another').click();
      await expect
        .poll(() => written(page).innerText(), { timeout: 10_000 })
        .toContain('the cat sat\nthat hat');
      await button(page, 'Cancel').click();
      await expect.poll(() => status(page).innerText()).toMatch(/^Cancelled/);
      const steps = page.locator('.facts div', { hasText: 'Steps of training' });
      const trained = Number((await steps.innerText()).replaceAll(/\D/g, ''));
      expect(trained).toBeGreaterThan(20);

      await page.getByLabel('Steps', { exact: true }).fill('50');
      await button(page, 'Train the present model further').click();
      await expect.poll(() => status(page).innerText(), { timeout: 20_000 }).toMatch(/^Done/);
      await expect
        .poll(async () => Number((await steps.innerText()).replaceAll(/\D/g, '')))
        .toBe(trained + 50);
      await expectAccessible(page);

      // the file of before comes back, with the steps that it had
      await drop(page, 'mine.safetensors', saved);
      await page.getByText('mine.safetensors (Sluice)').waitFor();
      await expect
        .poll(async () => Number((await steps.innerText()).replaceAll(/\D/g, '')))
        .toBeLessThan(trained);
      await expect.poll(() => written(page).innerText()).toMatch(/^the .{10}/s);
      await close();
    },
  );

  it('speaks Korean, and learns it on one thread where it is not isolated', { timeout: 90_000 }, async () => {
    const { page, close } = await open({
      page: 'write?text=korean&cell=mgu&hidden=32&layers=1&steps=50&rate=0.01',
      language: 'ko',
      theme: 'dark',
      isolated: false,
      width: widths.phone,
    });
    await page.getByText('서로 다른 글자 263개').waitFor();
    await button(page, '학습 시작').click();
    await expect.poll(() => status(page).innerText(), { timeout: 40_000 }).toMatch(/^완료 · 50스텝 중 50/);
    await page.getByText(/^스레드 1개\. .*not isolated/).waitFor();
    await expect.poll(() => written(page).innerText()).toMatch(/[가-힣]{2}/);
    await expectFits(page);
    await expectAccessible(page);
    await close();
  });
});
