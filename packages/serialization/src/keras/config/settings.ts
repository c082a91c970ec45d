import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';

/** How deep a layer may stand in others: far deeper than any model's. */
const MAX_DEPTH = 64;

/** What a file leaves open, and what is taken in its place. */
export interface Assumption {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The settings of a layer or a model as a file gives them: JSON, of which nothing is known before it is looked at.
 *
 * What is asked for with a fallback and is not there counts as assumed.
 */
export class Settings {
  /** What these are the settings of, in messages: `LSTM "lower"`. */
  readonly where: string;
  /** Whether the file holds weights only, so that what is not here was not left at its default, but is not known. */
  readonly isPartial: boolean;
  /** What was asked for and was not there. */
  readonly assumed: Assumption[];
  readonly #values: object;
  readonly #depth: number;

  constructor(
    values: unknown,
    {
      where,
      isPartial = false,
      depth = 0,
      assumed = [],
    }: { where: string; isPartial?: boolean; depth?: number; assumed?: Assumption[] },
  ) {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new FormatError(
        `Keras: the settings of ${where} must be an object, but are ${describe(values)}.`,
      );
    }
    if (depth > MAX_DEPTH) throw new FormatError(`Keras: ${where} stands in more than ${MAX_DEPTH} others.`);
    this.where = where;
    this.isPartial = isPartial;
    this.assumed = assumed;
    this.#values = values;
    this.#depth = depth;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** The value as it is; undefined where there is none. */
  get(name: string): unknown {
    return this.has(name) ? (this.#values as Record<string, unknown>)[name] : undefined;
  }

  /** The value, or the fallback, which is then noted as assumed. */
  getOr(name: string, fallback: unknown): unknown {
    if (this.has(name)) return this.get(name);
    this.assumed.push({ name, value: fallback });
    return fallback;
  }

  text(name: string, fallback?: string): string {
    const value = fallback === undefined ? this.get(name) : this.getOr(name, fallback);
    return typeof value === 'string' ? value : this.#refuse(name, 'a text', value);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.getOr(name, fallback);
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false', value);
  }

  number(name: string, fallback: number): number {
    const value = this.getOr(name, fallback);
    return typeof value === 'number' ? value : this.#refuse(name, 'a number', value);
  }

  /** A positive integer; undefined where there is none. */
  size(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined || (Number.isSafeInteger(value) && (value as number) > 0))
      return value as number | undefined;
    return this.#refuse(name, 'a positive integer', value);
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name);
    return Array.isArray(value) ? value : this.#refuse(name, 'a list', value);
  }

  /** Settings that stand inside of these. */
  inner(values: unknown, where = this.where): Settings {
    return new Settings(values, {
      where,
      isPartial: this.isPartial,
      depth: this.#depth + 1,
      assumed: this.assumed,
    });
  }

  #refuse(name: string, expected: string, value: unknown): never {
    throw new FormatError(
      `Keras: ${quote(name)} of ${this.where} must be ${expected}, but is ${describe(value)}.`,
    );
  }
}

/** A value of a file, short enough for a message. */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return value === null || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value;
}
