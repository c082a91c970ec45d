import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ArgumentError } from '@sluice/math';
import { MAX_MODEL_BYTES } from './decode.js';
import type { Draft, Messages, ModelProto } from './messages.js';
import {
  isMessage,
  isNumberKind,
  schema,
  wireTypes,
  type Field,
  type MessageName,
  type NumberKind,
} from './schema.js';

/**
 * Writes an ONNX model. A text that is `''` and all that is undefined are left out, which means the same.
 *
 * @throws ArgumentError when the model would take more than the 2 GB that a protobuf message holds.
 */
export function encodeModel(model: Draft<ModelProto>): Uint8Array {
  const bytes = countBytes(model);
  if (bytes > MAX_MODEL_BYTES) {
    throw new ArgumentError(
      `ONNX: the model takes ${bytes} bytes and more, but a protobuf message holds at most ${MAX_MODEL_BYTES}.`,
    );
  }
  const writer = new BinaryWriter();
  encodeMessage(writer, 'ModelProto', model);
  return writer.finish();
}

function encodeMessage<N extends MessageName>(
  writer: BinaryWriter,
  name: N,
  message: Draft<Messages[N]>,
): void {
  const values = message as Readonly<Record<string, unknown>>;
  for (const [property, field] of Object.entries(schema[name] as Record<string, Field>)) {
    const value = values[property];
    if (value === undefined || (value === '' && field.label === 'one')) continue;
    if (field.label === 'one') encodeValue(writer, field, value);
    else if (field.label === 'list')
      for (const element of Array.from(value as ArrayLike<unknown>)) encodeValue(writer, field, element);
    else encodePacked(writer, field, value as ArrayLike<number>);
  }
}

function encodeValue(writer: BinaryWriter, { number, kind }: Field, value: unknown): void {
  if (isMessage(kind)) {
    writer.tag(number, WireType.LengthDelimited).fork();
    encodeMessage(writer, kind, value as Draft<Messages[MessageName]>);
    writer.join();
    return;
  }
  writer.tag(number, wireTypes[kind]);
  if (isNumberKind(kind)) writeNumber(writer, kind, value as number);
  else if (kind === 'bytes') writer.bytes(value as Uint8Array);
  else writer.string(value as string);
}

function encodePacked(writer: BinaryWriter, { number, kind }: Field, values: ArrayLike<number>): void {
  if (values.length === 0) return;
  writer.tag(number, WireType.LengthDelimited).fork();
  for (let i = 0; i < values.length; i++) writeNumber(writer, kind as NumberKind, values[i]!);
  writer.join();
}

function writeNumber(writer: BinaryWriter, kind: NumberKind, value: number): void {
  // 2⁶³ is what the greatest i64 is read as
  if (kind === 'int64') writer.int64(value >= 2 ** 63 ? 2n ** 63n - 1n : value);
  else writer[kind](value);
}

/** What bytes and numbers take in all, which is nearly all that a large model takes. */
function countBytes(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const part of Object.values(value)) sum += countBytes(part);
  return sum;
}
