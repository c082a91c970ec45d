import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { weights } from './readme-example.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('README', () => {
  it('shows the example that runs here', () => {
    const blocks = read('../README.md').match(/^```ts\n[^]*?^```$/gm)!;
    expect(blocks).toEqual([`\`\`\`ts\n${read('readme-example.ts').replaceAll(/^export /gm, '')}\`\`\``]);
  });

  it('has an example that does what it says', () => {
    expect(weights[0]).toBeCloseTo(3, 2);
    expect(weights[1]).toBeCloseTo(2, 2);
  });
});
