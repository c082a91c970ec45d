import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { button, choose, drop, status, written } from './support/write.js';
import { expectAccessible, hasChromium, useDemo } from './support/browser.js';

describe.skipIf(!hasChromium)('files on the page Write', () => {
  const open = useDemo();

  it('saves ONNX, and asks for the characters of one', { timeout: 60_000 }, async () => {
    const { page, close } = await open({ page: 'write' });
    await page.getByText('65 different ones').waitFor();
    const downloads: string[] = [];
    const files: Promise<string>[] = [];
    page.on('download', (download) => {
      downloads.push(download.suggestedFilename());
      files.push(download.path());
    });
    await button(page, 'Save as ONNX').click();
    await expect.poll(() => downloads.length, { timeout: 15_000 }).toBe(2);
    expect(downloads).toEqual(['model.onnx', 'model.vocabulary.json']);
    const [onnx, vocabulary] = await Promise.all(files.map(async (path) => readFile(await path)));
    expect(JSON.parse(vocabulary!.toString())).toHaveLength(65);

    await choose(page, 'Load a model…', { name: 'elsewhere.onnx', mimeType: '', buffer: onnx! });
    await page.getByText('elsewhere.onnx (ONNX, opset 17) gives 65 scores').waitFor();
    await expectAccessible(page);
    await button(page, 'Take the 65 characters of the text above').click();
    await page.getByText('elsewhere.onnx (ONNX, opset 17)').waitFor();
    await expect.poll(() => written(page).innerText()).toMatch(/[a-z]{2}/);

    // a list that is too short says so
    await choose(page, 'Load a model…', { name: 'elsewhere.onnx', mimeType: '', buffer: onnx! });
    await page.getByLabel(/^Characters, in the order/).fill('abc');
    await button(page, 'Take these').click();
    await page.getByText('The model knows 65 characters, but 3 were given.').waitFor();
    await close();
  });

  it('says what is wrong with a text or a file, and stays alive', { timeout: 60_000 }, async () => {
    const { page, close } = await open({ page: 'write?text=own' });
    await page.getByText('There is no text yet').waitFor();
    expect(await button(page, 'Train').isDisabled()).toBe(true);
    await page.getByLabel(/Paste a text/).fill('short');
    await button(page, 'Use this text').click();
    await page.getByText('This text has 5 characters, and it takes at least 100').waitFor();
    await drop(page, 'empty.txt', Buffer.from(''));
    await page.getByText('This text is empty').waitFor();
    await drop(page, 'picture.txt', Buffer.from([137, 80, 78, 71, 0, 0]));
    await page.getByText('holds bytes of 0').waitFor();
    await drop(page, 'broken.safetensors', Buffer.from('\u0010\0\0\0\0\0\0\0{"a":'));
    await page.locator('.note.error', { hasText: /safetensors/ }).waitFor();
    await drop(page, 'enormous.txt', Buffer.from('물이 흐른다.\n'.repeat(400_000)));
    await page.getByText(/3,200,000 characters, 8 different ones/).waitFor({ timeout: 20_000 });
    expect(await button(page, 'Train').isEnabled()).toBe(true);
    await close();
  });

  it('keeps a model of the visitor’s own cell', { timeout: 60_000 }, async () => {
    const { page, close } = await open({ page: 'write?text=korean&hidden=16&layers=1&steps=50' });
    await page.getByText('263 different ones').waitFor();
    await page.getByLabel('More cells…').selectOption('own');
    await button(page, 'Train').click();
    await expect.poll(() => status(page).innerText(), { timeout: 40_000 }).toMatch(/^Done/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Save as safetensors').click(),
    ]);
    await choose(page, 'Load a model…', await download.path());
    await page.locator('.facts dd', { hasText: '(Sluice)' }).waitFor();
    await page
      .locator('.facts div', { hasText: 'Steps of training' })
      .getByText('50', { exact: true })
      .waitFor();
    await close();
  });
});
