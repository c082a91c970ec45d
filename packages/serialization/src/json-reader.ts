import { FormatError } from './format-error.js';
import { encodeUtf8, isWellFormed, quote } from './text.js';

/** How deep values may nest: far more than any file needs, and far less than would exhaust the stack. */
export const MAX_DEPTH = 128;

/** How many members and elements there may be in all, so that a text of some megabytes cannot ask for gigabytes. */
export const MAX_VALUES = 2_000_000;

/** Where a text comes from, for messages. */
export interface JsonOrigin {
  /** Begins every message: what the text is. */
  readonly what: string;
  /** Offset of the text's first byte in the file. */
  readonly offset: number;
}

/**
 * Reads JSON of which it is known what should come next, and fails with the byte where something else does.
 *
 * Unlike `JSON.parse` it refuses a name that stands twice in one object, and nesting or numbers of values without bound; and
 * it builds nothing that is not asked for: a name such as `__proto__` is handed over like any other.
 */
export class JsonReader {
  readonly #text: string;
  readonly #origin: JsonOrigin;
  #position = 0;
  #depth = 0;
  #values = 0;

  constructor(text: string, origin: JsonOrigin) {
    this.#text = text;
    this.#origin = origin;
  }

  /** Hands over each name of an object, in order; the callback must read the value. */
  object(member: (name: string) => void): void {
    const names = new Set<string>();
    this.#nested('{', '}', 'an object', () => {
      this.#space();
      const start = this.#position;
      const name = this.string('a name in quotes');
      if (names.has(name)) this.fail(`the name ${quote(name)} stands twice in one object`, start);
      names.add(name);
      this.#take(':');
      member(name);
    });
  }

  /** Calls back at each element of an array; the callback must read it. */
  array(element: () => void): void {
    this.#nested('[', ']', 'an array', element);
  }

  string(expected = 'a text in quotes'): string {
    this.#space();
    const start = this.#position;
    if (this.#text[start] !== '"') this.#failExpecting(expected);
    // nearly every text is plain, and then it stands there as it is
    let end = start + 1;
    while (isPlain(this.#text.charCodeAt(end))) end++;
    if (this.#text[end] === '"') {
      this.#position = end + 1;
      return this.#text.slice(start + 1, end);
    }
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    try {
      const value = JSON.parse(this.#text.slice(start, end + 1)) as string;
      // nothing that holds one could be written again
      if (!isWellFormed(value)) this.fail('a text in quotes holds half of a surrogate pair', start);
      this.#position = end + 1;
      return value;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      return this.fail('a text in quotes is cut off, or holds a bad escape or a control character', start);
    }
  }

  /** An integer of at least 0 that a double holds exactly. */
  count(): number {
    this.#space();
    const start = this.#position;
    const digits = this.#numberAt(start);
    const value = Number(digits);
    if (!/^(?:0|[1-9][0-9]*)$/.test(digits) || !Number.isSafeInteger(value)) {
      this.#failExpecting('an integer from 0 to 2^53 - 1');
    }
    this.#position = start + digits.length;
    return value;
  }

  /** Reads any value, and keeps nothing of it. */
  skip(): void {
    this.#space();
    const start = this.#position;
    const first = this.#text[start];
    if (first === '{') this.object(() => this.skip());
    else if (first === '[') this.array(() => this.skip());
    else if (first === '"') this.string();
    else {
      const word = ['true', 'false', 'null'].find((literal) => this.#text.startsWith(literal, start));
      const token = word ?? this.#numberAt(start);
      if (!word && !/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(token)) {
        this.#failExpecting('a JSON value');
      }
      this.#position = start + token.length;
    }
  }

  /** Fails unless only white space is left. */
  end(): void {
    this.#space();
    if (this.#position < this.#text.length) this.#failExpecting('nothing more');
  }

  /** Throws a FormatError that names the byte in the file, by default the next one to be read. */
  fail(problem: string, position = this.#position): never {
    const byte = this.#origin.offset + encodeUtf8(this.#text.slice(0, position)).length;
    throw new FormatError(`${this.#origin.what}, byte ${byte}: ${problem}.`);
  }

  #nested(open: string, close: string, expected: string, item: () => void): void {
    if (!this.#accept(open)) this.#failExpecting(expected);
    if (++this.#depth > MAX_DEPTH) this.fail(`values nest deeper than ${MAX_DEPTH} levels`);
    if (!this.#accept(close)) {
      do {
        if (++this.#values > MAX_VALUES) this.fail(`there are more than ${MAX_VALUES} values`);
        item();
      } while (this.#accept(','));
      this.#take(close);
    }
    this.#depth--;
  }

  #take(character: string): void {
    if (!this.#accept(character)) this.#failExpecting(`'${character}'`);
  }

  #accept(character: string): boolean {
    this.#space();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #space(): void {
    while (isSpace(this.#text.charCodeAt(this.#position))) this.#position++;
  }

  // the number is cut off where it is longer than any that means something, so that no pattern runs over megabytes
  #numberAt(start: number): string {
    return /^[-+.0-9eE]*/.exec(this.#text.slice(start, start + 400))![0];
  }

  #failExpecting(expected: string): never {
    const rest = this.#text.slice(this.#position, this.#position + 20);
    return this.fail(`expected ${expected}, but found ${rest === '' ? 'the end' : quote(rest)}`);
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Whether a character inside of a text stands for itself: no quote, no escape, no control character, not the end. */
const isPlain = (code: number): boolean => code >= 0x20 && code !== 0x22 && code !== 0x5c;
