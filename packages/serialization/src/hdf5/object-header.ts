import type { FileBytes, Section } from './bytes.js';
import { checkSum } from './checksum.js';
import { fail, unsupported } from './fail.js';

/** What the messages of an object are about; others are not needed to read it. */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** A type of message. */
export type MessageType = (typeof messageTypes)[keyof typeof messageTypes];

/** The messages of which a group or a dataset consists, each as a section that stands at its beginning. */
export interface ObjectHeader {
  readonly address: number;
  all(type: MessageType): Section[];
  /** The message of a type of which there is at most one. */
  one(type: MessageType): Section | undefined;
}

interface Message {
  readonly type: number;
  readonly flags: number;
  readonly body: Section;
}

/** Reads the messages of the object whose header stands at an address. */
export function readObjectHeader(file: FileBytes, address: number): ObjectHeader {
  const isOld = file.section(address, 1, 'object header').u8() === 1;
  const messages = isOld ? readOld(file, address) : readNew(file, address);
  const all = (type: MessageType): Section[] =>
    messages
      .filter((message) => message.type === type)
      .map(({ flags, body }) => {
        if (flags & SHARED) unsupported(`the object at byte ${address} shares its parts with others`);
        return body.restarted();
      });
  return {
    address,
    all,
    one(type) {
      const [only, second] = all(type);
      if (second) fail(`the object at byte ${address} has two messages of type ${type}; the file is damaged`);
      return only;
    },
  };
}

/** The flag of a message that says only where its contents are. */
const SHARED = 2;

/**
 * Version 1: a block of messages, which may go on in others. How many there are is told, but libhdf5 does not look at
 * it.
 */
function readOld(file: FileBytes, address: number): Message[] {
  const prefix = file.section(address, 16, 'object header');
  prefix.skip(8);
  const messages: Message[] = [];
  const blocks = new Blocks(address + 16, prefix.u32());
  for (const [begin, length] of blocks) {
    const block = file.section(begin, length, 'object header');
    while (block.left >= 8) {
      const type = block.u16();
      const size = block.u16();
      const flags = block.u8();
      block.skip(3);
      const message = { type, flags, body: block.part(size, 'message') };
      messages.push(message);
      blocks.follow(message);
    }
  }
  return messages;
}

/** Version 2: blocks of messages, each with a checksum. */
function readNew(file: FileBytes, address: number): Message[] {
  const prefix = file.section(address, 6, 'object header');
  prefix.signature('OHDR');
  prefix.version(2);
  const flags = prefix.u8();
  const begin = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 2 ** (flags & 3);
  const first = file.section(begin, sizeBytes, 'object header').uint(sizeBytes);
  const messages: Message[] = [];
  const readBlock = (block: Section, end: number): void => {
    const headLength = flags & 4 ? 6 : 4;
    // what is too short for a message is a gap
    while (end - block.position >= headLength) {
      const type = block.u8();
      const size = block.u16();
      const messageFlags = block.u8();
      block.skip(headLength - 4);
      if (size > end - block.position) block.fail('holds a message that is longer than it');
      messages.push({ type, flags: messageFlags, body: block.part(size, 'message') });
    }
    block.skip(end - block.position);
  };
  const start = file.section(begin + sizeBytes, first + 4, 'object header');
  readBlock(start, start.end - 4);
  checkSum(start, address);
  const blocks = new Blocks();
  messages.forEach((message) => blocks.follow(message));
  for (const [at, length] of blocks) {
    const block = file.section(at, length, 'continued object header');
    block.signature('OCHK');
    const known = messages.length;
    readBlock(block, block.end - 4);
    checkSum(block, at);
    messages.slice(known).forEach((message) => blocks.follow(message));
  }
  return messages;
}

/** The blocks that an object's messages stand in. Messages of one may name another, but none comes twice. */
class Blocks implements Iterable<readonly [number, number]> {
  readonly #list: (readonly [number, number])[] = [];

  constructor(address?: number, length = 0) {
    if (address !== undefined) this.#list.push([address, length]);
  }

  /** Adds the block that a message names, if it is one that does. */
  follow({ type, body }: Message): void {
    if (type !== messageTypes.continuation) return;
    const section: Section = body.restarted();
    const address = section.address();
    if (address === undefined || this.#list.some(([known]) => known === address)) {
      section.fail('goes on where it has been already');
    }
    this.#list.push([address, section.length()]);
  }

  *[Symbol.iterator](): Iterator<readonly [number, number]> {
    // the list grows while it is gone through
    for (let i = 0; i < this.#list.length; i++) yield this.#list[i]!;
  }
}
