import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openHdf5, type Dataset, type Group } from '../../src/hdf5/index.js';
import { lookup3 } from '../../src/hdf5/checksum.js';
import { messageTypes } from '../../src/hdf5/object-header.js';
import * as messages from '../../src/hdf5/write-messages.js';
import { FormatError } from '../../src/format-error.js';
import { craft, craftDataset, DATA, write, type Crafted } from './craft.js';

const nothing = new Uint8Array(0);
const deflate: Crafted = {
  type: messageTypes.filters,
  // version 2, one filter: deflate, no flags, one value
  data: Uint8Array.of(2, 1, 1, 0, 0, 0, 1, 0, 9, 0, 0, 0),
};

/** One chunk for all, of a number of f32, packed into so many bytes behind the superblock. */
const singleChunk = (count: number, packed: number): Crafted => ({
  type: messageTypes.layout,
  data: write((writer) => {
    writer.bytes(Uint8Array.of(4, 2, 2, 2, 8));
    writer.u64(count);
    writer.u64(4);
    writer.u8(1);
    writer.u64(packed);
    writer.u32(0);
    writer.u64(DATA);
  }),
});

const read = (bytes: Uint8Array): unknown => (openHdf5(bytes).get('d') as Dataset).read();

/** A dataset without an address: all of it is what it is filled with. */
const filled = (shape: readonly number[]): Uint8Array =>
  craftDataset(nothing, [messages.dataspace(shape), messages.datatype('f32'), messages.layout(undefined, 0)]);

const chunked = (kind: number): Uint8Array =>
  craftDataset(nothing, [
    messages.dataspace([2]),
    messages.datatype('f32'),
    { type: messageTypes.layout, data: Uint8Array.of(4, 2, 0, 2, 1, 2, 4, kind, 1, 2, 3, 4, 5, 6, 7, 8) },
  ]);

/** A group of the older kind, whose tree is given. */
const oldGroup = (tree: Uint8Array): Uint8Array =>
  craft(
    Uint8Array.from([
      ...write((writer) => {
        writer.text('HEAP');
        writer.skip(4);
        writer.u64(8);
        writer.nowhere();
        writer.u64(DATA + 32);
        writer.skip(8);
      }),
      ...tree,
    ]),
    () => [
      {
        type: messageTypes.symbolTable,
        data: write((writer) => {
          writer.u64(DATA + 40);
          writer.u64(DATA);
        }),
      },
    ],
  );

/** A node of a tree of groups that points to one place. */
const node = (level: number, child: number): Uint8Array =>
  write((writer) => {
    writer.text('TREE');
    writer.bytes(Uint8Array.of(0, level, 1, 0));
    writer.nowhere();
    writer.nowhere();
    writer.u64(0);
    writer.u64(child);
  });

const packedZeros = zlibSync(new Uint8Array(2 ** 25));

const hostile: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['nothing', () => openHdf5(nothing), /there are only 0; it is cut off or empty/],
  ['another format', () => openHdf5(new Uint8Array(100)), /does not begin as HDF5 does/],
  [
    'a superblock only',
    () => openHdf5(filled([1]).subarray(0, 48)),
    /should have \d+ bytes, but has 48; it is cut off/,
  ],
  ['a shape of 2^40 numbers', () => read(filled([2 ** 20, 2 ** 20])), /would take .* too much for a file of/],
  [
    'a shape of 2^64 numbers',
    () => read(filled([2 ** 32, 2 ** 32])),
    /says that it has 18446744073709552000 numbers/,
  ],
  ['33 axes', () => openHdf5(filled(Array<number>(33).fill(1))).get('d'), /has 33 axes/],
  [
    'a bomb that says what it is',
    () =>
      read(
        craftDataset(packedZeros, [
          messages.dataspace([2 ** 23]),
          messages.datatype('f32'),
          singleChunk(2 ** 23, packedZeros.length),
          deflate,
        ]),
      ),
    /would take .* made to exhaust the memory/,
  ],
  [
    'a bomb that says that it is small',
    () =>
      read(
        craftDataset(packedZeros, [
          messages.dataspace([2]),
          messages.datatype('f32'),
          singleChunk(2, packedZeros.length),
          deflate,
        ]),
      ),
    /a chunk of "\/d" cannot be unpacked to 8 bytes/,
  ],
  [
    'a tree that contains itself',
    () => openHdf5(oldGroup(node(1, DATA + 40))),
    /is of level 1 below one of level 1/,
  ],
  [
    'a tree that points behind the file',
    () => openHdf5(oldGroup(node(0, 2 ** 40))),
    /but the file ends at byte/,
  ],
  [
    'a header that goes on in itself',
    () =>
      openHdf5(
        craft(
          write((writer) => {
            writer.text('OCHK');
            writer.bytes(Uint8Array.of(messageTypes.continuation, 16, 0, 0));
            writer.u64(DATA);
            writer.u64(28);
            writer.u32(lookup3(writer.finish()));
          }),
          () => [
            {
              type: messageTypes.continuation,
              data: write((writer) => {
                writer.u64(DATA);
                writer.u64(28);
              }),
            },
          ],
        ),
      ),
    /goes on where it has been already/,
  ],
  [
    'chunks of a resizable dataset',
    () => read(chunked(4)),
    /the chunks of a dataset stand in a resizable array/,
  ],
  ['chunks in an unknown index', () => read(chunked(9)), /stand in an index of kind 9/],
  [
    'a message that is shared',
    () =>
      openHdf5(
        craftDataset(nothing, [
          { ...messages.datatype('f32'), flags: 2 },
          messages.dataspace([1]),
          messages.layout(undefined, 4),
        ]),
      ).get('d'),
    /shares its parts with others/,
  ],
  [
    'a filter that is not known',
    () =>
      read(
        craftDataset(new Uint8Array(8), [
          messages.dataspace([2]),
          messages.datatype('f32'),
          singleChunk(2, 8),
          { type: messageTypes.filters, data: Uint8Array.of(2, 1, 0, 125, 3, 0, 0, 0, 0, 0, 108, 122, 102) },
        ]),
      ),
    /is packed by the filter "lzf"/,
  ],
  [
    'numbers without a sign of 64 bits',
    () =>
      read(
        craftDataset(new Uint8Array(8), [
          messages.dataspace([1]),
          { type: messageTypes.datatype, data: Uint8Array.of(0x10, 0, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0) },
          messages.layout(DATA, 8),
        ]),
      ),
    /"\/d" holds U64 of 8 bytes each/,
  ],
];

describe('hostile HDF5 files', () => {
  it.each(hostile)('%s', (_, open, message) => {
    expect(open).toThrow(FormatError);
    expect(open).toThrow(message);
  });

  it('a group that contains itself is entered only as deep as somebody asks', () => {
    const root = openHdf5(
      craft(nothing, (address) => [messages.linkInfo(), messages.groupInfo(), messages.link('a', address)]),
    );
    expect((root.get('a/a/a') as Group).names).toEqual(['a']);
    expect(() => root.get('a/'.repeat(1e5))).toThrow(FormatError);
  });

  it('numbers that many datasets share are read a few times only', () => {
    const count = 2 ** 18;
    const data = new Uint8Array(4 * count);
    const bytes = craft(data, (address) => [
      messages.linkInfo(),
      messages.groupInfo(),
      messages.link('a', address),
    ]);
    expect(openHdf5(bytes).names).toEqual(['a']);
    const shared = craftDataset(data, [
      messages.dataspace([count]),
      messages.datatype('f32'),
      messages.layout(DATA, data.length),
    ]);
    const root = openHdf5(shared);
    expect(() => {
      for (let i = 0; i < 1000; i++) (root.get('d') as Dataset).read();
    }).toThrow(/point to each other without end|too much for a file/);
  });
});
