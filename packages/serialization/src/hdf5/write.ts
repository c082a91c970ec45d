import { ArgumentError, type Tensor } from '@sluice/math';
import { encodeUtf8 } from '../text.js';
import { ByteWriter } from './byte-writer.js';
import { lookup3 } from './checksum.js';
import * as messages from './write-messages.js';

/** A group to be written. */
export interface NewGroup {
  readonly kind: 'group';
  /** Attributes, each a text. */
  readonly attributes?: ReadonlyMap<string, string>;
  readonly members: ReadonlyMap<string, NewGroup | NewDataset>;
}

/** A dataset to be written. */
export interface NewDataset {
  readonly kind: 'dataset';
  readonly tensor: Tensor;
}

/**
 * Writes an HDF5 file that libhdf5 1.8 and later read: HDF5 File Format Specification 3.0, superblock 2, links and
 * attributes in the objects' headers, numbers in one piece each, texts in one global heap.
 *
 * The same tree gives the same bytes.
 *
 * @throws ArgumentError when there are more texts than a heap can number.
 */
export function writeHdf5(root: NewGroup): Uint8Array {
  const writer = new ByteWriter();
  writer.skip(48);
  const heap = writeHeap(writer, collectTexts(root));
  const rootAddress = writeObject(writer, heap, root);
  const bytes = writer.finish();
  bytes.set(superblock(bytes.length, rootAddress));
  return bytes;
}

function superblock(end: number, root: number): Uint8Array {
  const writer = new ByteWriter();
  writer.bytes(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a));
  // version, bytes of addresses and lengths, flags
  writer.bytes(Uint8Array.of(2, 8, 8, 0));
  writer.u64(0);
  writer.nowhere();
  writer.u64(end);
  writer.u64(root);
  return sealed(writer);
}

/** What is written, with its checksum behind it. */
function sealed(writer: ByteWriter): Uint8Array {
  writer.u32(lookup3(writer.finish()));
  return writer.finish();
}

/** Where texts are: in one heap, each under a number. */
interface Heap {
  readonly address: number;
  readonly numbers: ReadonlyMap<string, number>;
}

function collectTexts({ attributes = new Map<string, string>(), members }: NewGroup): string[] {
  const below = [...members.values()].flatMap((member) =>
    member.kind === 'group' ? collectTexts(member) : [],
  );
  return [...attributes.values(), ...below];
}

function writeHeap(writer: ByteWriter, texts: readonly string[]): Heap {
  const numbers = new Map([...new Set(texts)].map((text, i) => [text, i + 1]));
  if (numbers.size > 0xffff) {
    throw new ArgumentError(
      `writeHdf5: there are ${numbers.size} different texts, but a heap numbers at most 65535.`,
    );
  }
  const body = new ByteWriter();
  for (const [text, number] of numbers) {
    const encoded = encodeUtf8(text);
    body.u16(number);
    body.skip(6);
    body.u64(encoded.length);
    body.bytes(encoded);
    body.align(8);
  }
  // the format asks for 4096 bytes at least; what is free is told under the number 0
  const length = Math.max(4096, 16 + body.position + 16);
  const free = length - 16 - body.position;
  body.skip(8);
  body.u64(free);
  body.skip(free - 16);
  const address = writer.position;
  writer.text('GCOL');
  writer.bytes(Uint8Array.of(1, 0, 0, 0));
  writer.u64(length);
  writer.bytes(body.finish());
  return { address, numbers };
}

/** Writes an object and, ahead of it, all that it holds. */
function writeObject(writer: ByteWriter, heap: Heap, object: NewGroup | NewDataset): number {
  const list =
    object.kind === 'group' ? groupMessages(writer, heap, object) : datasetMessages(writer, object.tensor);
  const header = new ByteWriter();
  header.text('OHDR');
  const body = new ByteWriter();
  for (const { type, data } of list) {
    body.u8(type);
    body.u16(data.length);
    body.u8(0);
    body.bytes(data);
  }
  // version 2, whose length takes four bytes
  header.bytes(Uint8Array.of(2, 2));
  header.u32(body.position);
  header.bytes(body.finish());
  writer.align(8);
  const address = writer.position;
  writer.bytes(sealed(header));
  return address;
}

function groupMessages(
  writer: ByteWriter,
  heap: Heap,
  { attributes = new Map<string, string>(), members }: NewGroup,
): messages.NewMessage[] {
  const links = [...members].map(([name, member]) => messages.link(name, writeObject(writer, heap, member)));
  const texts = [...attributes].map(([name, text]) =>
    messages.textAttribute(name, {
      length: encodeUtf8(text).length,
      heap: heap.address,
      number: heap.numbers.get(text)!,
    }),
  );
  return [messages.linkInfo(), messages.groupInfo(), ...links, ...texts];
}

function datasetMessages(writer: ByteWriter, { dtype, shape, data }: Tensor): messages.NewMessage[] {
  writer.align(8);
  const address = writer.position;
  for (const word of new Uint32Array(data.buffer, data.byteOffset, data.length)) writer.u32(word);
  return [
    messages.dataspace(shape),
    messages.datatype(dtype),
    messages.fillValue(),
    messages.layout(data.length === 0 ? undefined : address, data.byteLength),
  ];
}
