import type { FileChooser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A button by its words. */
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** How far a training is. */
export const status = (page: Page): Locator => page.locator('.run-detail');

/** What the model has written. */
export const written = (page: Page): Locator => page.locator('.written-text');

/** Waits until nothing is being written any more. */
export const stopped = (page: Page): Promise<void> =>
  expect.poll(() => button(page, 'Stop').isDisabled(), { timeout: 20_000 }).toBe(true);

/** Chooses a file as somebody does who presses the button. */
export async function choose(
  page: Page,
  name: string,
  file: Parameters<FileChooser['setFiles']>[0],
): Promise<void> {
  const waiting = page.waitForEvent('filechooser');
  await button(page, name).click();
  await (await waiting).setFiles(file);
}

/** Drops a file on the page. */
export const drop = (page: Page, name: string, bytes: Buffer): Promise<void> =>
  page.evaluate(
    ([fileName, base64]) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([content], fileName));
      for (const type of ['dragover', 'drop']) {
        document.dispatchEvent(
          new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      }
    },
    [name, bytes.toString('base64')] as const,
  );
