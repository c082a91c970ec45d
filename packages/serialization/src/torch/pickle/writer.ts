import { encodeUtf8 } from '../../text.js';

/**
 * Writes a pickle of protocol 2 with the few instructions that PyTorch's `weights_only` reader knows, and without a memo:
 * nothing is written twice that would be worth it.
 */
export class PickleWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  constructor() {
    this.#put(0x80, 2);
  }

  /** A name of Python. */
  global(module: string, name: string): void {
    this.#code('c');
    this.#append(encodeUtf8(`${module}\n${name}\n`));
  }

  text(text: string): void {
    const encoded = encodeUtf8(text);
    this.#code('X');
    this.#u32(encoded.length);
    this.#append(encoded);
  }

  /** A whole number of at least 0. */
  integer(value: number): void {
    if (value < 2 ** 8) {
      this.#code('K');
      this.#put(value);
    } else if (value < 2 ** 31) {
      this.#code('J');
      this.#u32(value);
    } else {
      this.#put(0x8a, 8);
      this.#u32(value % 2 ** 32);
      this.#u32(Math.floor(value / 2 ** 32));
    }
  }

  bool(value: boolean): void {
    this.#put(value ? 0x88 : 0x89);
  }

  tuple(items: () => void): void {
    this.#code('(');
    items();
    this.#code('t');
  }

  /** What comes of calling a name with arguments. */
  call(module: string, name: string, args: () => void): void {
    this.global(module, name);
    this.tuple(args);
    this.#code('R');
  }

  /** What is kept outside of the pickle, by a tuple that tells it. */
  persistent(id: () => void): void {
    this.tuple(id);
    this.#code('Q');
  }

  /** Puts items into the dict that was written last; `write` writes a key and a value for each. */
  items<T>(list: readonly T[], write: (item: T, index: number) => void): void {
    this.#code('(');
    list.forEach(write);
    this.#code('u');
  }

  /** The whole pickle. */
  end(): Uint8Array {
    this.#code('.');
    return this.#bytes.slice(0, this.#length);
  }

  #code(character: string): void {
    this.#put(character.charCodeAt(0));
  }

  #u32(value: number): void {
    this.#put(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
  }

  #put(...bytes: number[]): void {
    this.#append(bytes);
  }

  #append(bytes: ArrayLike<number>): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const longer = new Uint8Array(2 * (this.#length + bytes.length));
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}
