import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasChromium, useDemo } from './support/browser.js';
import { dist } from './support/serve.js';

/** What each page shows once its worker has answered. */
const firstPictures = {
  inside: '.cell-diagram svg',
  gradients: '.plot canvas',
  memory: '.plot canvas',
  write: '.written-text [class^="level"]',
  forecast: '.plot canvas',
  'own-cell': '.cell-diagram svg',
};

const weigh = async (script: string): Promise<number> =>
  gzipSync(await readFile(join(dist, 'assets', script))).length;

describe.skipIf(!hasChromium)('until it has something to show', () => {
  const open = useDemo();

  it.each(Object.entries(firstPictures))(
    '%s fetches at most 200 kB of scripts, gzipped, its worker’s among them',
    async (name, picture) => {
      const { page, close } = await open({ page: name });
      const scripts = new Set<string>();
      page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.endsWith('.js')) scripts.add(basename(pathname));
      });
      await page.reload();
      await page.locator(picture).first().waitFor();
      await page.waitForLoadState('networkidle');
      const bytes = (await Promise.all([...scripts].map(weigh))).reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(200_000);
      await close();
    },
    30_000,
  );
});
