import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openHdf5, type Dataset, type Group } from '../../src/hdf5/index.js';

const folder = new URL('files/', import.meta.url);
const open = (name: string): Group => openHdf5(readFileSync(new URL(`${name}.h5`, folder)));

/** What h5py reads from each file: attributes of groups, numbers of datasets, by path. */
type Expected = Record<string, Record<string, string | string[]> | { shape: number[]; data: number[] }>;
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  Expected
>;

describe.each(Object.keys(expected))('%s.h5, as h5py reads it', (name) => {
  const root = open(name);
  const entries = Object.entries(expected[name]!);

  it('has the same groups and datasets', () => {
    const paths = ['/'];
    const visit = (group: Group): void => {
      for (const member of group.names) {
        const found = group.get(member)!;
        paths.push(found.path);
        if (found.kind === 'group') visit(found);
      }
    };
    visit(root);
    expect(paths.sort()).toEqual(entries.map(([path]) => path).sort());
  });

  it('has the same attributes and numbers', () => {
    for (const [path, value] of entries) {
      const found = path === '/' ? root : root.get(path)!;
      if (found.kind === 'dataset') {
        const { shape, dtype, data } = found.read();
        const { shape: theirs, data: numbers } = value as { shape: number[]; data: number[] };
        expect(shape, path).toEqual(theirs);
        expect([...data], path).toEqual(dtype === 'f32' ? numbers.map(Math.fround) : numbers);
        continue;
      }
      for (const [key, attribute] of Object.entries(value)) {
        const { attributes } = found;
        expect(
          Array.isArray(attribute) ? attributes.texts(key) : attributes.text(key),
          `${path} ${key}`,
        ).toEqual(attribute);
      }
    }
  });
});

describe('openHdf5', () => {
  it('lists a group in the order in which it was made, where the file tells', () => {
    expect(open('ordered').names).toEqual(Array.from({ length: 12 }, (_, i) => `g${i}`));
    expect(open('many').names).toEqual(['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8', 'g9']);
  });

  it('knows what is not there', () => {
    const root = open('plain');
    expect(root.get('g0/vars/9')).toBeUndefined();
    expect(root.get('g0/vars/0/deeper')).toBeUndefined();
    expect(root.get('__proto__')).toBeUndefined();
    expect(root.attributes.text('__proto__')).toBeUndefined();
  });

  it('tells apart a text and a list of texts', () => {
    const { attributes } = open('plain');
    expect(() => attributes.text('near_list')).toThrow('attribute "near_list" of "/" should be one text');
    expect(() => attributes.texts('near')).toThrow('attribute "near" of "/" should be a list of texts');
  });

  it('reads from a part of a buffer, and leaves the bytes as they are', () => {
    const bytes = readFileSync(new URL('many-latest.h5', folder));
    const room = Buffer.concat([Buffer.alloc(3, 0xff), bytes, Buffer.alloc(5, 0xff)]);
    const before = Buffer.from(room);
    const root = openHdf5(room.subarray(3, 3 + bytes.length));
    expect((root.get('g7/vars/0') as Dataset).read().shape).toEqual([2, 3]);
    expect(room.equals(before)).toBe(true);
  });
});
