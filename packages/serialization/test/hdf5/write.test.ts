import { tensor, type Tensor } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHdf5, writeHdf5, type Dataset, type Group, type NewGroup } from '../../src/hdf5/index.js';
import { h5py } from './h5py.js';

const name = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((text) => !/[/\0]|^\.+$/.test(text));
const text = fc.string({ maxLength: 30, unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const numbers = fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) =>
  fc
    .array(fc.float({ noNaN: true }), { minLength: shape.reduce((a, b) => a * b, 1), maxLength: 64 })
    .map((values) =>
      tensor(
        values.slice(
          0,
          shape.reduce((a, b) => a * b, 1),
        ),
        shape,
      ),
    ),
);
const { group } = fc.letrec<{
  group: NewGroup;
  member: NewGroup['members'] extends ReadonlyMap<string, infer M> ? M : never;
}>((tie) => ({
  group: fc.record({
    kind: fc.constant('group' as const),
    attributes: fc.array(fc.tuple(name, text), { maxLength: 3 }).map((list) => new Map(list)),
    members: fc.array(fc.tuple(name, tie('member')), { maxLength: 4 }).map((list) => new Map(list)),
  }),
  member: fc.oneof(
    { maxDepth: 3 },
    numbers.map((value) => ({ kind: 'dataset' as const, tensor: value })),
    tie('group'),
  ),
}));

/** Checks that a file holds what was written. */
function checkSame(found: Group, written: NewGroup): void {
  expect([...found.names].sort()).toEqual([...written.members.keys()].sort());
  for (const [key, value] of written.attributes ?? []) expect(found.attributes.text(key)).toBe(value);
  for (const [key, member] of written.members) {
    const there = found.get(key)!;
    expect(there.kind).toBe(member.kind);
    if (member.kind === 'group') checkSame(there as Group, member);
    else expect((there as Dataset).read()).toEqual(member.tensor);
  }
}

describe('writeHdf5', () => {
  it('writes what openHdf5 reads', () => {
    fc.assert(
      fc.property(group, (root) => checkSame(openHdf5(writeHdf5(root)), root)),
      { seed: 20260402, numRuns: 200 },
    );
  });

  it('keeps the bits of numbers, and integers', () => {
    const odd = new Float32Array(new Uint32Array([0x7fc12345, 0x80000000, 1]).buffer);
    const members = new Map<string, { kind: 'dataset'; tensor: Tensor }>([
      ['odd', { kind: 'dataset', tensor: tensor(odd, [3]) }],
      ['whole', { kind: 'dataset', tensor: tensor(new Int32Array([-(2 ** 31), 7]), [2]) }],
    ]);
    const root = openHdf5(writeHdf5({ kind: 'group', members }));
    const { data } = (root.get('odd') as Dataset).read();
    expect(new Uint32Array(data.buffer)).toEqual(new Uint32Array(odd.buffer));
    expect((root.get('whole') as Dataset).read()).toEqual(members.get('whole')!.tensor);
  });

  it.skipIf(!h5py)('writes what h5py reads: needs a python3 with h5py', () => {
    fc.assert(
      fc.property(group, (root) => {
        const list = h5py!(writeHdf5(root));
        expect(list).toEqual(describeTree(root, ''));
      }),
      { seed: 20260403, numRuns: 5 },
    );
    const many: NewGroup = {
      kind: 'group',
      members: new Map(
        Array.from({ length: 500 }, (_, i) => [`g${i}`, { kind: 'group', members: new Map() }]),
      ),
    };
    expect(Object.keys(h5py!(writeHdf5(many)))).toHaveLength(501);
  });
});

/** What `h5py` is to tell of a file. */
function describeTree(
  { attributes = new Map<string, string>(), members }: NewGroup,
  path: string,
): Record<string, unknown> {
  const own: Record<string, unknown> = { [path || '/']: Object.fromEntries(attributes) };
  for (const [key, member] of members) {
    const below = `${path}/${key}`;
    if (member.kind === 'group') Object.assign(own, describeTree(member, below));
    else own[below] = { shape: [...member.tensor.shape], data: [...member.tensor.data] };
  }
  return own;
}
