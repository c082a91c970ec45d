import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FormatError } from '../../format-error.js';
import { decodeUtf8 } from '../../text.js';
import type { Messages, ModelProto } from './messages.js';
import { NumberList } from './number-list.js';
import {
  isMessage,
  isNumberKind,
  schema,
  wireTypes,
  type Field,
  type Kind,
  type MessageName,
  type NumberKind,
} from './schema.js';

/** How deep messages may nest: a graph in a graph takes three levels. */
const MAX_DEPTH = 100;

/** How many messages and texts there may be in all, so that a file of empty ones cannot ask for many times its length. */
const MAX_PARTS = 4_000_000;

/** What protobuf itself allows one message. */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** Stands for every list that a message does not have, so that an empty message takes little. */
const none: readonly never[] = Object.freeze([]);

/** A field under the name of its property. */
interface NamedField extends Field {
  readonly property: string;
}

/** What is known of a message: its fields by number, and what it is where the file says nothing. */
interface Known {
  readonly fields: ReadonlyMap<number, NamedField>;
  readonly empty: Readonly<Record<string, unknown>>;
}

const knownMessages = new Map<MessageName, Known>(
  Object.entries(schema).map(([message, described]) => {
    const fields = new Map<number, NamedField>();
    const empty: Record<string, unknown> = {};
    for (const [property, field] of Object.entries(described as Record<string, Field>)) {
      fields.set(field.number, { ...field, property });
      if (field.label !== 'one') empty[property] = none;
      else if (field.kind === 'string') empty[property] = '';
    }
    return [message as MessageName, { fields, empty }];
  }),
);

/**
 * Reads the bytes of an ONNX model. Time and memory are proportional to the length of the file; a tensor's `rawData` is a
 * view of it.
 *
 * @throws FormatError when the bytes are no such message, with the byte.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  if (bytes.length > MAX_MODEL_BYTES) {
    throw new FormatError(
      `ONNX: the file has ${bytes.length} bytes, but a protobuf message holds at most ${MAX_MODEL_BYTES}; ` +
        `save the model with its weights in external data files.`,
    );
  }
  return new Decoder(bytes).message('ModelProto', bytes.length);
}

class Decoder {
  readonly #reader: BinaryReader;
  #depth = 0;
  #parts = 0;

  constructor(bytes: Uint8Array) {
    // a Buffer's views are Buffers, which have methods of their own
    this.#reader = new BinaryReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  /** Reads a message that ends at byte `end`. */
  message<N extends MessageName>(name: N, end: number): Messages[N] {
    const reader = this.#reader;
    const { fields, empty } = knownMessages.get(name)!;
    const message: Record<string, unknown> = { ...empty };
    if (++this.#depth > MAX_DEPTH) fail(name, reader.pos, `messages nest deeper than ${MAX_DEPTH} levels`);
    while (reader.pos < end) {
      const start = reader.pos;
      try {
        const [number, wireType] = reader.tag();
        const field = fields.get(number);
        if (!field) reader.skip(wireType, number);
        else this.#field(message, field, wireType);
        if (reader.pos > end) throw new Error(`the message ends at byte ${end} in the midst of a field`);
      } catch (cause) {
        // the wire reader's errors are of no class of their own; those of messages inside name their byte already
        if (cause instanceof FormatError || !(cause instanceof Error)) throw cause;
        fail(name, start, cause.message);
      }
    }
    this.#depth--;
    for (const [property, value] of Object.entries(message)) {
      if (value instanceof NumberList) message[property] = value.finish();
    }
    return message as unknown as Messages[N];
  }

  #field(message: Record<string, unknown>, { kind, label, property }: NamedField, wireType: WireType): void {
    const reader = this.#reader;
    const expected = isMessage(kind) ? WireType.LengthDelimited : wireTypes[kind];
    const packed = label !== 'one' && isNumberKind(kind) && wireType === WireType.LengthDelimited;
    if (wireType !== expected && !packed) {
      throw new Error(`${property} stands there as wire type ${wireType}, but it is ${expected}`);
    }
    if (label !== 'one' && isNumberKind(kind)) {
      const list = message[property] === none ? new NumberList(kind) : (message[property] as NumberList);
      message[property] = list;
      const end = packed ? this.#end() : reader.pos + 1;
      while (reader.pos < end) list.push(Number(reader[kind]()));
      if (packed && reader.pos > end) throw new Error(`${property} ends in the midst of a number`);
      return;
    }
    const value = isNumberKind(kind) ? Number(reader[kind]()) : this.#part(kind, property);
    if (label === 'one') {
      if (isMessage(kind) && message[property] !== undefined)
        throw new Error(`${property} stands there twice`);
      message[property] = value;
    } else if (message[property] === none) message[property] = [value];
    else (message[property] as unknown[]).push(value);
  }

  #part(kind: Exclude<Kind, NumberKind>, property: string): unknown {
    if (++this.#parts > MAX_PARTS) throw new Error(`there are more than ${MAX_PARTS} messages and texts`);
    if (isMessage(kind)) return this.message(kind, this.#end());
    const bytes = this.#reader.bytes();
    return kind === 'bytes' ? bytes : decodeUtf8(bytes, `ONNX: ${property}`);
  }

  /** Reads a length, and gives the byte where what follows ends. */
  #end(): number {
    const length = this.#reader.uint32();
    const end = this.#reader.pos + length;
    if (end > this.#reader.len) throw new Error(`${length} bytes should follow, but the file ends before`);
    return end;
  }
}

function fail(name: MessageName, byte: number, problem: string): never {
  const article = /^[AO]/.test(name) ? 'an' : 'a';
  throw new FormatError(
    `ONNX: byte ${byte}, in ${article} ${name}: ${problem}; the file is damaged, or no ONNX model.`,
  );
}
