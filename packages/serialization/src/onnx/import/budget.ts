import { FormatError } from '../../format-error.js';

/** Numbers that may be computed while reading whatever the file's length: enough for masks and tables. */
const FREE_NUMBERS = 2 ** 24;

/** Numbers that may be computed for each byte of the file: exporters move each weight about a few times. */
const NUMBERS_PER_BYTE = 8;

/** Nodes that one walk may come by whatever the file's length, and for each byte of it: calls make many nodes out of few. */
const FREE_VISITS = 200_000;
const VISITS_PER_BYTE = 1;

/** How deep graphs and calls may stand in each other. */
export const MAX_NESTING = 64;

/** What reading a file may cost: so a small file cannot ask for much time and memory. */
export class Budget {
  #numbers: number;
  /** Nodes that one walk may come by. */
  readonly visits: number;

  constructor(fileLength: number) {
    this.#numbers = FREE_NUMBERS + NUMBERS_PER_BYTE * fileLength;
    this.visits = FREE_VISITS + VISITS_PER_BYTE * fileLength;
  }

  /** What stands in files beside the model counts as what stands in itself. */
  allow(numbers: number): void {
    this.#numbers += NUMBERS_PER_BYTE * numbers;
  }

  /** Throws a FormatError when so many numbers are too many. */
  compute(numbers: number): void {
    if (!(numbers <= this.#numbers)) {
      throw new FormatError(
        `It computes ${numbers} numbers from known ones, out of proportion to the length of the file.`,
      );
    }
    this.#numbers -= numbers;
  }
}
