import { ByteWriter } from '../../src/hdf5/byte-writer.js';
import { lookup3 } from '../../src/hdf5/checksum.js';
import * as messages from '../../src/hdf5/write-messages.js';

/** A message of an object's header: its type, its bytes, and its flags. */
export interface Crafted extends messages.NewMessage {
  readonly flags?: number;
}

/** A version 2 object header with its checksum. */
export function objectHeader(list: readonly Crafted[]): Uint8Array {
  const writer = new ByteWriter();
  const body = new ByteWriter();
  for (const { type, data, flags = 0 } of list) {
    body.u8(type);
    body.u16(data.length);
    body.u8(flags);
    body.bytes(data);
  }
  writer.text('OHDR');
  writer.bytes(Uint8Array.of(2, 2));
  writer.u32(body.position);
  writer.bytes(body.finish());
  writer.u32(lookup3(writer.finish()));
  return writer.finish();
}

/** Bytes that a function writes. */
export function write(fill: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  fill(writer);
  return writer.finish();
}

/** Where `craft` puts the first byte of its data. */
export const DATA = 48;

/** A file with data behind its superblock, then the header of the root, which is told where it stands itself. */
export function craft(data: Uint8Array, root: (address: number) => readonly Crafted[]): Uint8Array {
  const address = DATA + data.length;
  const header = objectHeader(root(address));
  const start = write((writer) => {
    writer.bytes(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0));
    writer.u64(0);
    writer.nowhere();
    writer.u64(address + header.length);
    writer.u64(address);
    writer.u32(lookup3(writer.finish()));
  });
  return Uint8Array.from([...start, ...data, ...header]);
}

/** A file whose root holds one dataset, `d`, made of these messages, behind some data. */
export function craftDataset(data: Uint8Array, list: readonly Crafted[]): Uint8Array {
  const dataset = objectHeader(list);
  return craft(Uint8Array.from([...data, ...dataset]), () => [
    messages.linkInfo(),
    messages.groupInfo(),
    messages.link('d', DATA + data.length),
  ]);
}
