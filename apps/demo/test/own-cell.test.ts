import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { initialSource, ownSource } from '../src/cells/own-source.js';
import { ownCellCode } from '../src/pages/own-cell/code.js';
import { stretchesOf } from '../src/pages/own-cell/editor/highlighting.js';
import { underlined } from '../src/pages/own-cell/editor/problems.js';
import { scaled } from '../src/pages/own-cell/scaled.js';
import { startingPoints } from '../src/pages/own-cell/starting-points.js';
import { neverEnded, verdictOn } from '../src/pages/own-cell/verdict.js';
import { expectAccessible, expectFits, hasChromium, useDemo, widths } from './support/browser.js';
import { runProgram } from './support/run-program.js';

const packageOf = (name: string): string => `@sluice/${name}`;

describe('the page of an own cell', () => {
  it.each(Object.entries(startingPoints))(
    'writes a program that runs, for %s',
    async (_, source) => {
      const lines = await runProgram(ownCellCode(source, { task: 'parity', hidden: 8, steps: 3 }, packageOf));
      expect(lines.slice(1, 4)).toEqual([
        expect.stringMatching(/^mine: loss [\d.]+ after 3 steps, \d+ parameters$/),
        expect.stringMatching(/^lstm: loss/),
        expect.stringMatching(/^gru: loss/),
      ]);
      expect(lines[4]).toContain('loop of 64 steps, backwards');
    },
    20_000,
  );

  it('colours a program without losing a letter', () => {
    const source = `const word = \`a\${b} 'c'\`; // till the end
export const mine = defineCell({ kind: 'mine' });`;
    const words = stretchesOf(source).map(({ from, to, type }) => [source.slice(from, to).trim(), type]);
    expect(words).toContainEqual(['export', 'keyword']);
    expect(words).toContainEqual(['// till the end', 'comment']);
    expect(words).toContainEqual(['mine', 'string']);
  });

  it('underlines a word, or the whole line where there is none', () => {
    expect(underlined('  a.thanh();', 5)).toEqual([4, 9]);
    expect(underlined('  return x; ', 99)).toEqual([2, 11]);
    expect(underlined('', 1)).toEqual([0, 0]);
  });

  it('writes large numbers with a prefix', () => {
    expect(scaled(999)).toEqual({ number: 999, prefix: '' });
    expect(scaled(999_700)).toEqual({ number: 0.9997, prefix: 'M' });
  });

  it('does not take an answer for one to another text', () => {
    const checked = neverEnded('a;\nwhile (true);', 'No end.');
    expect(verdictOn('a', { value: { source: 'b', checked } })).toEqual({ kind: 'waiting' });
    expect(verdictOn('b', { value: { source: 'b', checked } })).toMatchObject({
      kind: 'problem',
      problem: { message: 'No end.', line: 2, column: 1 },
    });
  });
});

const eventually = <T>(find: () => Promise<T>) => expect.poll(find, { timeout: 20_000 });
const isFine = (page: Page) => page.locator('.own-status[data-kind=fine]').waitFor();
/** The last that is fetched is what explains the schedule. */
const isLoaded = (page: Page) =>
  eventually(() => page.locator('.own-schedule-text pre').innerText()).toContain('fused');
const problemBelow = (page: Page) => page.locator('.cm-problem').innerText();

/** Puts a text into the editor as somebody who pastes it. */
async function paste(page: Page, source: string): Promise<void> {
  await page.getByRole('textbox', { name: /The code of your cell/ }).focus();
  await page.locator('.cm-content').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(source);
}

const addressOf = (source: string): string => `own-cell?own=${ownSource.write(source)}`;

describe.skipIf(!hasChromium)('the page of an own cell, in Chromium', () => {
  const open = useDemo();

  it('shows errors under their lines as one types, undoes, trains, and explains', async () => {
    const { page, close } = await open({ page: 'own-cell?steps=100&hidden=12' });
    await isFine(page);
    await page.getByRole('textbox', { name: /The code of your cell/ }).focus();
    await page.locator('.cm-line', { hasText: 'candidate =' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('.thanh()');
    await eventually(() => problemBelow(page)).toContain('thanh is not a function');
    expect(await page.locator('.cm-problem-word').innerText()).toBe('thanh');
    expect(await page.getByRole('status').first().innerText()).toContain('Line 15');
    await expectAccessible(page);
    for (let i = 0; i < 8; i++) await page.keyboard.press('Backspace');
    await isFine(page);
    expect(await page.locator('.cm-problem').count()).toBe(0);

    // Tab leads out of the editor.
    await page.keyboard.press('Tab');
    expect(await page.locator('.cm-content').evaluate((element) => element.matches(':focus'))).toBe(false);

    await page.getByRole('combobox', { name: 'Start from' }).selectOption('twoStates');
    await eventually(() => page.locator('.own-graph').innerText()).toContain('memory');
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => page.locator('.own-graph').innerText()).not.toContain('memory');

    await page.locator('.own-race').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Train' }).click();
    await eventually(() => page.locator('.run-detail').innerText()).toContain('Done');
    const row = page.locator('.race-table tr', { hasText: 'Your cell' });
    expect(await row.innerText()).toMatch(/Your cell\s+\d+\s+12\s+[\d.]+ ms\s+[\d.]+\s+[\d.]+/);
    expect(await page.locator('.own-schedule-text pre').innerText()).toContain('loop of 64 steps, backwards');
    await page.getByRole('combobox', { name: 'Of' }).selectOption('stream');
    await eventually(() => page.locator('.own-schedule-text pre').innerText()).toContain('0 loops');
    await expectAccessible(page);
    await close();
  }, 60_000);

  it('survives cells that never end, and others that are none', async () => {
    const { page, close } = await open({ page: 'own-cell' });
    await isFine(page);
    await paste(page, initialSource.replace('const next', 'while (true);\n    const next'));
    await eventually(() => problemBelow(page)).toContain('within 6 s and was stopped');
    for (const [source, said] of [
      ["import 'lodash';", "no 'lodash' to import here"],
      ['export class Mine {}', 'is a class'],
      ['const a: = 3;', 'Unexpected token'],
      [initialSource.replace('.tanh()', '.log().neg().sqrt()'), 'not finite'],
      ['', 'Nothing is exported'],
    ] as const) {
      await paste(page, source);
      await eventually(() => problemBelow(page)).toContain(said);
    }
    await page.getByRole('button', { name: 'Reset' }).click();
    await isFine(page);
    await close();
  }, 60_000);

  it('keeps what is written, and shares it; whoever gets it is asked before it runs', async () => {
    const written = initialSource.replaceAll('candidate', 'fresh');
    const { page, close } = await open({ page: 'own-cell' });
    await isFine(page);
    await paste(page, written);
    await eventually(() => page.locator('.own-equations').innerText()).toContain('fresh');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText('Address copied').waitFor();
    const shared = await page.evaluate(() => navigator.clipboard.readText());
    expect(shared).toContain(addressOf(written));
    await isLoaded(page);
    await page.reload();
    await eventually(() => page.locator('.own-equations').innerText()).toContain('fresh');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('mine.ts');
    await isLoaded(page);
    await close();

    const other = await open({ page: shared.split('#/')[1]! });
    await other.page.getByRole('heading', { name: 'This link brings a cell' }).waitFor();
    await expectAccessible(other.page);
    expect(other.page.workers()).toEqual([]);
    await other.page.getByRole('button', { name: 'Run it' }).click();
    await eventually(() => other.page.locator('.own-equations').innerText()).toContain('fresh');
    await isLoaded(other.page);
    await other.page.reload();
    await isFine(other.page);
    await isLoaded(other.page);
    await other.close();

    const third = await open({ page: shared.split('#/')[1]!.replace('own-cell', 'gradients') });
    await third.page.getByRole('button', { name: 'Run it' }).waitFor();
    await third.page.evaluate(() => (location.hash = location.hash.replace('gradients', 'own-cell')));
    await third.page.getByRole('button', { name: 'Go on without it' }).click();
    await isFine(third.page);
    expect(third.page.url()).not.toContain('own=');
    expect(await third.page.locator('.own-equations').innerText()).not.toContain('fresh');
    await isLoaded(third.page);
    await third.close();
  }, 60_000);

  it('fits a phone, in Korean and in the dark', async () => {
    const { page, close } = await open({
      page: 'own-cell?steps=50',
      width: widths.phone,
      language: 'ko',
      theme: 'dark',
      isolated: false,
    });
    await isFine(page);
    await page.getByRole('textbox', { name: /셀 코드/ }).tap();
    await page.locator('.cm-content').waitFor();
    await page.keyboard.insertText('!');
    await page.locator('.cm-problem').waitFor();
    await page.getByRole('button', { name: '실행 취소' }).tap();
    await isFine(page);
    await page.locator('.own-race').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: '학습 시작' }).tap();
    await eventually(() => page.locator('.run-detail').innerText()).toContain('완료');
    await expectFits(page);
    await expectAccessible(page);
    await close();
  }, 60_000);
});
