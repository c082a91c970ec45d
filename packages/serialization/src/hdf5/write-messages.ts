import type { DType, Shape } from '@sluice/math';
import { encodeUtf8 } from '../text.js';
import { ByteWriter } from './byte-writer.js';
import { messageTypes } from './object-header.js';

/** A message of an object's header. */
export interface NewMessage {
  readonly type: number;
  readonly data: Uint8Array;
}

const GROUP_INFO = 0x0a;

const message = (type: number, write: (writer: ByteWriter) => void): NewMessage => {
  const writer = new ByteWriter();
  write(writer);
  return { type, data: writer.finish() };
};

/** Says that all links of a group are in its header. */
export const linkInfo = (): NewMessage =>
  message(messageTypes.linkInfo, (writer) => {
    writer.skip(2);
    writer.nowhere();
    writer.nowhere();
  });

/** A group without wishes. */
export const groupInfo = (): NewMessage => message(GROUP_INFO, (writer) => writer.skip(2));

/** A name in a group, and where the object's header stands. */
export const link = (name: string, address: number): NewMessage =>
  message(messageTypes.link, (writer) => {
    const encoded = encodeUtf8(name);
    // version 1; the name's character set is given, and its length takes two bytes
    writer.bytes(Uint8Array.of(1, 0x11, UTF8));
    writer.u16(encoded.length);
    writer.bytes(encoded);
    writer.u64(address);
  });

const UTF8 = 1;

/** A text of any length, which stands in the global heap under a number. */
export const textAttribute = (
  name: string,
  { length, heap, number }: { length: number; heap: number; number: number },
): NewMessage =>
  message(messageTypes.attribute, (writer) => {
    const encoded = encodeUtf8(`${name}\0`);
    // version 3
    writer.bytes(Uint8Array.of(3, 0));
    writer.u16(encoded.length);
    writer.u16(16);
    writer.u16(4);
    writer.u8(UTF8);
    writer.bytes(encoded);
    // text of its own length, which consists of characters
    writer.bytes(Uint8Array.of(0x19, 0x01, UTF8, 0, 16, 0, 0, 0));
    writer.bytes(Uint8Array.of(0x13, UTF8 << 4, 0, 0, 1, 0, 0, 0));
    // a single one
    writer.bytes(Uint8Array.of(2, 0, 0, 0));
    writer.u32(length);
    writer.u64(heap);
    writer.u32(number);
  });

/** A shape. */
export const dataspace = (shape: Shape): NewMessage =>
  message(messageTypes.dataspace, (writer) => {
    writer.bytes(Uint8Array.of(2, shape.length, 0, shape.length === 0 ? 0 : 1));
    for (const size of shape) writer.u64(size);
  });

const datatypes: { readonly [D in DType]: Uint8Array } = {
  // IEEE: sign at bit 31, 32 bits, exponent of 8 at bit 23, fraction of 23 at bit 0, bias 127
  f32: Uint8Array.of(0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0),
  // signed, 32 bits
  i32: Uint8Array.of(0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0),
};

/** What the elements are. */
export const datatype = (dtype: DType): NewMessage => ({
  type: messageTypes.datatype,
  data: datatypes[dtype],
});

/** Version 3: no fill value, space taken late, filled only where one is set. */
export const fillValue = (): NewMessage => ({ type: messageTypes.fillValue, data: Uint8Array.of(3, 0x0a) });

/** Numbers in one piece. */
export const layout = (address: number | undefined, bytes: number): NewMessage =>
  message(messageTypes.layout, (writer) => {
    // version 3, contiguous
    writer.bytes(Uint8Array.of(3, 1));
    if (address === undefined) writer.nowhere();
    else writer.u64(address);
    writer.u64(bytes);
  });
