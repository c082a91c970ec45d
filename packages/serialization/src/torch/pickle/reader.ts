import { FormatError } from '../../format-error.js';
import { decodeUtf8, quote } from '../../text.js';

const NEWLINE = 0x0a;

/** Whole numbers of more bytes than this mean nothing here, and take time that grows with their square. */
const MAX_NUMBER_BYTES = 256;

/** Reads the bytes of a pickle from a place on, and fails with the byte that is wrong. */
export class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly what: string;
  position: number;

  /** @param what - the pickle, as messages call it. */
  constructor(bytes: Uint8Array, what: string, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.what = what;
    this.position = position;
  }

  /** How many bytes there are in all. */
  get length(): number {
    return this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Beyond 2⁵³ the number is rounded, but then it is longer than any file as well. */
  u64(): number {
    const low = this.u32();
    return this.u32() * 2 ** 32 + low;
  }

  f64BigEndian(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** The next bytes, as a view. */
  bytes(count: number): Uint8Array {
    const begin = this.#take(count);
    return this.#bytes.subarray(begin, begin + count);
  }

  text(count: number): string {
    const begin = this.position;
    return decodeUtf8(this.bytes(count), `${this.what}, byte ${begin}: the text`);
  }

  /** The bytes up to the end of the line, which is passed over. */
  line(): Uint8Array {
    const end = this.#bytes.indexOf(NEWLINE, this.position);
    if (end < 0) this.fail('a line of the pickle has no end; the file is cut off');
    const line = this.bytes(end - this.position);
    this.position++;
    return line;
  }

  textLine(): string {
    const begin = this.position;
    return decodeUtf8(this.line(), `${this.what}, byte ${begin}: the line`);
  }

  /** A whole number of so many bytes, little-endian, in two's complement. */
  integer(count: number): number | bigint {
    if (count > MAX_NUMBER_BYTES)
      this.fail(`a number has ${count} bytes, but at most ${MAX_NUMBER_BYTES} are read`);
    let value = 0n;
    const bytes = this.bytes(count);
    for (let i = count - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i]!);
    return plainInteger(BigInt.asIntN(8 * count, value));
  }

  /** A whole number in decimal digits. */
  integerFrom(digits: string): number | bigint {
    if (!/^[+-]?[0-9]+$/.test(digits) || digits.length > 2 * MAX_NUMBER_BYTES) {
      this.fail(`expected a whole number, but found ${quote(digits)}`);
    }
    return plainInteger(BigInt(digits.replace('+', '')));
  }

  /** Throws a FormatError that names the byte, by default the next one to be read. */
  fail(problem: string, position = this.position): never {
    throw new FormatError(`${this.what}, byte ${position}: ${problem}.`);
  }

  #take(count: number): number {
    const begin = this.position;
    if (begin + count > this.#bytes.length) {
      const left = this.#bytes.length - begin;
      this.fail(
        `expected ${count} more ${count === 1 ? 'byte' : 'bytes'}, but ${left} are left; the file is cut off`,
      );
    }
    this.position += count;
    return begin;
  }
}

const plainInteger = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;
