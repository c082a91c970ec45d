import { readFile } from 'node:fs/promises';
import { sequential } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { toKeras } from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import { button, choose, drop, status, written } from './support/write.js';
import { expectAccessible, hasChromium, useDemo } from './support/browser.js';

describe.skipIf(!hasChromium)('files on the page Write', () => {
  const open = useDemo();

  it('saves ONNX, which it opens again', { timeout: 60_000 }, async () => {
    const { page, close } = await open({ page: 'write' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Save as ONNX').click(),
    ]);
    expect(download.suggestedFilename()).toBe('model.onnx');
    const buffer = await readFile(await download.path());
    await choose(page, 'Load a model…', { name: 'again.onnx', mimeType: '', buffer });
    await page.getByText('again.onnx (ONNX, opset 17)').waitFor();
    await expect.poll(() => written(page).innerText()).toMatch(/[a-z]{2}/);
    await close();
  });

  it('asks for the characters of a model that does not say them', { timeout: 60_000 }, async () => {
    const net = sequential(embedding(65, 8), lstm({ inputSize: 8, hiddenSize: 8 }), linear(8, 65));
    const keras = Buffer.from(toKeras(net, (await createModel(net, { seed: 1 })).params));
    const { page, close } = await open({ page: 'write' });
    await page.getByText('65 different ones').waitFor();
    await drop(page, 'elsewhere.keras', keras);
    await page.getByText(/elsewhere\.keras \(Keras.*\) gives 65 scores/).waitFor();
    await expectAccessible(page);
    // a list that is too short says so
    await page.getByLabel(/^Characters, in the order/).fill('abc');
    await button(page, 'Take these').click();
    await page.getByText('The model knows 65 characters, but 3 were given.').waitFor();
    await button(page, 'Take the 65 characters of the text above').click();
    await page.locator('.facts dd', { hasText: 'elsewhere.keras' }).waitFor();
    await expect.poll(() => written(page).innerText()).toMatch(/[a-z]{2}/);
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

  it('gives up a cell that never ends, and goes on', { timeout: 60_000 }, async () => {
    const { page, close } = await open({
      page: 'write?text=korean&hidden=16&layers=1&steps=50&cell=own',
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
    await page.getByText('263 different ones').waitFor();
    await button(page, 'Train').click();
    await page
      .getByText(/worker did not answer/)
      .first()
      .waitFor({ timeout: 20_000 });
    // the text and the model of the page are back
    await button(page, 'GRU').click();
    await expect.poll(() => button(page, 'Train anew').isEnabled(), { timeout: 10_000 }).toBe(true);
    await button(page, 'Train anew').click();
    await expect.poll(() => status(page).innerText(), { timeout: 30_000 }).toMatch(/^Done/);
    await close();
  });
});
