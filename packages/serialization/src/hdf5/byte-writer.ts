/** Writes bytes one behind the other. Numbers are little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;

  get position(): number {
    return this.#position;
  }

  /** Leaves zeros. */
  skip(length: number): void {
    this.#reserve(length);
  }

  /** Leaves zeros up to a multiple of so many bytes. */
  align(multiple: number): void {
    this.skip((multiple - (this.#position % multiple)) % multiple);
  }

  u8(value: number): void {
    // makes room first, since that may change the view
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: number): void {
    const at = this.#reserve(8);
    this.#view.setBigUint64(at, BigInt(value), true);
  }

  /** The address that stands for nothing. */
  nowhere(): void {
    this.bytes(new Uint8Array(8).fill(0xff));
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Letters of ASCII. */
  text(letters: string): void {
    this.bytes(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
  }

  /** All that has been written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#position);
  }

  /** Makes room, and tells where it begins. */
  #reserve(length: number): number {
    const at = this.#position;
    this.#position += length;
    if (this.#position > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#position, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
