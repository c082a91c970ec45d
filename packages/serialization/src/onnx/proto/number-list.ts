import type { NumberKind } from './schema.js';

type Numbers = Float32Array | Float64Array | Int32Array;

/** How many numbers a growing list begins with. */
const FIRST_LENGTH = 8;

/** Numbers that come one after another, in as few bytes as hold them exactly. */
export class NumberList {
  readonly #create: (length: number) => Numbers;
  #numbers: Numbers;
  #length = 0;

  constructor(kind: NumberKind) {
    const Numbers = kind === 'float' ? Float32Array : kind === 'int32' ? Int32Array : Float64Array;
    this.#create = (length) => new Numbers(length);
    this.#numbers = this.#create(FIRST_LENGTH);
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const longer = this.#create(2 * this.#length);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.#length++] = value;
  }

  finish(): ArrayLike<number> {
    return this.#numbers.slice(0, this.#length);
  }
}
