import { readdirSync, readFileSync } from 'node:fs';
import type { CellEntry, SizeOptions, StartValues } from '@sluice/cell';
import { sizeOf } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import * as zoo from '../src/index.js';

const { registry } = zoo;
const entries = Object.entries<CellEntry>(registry);
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const pageOf = (name: string): string =>
  read(`../src/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`);

/** What a cell's documentation begins with. */
const firstSentence = (name: string): string =>
  /\/\*\*\n((?: \* .*\n)+)(?: \*.*\n)+ \*\/\nexport const/
    .exec(pageOf(name))![1]!
    .replaceAll(/\s*\n? \* /g, ' ')
    .trim();

describe('the registry', () => {
  it('has every cell that is exported, under its name', () => {
    const { registry: _, ...cells } = zoo;
    expect(Object.keys(registry).sort()).toEqual(Object.keys(cells).sort());
    for (const [name, { create }] of entries) expect(create).toBe(cells[name as zoo.ZooCellName]);
  });

  it('has every cell that there is a file of', () => {
    const defined = readdirSync(new URL('../src', import.meta.url)).flatMap((file) =>
      [...read(`../src/${file}`).matchAll(/^export const (\w+) = defineCell/gm)].map(([, name]) => name!),
    );
    expect(defined.sort()).toEqual(Object.keys(registry).sort());
  });

  it('stands in the README', () => {
    const rows = read('../README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((field) => field.trim()));
    expect(rows.map((row) => row.slice(1, -1))).toEqual(
      entries.map(([name, { title, authors, year }]) => [
        `\`${name}\``,
        title,
        `${authors}, ${year}`,
        firstSentence(name),
      ]),
    );
  });
});

describe.each(entries)('%s', (name, { create, year }) => {
  const sizes = { inputSize: 3, hiddenSize: 4 };
  const { kind, options } = create(sizes);

  it('is called so, too, and cites a paper of its year', () => {
    expect(kind).toBe(name);
    expect(pageOf(name)).toMatch(new RegExp(`", ${year}[;,.]`));
  });

  it('refuses sizes that are no sizes', () => {
    expect(() => create({ ...sizes, hiddenSize: 0 })).toThrow(`In ${name}: `);
    expect(() => create({ ...sizes, inputSize: 1.5 })).toThrow(`In ${name}: `);
  });

  it.each<StartValues>([
    'glorot',
    'keras',
    'torch',
    { recurrent: 'identity', bias: 'unitForget' },
    { family: 'keras', input: { name: 'heNormal', gain: 0.5 }, bias: { name: 'chrono', longest: 40 } },
  ])('starts with %j', (initial) => {
    if (!('initial' in options)) return;
    const { params } = create({ ...sizes, initial } as SizeOptions);
    for (const { shape, initial: start } of Object.values(params)) {
      const numbers = start(shape, 1);
      expect(numbers).toHaveLength(sizeOf(shape));
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  it('takes no start values that it does not know', () => {
    if (!('initial' in options)) return;
    const other = { ...sizes, initial: 'zeros' };
    expect(() => create(other)).toThrow(`In ${name}: initial must be 'glorot' or 'keras' or 'torch'`);
  });
});
