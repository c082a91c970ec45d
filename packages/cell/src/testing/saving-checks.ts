import { mapValues, prefixed } from '../names.js';
import { check, checkAllClose, exact } from './assert.js';
import { reference } from './compute.js';
import type { NamedNumbers } from './numbers.js';
import { runUnrolled, type Subject } from './subject.js';

/** Parameters written as text by name, and read back in another order, give the same outputs; options are plain data. */
export function checkSaving({ layer, data }: Subject): void {
  checkPlain(layer.options, 'options');
  const start = mapValues(layer.params, ({ shape, initial }) => ({ shape, data: initial(shape, 5) }));
  const text = JSON.stringify(
    Object.entries(start).map(([name, numbers]) => ({ name, shape: numbers.shape, data: [...numbers.data] })),
  );
  const saved = JSON.parse(text) as { name: string; shape: number[]; data: number[] }[];
  const restored = Object.fromEntries(
    saved.reverse().map(({ name, shape, data }) => [name, { shape, data: Float32Array.from(data) }]),
  );
  const run = (params: typeof start): NamedNumbers => {
    const numbers = mapValues(params, (param) => ({ ...param, dtype: 'f32' as const }));
    const others = Object.entries(data).filter(([name]) => !name.startsWith('params.'));
    return runUnrolled(
      layer,
      { ...Object.fromEntries(others), ...prefixed('params', numbers) },
      { backend: reference },
    );
  };
  checkAllClose('after saving', run(restored), run(start), exact);
}

/** Throws unless a value comes back the same from JSON. */
function checkPlain(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return;
  check(
    typeof value === 'object' && value !== null,
    `"${path}" is not plain data: a value of type ${typeof value} does not survive saving as JSON.`,
  );
  const prototype: unknown = Object.getPrototypeOf(value);
  check(
    prototype === Object.prototype || prototype === Array.prototype || prototype === null,
    `"${path}" is not plain data: it is an instance of a class.`,
  );
  for (const [key, part] of Object.entries(value as object)) checkPlain(part, `${path}.${key}`);
}
