import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tensor } from '@sluice/math';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('README', () => {
  it('shows the example that runs here', () => {
    const [first] = read('../README.md').match(/^```ts\n[^]*?^```$/gm)!;
    expect(first).toEqual(`\`\`\`ts\n${read('readme-example.ts').replaceAll(/^export /gm, '')}\`\`\``);
  });

  it('has an example that does what it says', async () => {
    const home = process.cwd();
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
    process.chdir(folder);
    try {
      const { tensors, metadata, parameters, data } = await import('./readme-example.js');
      expect(tensors).toEqual({ wx: tensor([1, 2, 3, 4], [2, 2]) });
      expect(metadata).toEqual({ format: 'pt' });
      expect(parameters).toEqual(tensors);
      expect(data).toEqual({ step: 423, vocabulary: ['a', 'b'] });
    } finally {
      process.chdir(home);
      await rm(folder, { recursive: true });
    }
  });
});
