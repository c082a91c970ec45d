import type { ParameterSpec } from '@sluice/cell';
import { threefry } from '@sluice/math';
import type { Params } from './parameter-store.js';

/**
 * Start values of all parameters. Each draws from a seed of its own, made of `seed` and its name, so that adding a layer
 * leaves the others as they were.
 */
export function initialParams(specs: Readonly<Record<string, ParameterSpec>>, seed: number): Params {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, initial }]) => [
      name,
      { shape, dtype: 'f32', data: initial(shape, seedOf(name, seed)) },
    ]),
  );
}

const seedOf = (name: string, seed: number): number => threefry(seed | 0, hash(name), 0, 0)[0];

/** FNV-1a over the UTF-16 code units of a string, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state;
}
