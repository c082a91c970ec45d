import { ArgumentError } from '../errors.js';
import { constant } from './constant.js';
import { glorotNormal } from './glorot-normal.js';
import { glorotUniform } from './glorot-uniform.js';
import { heNormal } from './he-normal.js';
import { heUniform } from './he-uniform.js';
import { identity } from './identity.js';
import type { Initializer } from './initializer.js';
import { lecunNormal } from './lecun-normal.js';
import { lecunUniform } from './lecun-uniform.js';
import { normal } from './normal.js';
import { ones } from './ones.js';
import { orthogonal } from './orthogonal.js';
import { uniform } from './uniform.js';
import { zeros } from './zeros.js';

/** The numbers that each initializer takes, by the initializer's name. */
export interface InitializerParameters {
  readonly zeros: never;
  readonly ones: never;
  readonly constant: 'value';
  readonly uniform: 'low' | 'high';
  readonly normal: 'mean' | 'deviation';
  readonly glorotUniform: 'gain';
  readonly glorotNormal: 'gain';
  readonly heUniform: 'gain';
  readonly heNormal: 'gain';
  readonly lecunUniform: 'gain';
  readonly lecunNormal: 'gain';
  readonly orthogonal: 'gain';
  readonly identity: 'gain';
}

/** The name of an initializer. */
export type InitializerName = keyof InitializerParameters;

/**
 * Start values as plain data: an initializer's name, or its name with numbers other than the defaults.
 *
 * | name | numbers |
 * | --- | --- |
 * | `zeros`, `ones`, `constant` | 0, 1, `value` (0) |
 * | `uniform`, `normal` | even between `low` and `high` (−1, 1), normal of `mean` and `deviation` (0, 1) |
 * | `glorotUniform`, `glorotNormal` | of variance `gain`² · 2 / (inputs + outputs) (1) |
 * | `heUniform`, `heNormal` | of variance `gain`² / inputs (√2) |
 * | `lecunUniform`, `lecunNormal` | of variance `gain`² / inputs (1) |
 * | `orthogonal`, `identity` | a matrix that turns without stretching, and one that does nothing, times `gain` (1) |
 */
export type NamedInitializer = {
  [N in InitializerName]:
    | N
    | ({ readonly name: N } & {
        readonly [P in InitializerParameters[N]]?: number;
      });
}[InitializerName];

/** Makes one initializer, and the numbers that it is made with. */
interface Rule<P extends string> {
  readonly defaults: Readonly<Record<P, number>>;
  readonly make: (numbers: Readonly<Record<P, number>>) => Initializer;
}

const scaled = (make: (gain: number) => Initializer, gain = 1): Rule<'gain'> => ({
  defaults: { gain },
  make: (numbers) => make(numbers.gain),
});

const rules: { readonly [N in InitializerName]: Rule<InitializerParameters[N]> } = {
  zeros: { defaults: {}, make: zeros },
  ones: { defaults: {}, make: ones },
  constant: { defaults: { value: 0 }, make: ({ value }) => constant(value) },
  uniform: { defaults: { low: -1, high: 1 }, make: ({ low, high }) => uniform(low, high) },
  normal: { defaults: { mean: 0, deviation: 1 }, make: ({ mean, deviation }) => normal(mean, deviation) },
  glorotUniform: scaled(glorotUniform),
  glorotNormal: scaled(glorotNormal),
  heUniform: scaled(heUniform, Math.SQRT2),
  heNormal: scaled(heNormal, Math.SQRT2),
  lecunUniform: scaled(lecunUniform),
  lecunNormal: scaled(lecunNormal),
  orthogonal: scaled(orthogonal),
  identity: scaled(identity),
};

/**
 * The initializer of a name.
 *
 * @throws ArgumentError when there is none of this name, or it takes no such number.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const recurrent = initializers.named({ name: 'orthogonal', gain: 0.5 })([128, 128], 1);
 * ```
 */
export function named(initial: NamedInitializer): Initializer {
  const { name, ...given } = (typeof initial === 'string' ? { name: initial } : initial) as {
    name: string;
  } & Readonly<Record<string, number>>;
  if (!Object.hasOwn(rules, name)) {
    throw new ArgumentError(`There is no initializer '${name}'; there are ${Object.keys(rules).join(', ')}.`);
  }
  const { defaults, make } = rules[name as InitializerName] as unknown as Rule<string>;
  for (const [parameter, value] of Object.entries(given)) {
    if (Object.hasOwn(defaults, parameter) && Number.isFinite(value)) continue;
    const known = Object.keys(defaults);
    throw new ArgumentError(
      `The initializer '${name}' takes ${known.length > 0 ? `finite numbers for ${known.join(' and ')}` : 'no numbers'}, ` +
        `but was given ${parameter}: ${value}.`,
    );
  }
  return make({ ...defaults, ...given });
}
