import { ArgumentError } from '@sluice/math';
import { MAX_DEPTH, MAX_VALUES } from './json-reader.js';
import { isWellFormed, quote } from './text.js';

/**
 * JSON text that reads back as the same value, so that what is saved with it can be carried on bit for bit.
 *
 * @throws ArgumentError for what JSON would drop or change without a word: NaN and the infinities, functions, dates,
 * typed arrays, maps, an undefined element of an array, a value that contains itself; and for more than can be read back. Only −0 becomes 0, and a
 * member that is undefined counts as absent.
 */
export function formatJson(value: unknown, path: string): string {
  check(value, path, [], { values: 0 });
  return JSON.stringify(value);
}

/** @param around - the objects and arrays that `value` stands in, the outermost first. */
function check(value: unknown, path: string, around: readonly unknown[], count: { values: number }): void {
  if (++count.values > MAX_VALUES) {
    throw new ArgumentError(
      `${path} is one of more than ${MAX_VALUES} values; put long lists of numbers into tensors.`,
    );
  }
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'string' && isWellFormed(value)) return;
  if (around.includes(value)) throw new ArgumentError(`${path} contains itself, which JSON cannot hold.`);
  if (around.length === MAX_DEPTH) throw new ArgumentError(`${path} nests deeper than ${MAX_DEPTH} levels.`);
  const inside = [...around, value];
  if (Array.isArray(value)) {
    for (const [i, element] of value.entries()) check(element, `${path}[${i}]`, inside, count);
    return;
  }
  if (!isPlainObject(value)) {
    throw new ArgumentError(
      `${path} is ${describe(value)}, which JSON cannot hold; store null, plain numbers, or a text in its place.`,
    );
  }
  for (const [name, member] of Object.entries(value)) {
    if (!isWellFormed(name))
      throw new ArgumentError(`${path} has the name ${quote(name)}, which UTF-8 cannot hold.`);
    if (member !== undefined) check(member, `${path}.${name}`, inside, count);
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text ${quote(value)} with half of a surrogate pair`;
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`;
}
