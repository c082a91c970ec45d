import { formatBytes } from '@sluice/math';
import { decodeUtf8 } from '../text.js';
import { fail } from './fail.js';

/** What stands for "there is nothing" where an address is expected. */
const NOWHERE = 2n ** 64n - 1n;

/** How many times over the file's length structures may be read, however they point into each other. */
const READINGS = 8;
/** How many times the file's length all numbers together may become once unpacked and filled in. */
const GROWTH = 32;
/** What even a small file may ask for. */
const ALLOWANCE = 2 ** 24;

/**
 * The bytes of a file. Whatever is read of them is counted, so that structures which contain each other, or share what
 * they point to, come to an end.
 */
export class FileBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  #readable: number;
  #makeable: number;

  constructor(bytes: Uint8Array) {
    // a Buffer of Node has a `slice` that copies nothing
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#readable = READINGS * bytes.length + ALLOWANCE / 16;
    this.#makeable = GROWTH * bytes.length + ALLOWANCE;
  }

  /** A part of the file, `length` bytes from an address on; `what` is named where it is not in the file. */
  section(address: number | undefined, length: number, what: string): Section {
    if (address === undefined)
      fail(`there is no ${what}, though something points to it; the file is damaged`);
    if (address + length > this.bytes.length) {
      fail(
        `the ${what} should be bytes ${address} to ${address + length}, but the file ends at byte ${this.bytes.length}; ` +
          `it is cut off or damaged`,
      );
    }
    this.#readable -= length;
    if (this.#readable < 0) {
      fail(`the ${what} at byte ${address} is one of structures that point to each other without end`);
    }
    return new Section(this, what, address, address + length);
  }

  /** Counts memory that is about to be taken. */
  take(length: number, what: string): void {
    this.#makeable -= length;
    if (!(this.#makeable >= 0)) {
      fail(
        `${what} would take ${formatBytes(length)}, which is too much for a file of ${formatBytes(this.bytes.length)}; ` +
          `it is made to exhaust the memory. If it is not, write it without compression`,
      );
    }
  }
}

/** Reads part of a file, from its beginning to its end. Numbers are little-endian. */
export class Section {
  readonly file: FileBytes;
  /** What this is, in messages. */
  readonly what: string;
  readonly begin: number;
  readonly end: number;
  position: number;

  constructor(file: FileBytes, what: string, begin: number, end: number) {
    this.file = file;
    this.what = what;
    this.begin = begin;
    this.end = end;
    this.position = begin;
  }

  get left(): number {
    return this.end - this.position;
  }

  /** Fails with what this is and where it stands. */
  fail(problem: string): never {
    return fail(`the ${this.what} before byte ${this.position} ${problem}; the file is damaged`);
  }

  skip(length: number): void {
    if (length > this.left) this.fail(`ends ${length - this.left} bytes early`);
    this.position += length;
  }

  u8(): number {
    this.skip(1);
    return this.file.view.getUint8(this.position - 1);
  }

  u16(): number {
    this.skip(2);
    return this.file.view.getUint16(this.position - 2, true);
  }

  u32(): number {
    this.skip(4);
    return this.file.view.getUint32(this.position - 4, true);
  }

  /** A length of 8 bytes: more than a double can count is more than any file has. */
  length(): number {
    this.skip(8);
    const value = this.file.view.getBigUint64(this.position - 8, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.fail(`holds the length ${value}`);
    return Number(value);
  }

  /** Where something stands in the file; undefined where there is nothing. */
  address(): number | undefined {
    this.skip(8);
    if (this.file.view.getBigUint64(this.position - 8, true) === NOWHERE) return undefined;
    this.position -= 8;
    return this.length();
  }

  /** An unsigned number of up to 8 bytes. */
  uint(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.u8() * 2 ** (8 * i);
    if (!Number.isSafeInteger(value)) this.fail(`holds the number ${value}`);
    return value;
  }

  /** A view of the next bytes. */
  bytes(length: number): Uint8Array {
    this.skip(length);
    return this.file.bytes.subarray(this.position - length, this.position);
  }

  /** The next bytes as a section of their own. */
  part(length: number, what = this.what): Section {
    this.skip(length);
    return new Section(this.file, what, this.position - length, this.position);
  }

  /** The same section, to be read from its beginning. */
  restarted(): Section {
    return new Section(this.file, this.what, this.begin, this.end);
  }

  /** Fails unless these four letters come next. */
  signature(letters: string): void {
    const found = String.fromCharCode(...this.bytes(4));
    if (found !== letters) this.fail(`should begin with ${letters}`);
  }

  /** Fails unless the next byte is this version. */
  version(expected: number): void {
    const found = this.u8();
    if (found !== expected) this.fail(`is of version ${found}, but only ${expected} is known`);
  }

  text(length: number): string {
    return decodeUtf8(this.bytes(length), `HDF5: the ${this.what} at byte ${this.position}`);
  }
}
