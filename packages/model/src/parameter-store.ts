import type { ParameterSpec } from '@sluice/cell';
import { ArgumentError, formatShape, sameShape, ShapeError, sizeOf, type Tensor } from '@sluice/math';
import { listNames } from './messages.js';

/** The parameters of a layer, by name. */
export type Params = Record<string, Tensor<'f32'>>;

/**
 * Where the weights of a model live. Programs keep copies of them, and while a model is trained the newest ones stand in
 * the trainer's memory: `version` tells who is up to date, and nothing is copied before somebody asks for it.
 */
export interface ParameterStore {
  /** Shape and start values of each parameter. */
  readonly specs: Readonly<Record<string, ParameterSpec>>;
  /** Grows with every change; whoever keeps a copy remembers the version that it was made of. */
  readonly version: number;
  /** The newest values. Entries can be replaced one by one; each is checked. */
  read(): Params;
  /** Replaces all values after checking their names, shapes and numbers. */
  replace(params: Readonly<Record<string, Tensor>>): void;
  /**
   * Says that newer values stand elsewhere. `fetch` is called when somebody asks for them, at most once.
   *
   * @returns the new version.
   */
  announce(fetch: () => Readonly<Record<string, Float32Array>>): number;
}

/** Makes a store that begins with the given values. */
export function createParameterStore(
  specs: Readonly<Record<string, ParameterSpec>>,
  initial: Readonly<Record<string, Tensor>>,
): ParameterStore {
  const current = new Map(Object.entries(checkParams(specs, initial)));
  let version = 0;
  let fetch: (() => Readonly<Record<string, Float32Array>>) | undefined;

  const settle = (): void => {
    if (!fetch) return;
    const fresh = fetch();
    fetch = undefined;
    // New tensors, so that what was read before stays what it was.
    for (const [name, { shape }] of Object.entries(specs)) {
      current.set(name, { shape, dtype: 'f32', data: Float32Array.from(fresh[name]!) });
    }
  };

  const record: Params = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [
        name,
        {
          enumerable: true,
          get: () => {
            settle();
            return current.get(name)!;
          },
          set: (value: Tensor) => {
            const checked = checkParameter(name, spec, value);
            settle();
            current.set(name, checked);
            version++;
          },
        },
      ]),
    ),
  );
  Object.preventExtensions(record);

  return {
    specs,
    get version() {
      return version;
    },
    read: () => record,
    replace: (params) => {
      const checked = checkParams(specs, params);
      fetch = undefined;
      for (const [name, value] of Object.entries(checked)) current.set(name, value);
      version++;
    },
    announce: (from) => {
      fetch = from;
      return ++version;
    },
  };
}

/** What a parameter must not hold. The engine's own search finds it, at full speed in a program that has just started. */
const nonFinite = [NaN, Infinity, -Infinity];

/** Checks a record of parameters against the layer that they are for, and copies it. */
function checkParams(
  specs: Readonly<Record<string, ParameterSpec>>,
  params: Readonly<Record<string, Tensor>>,
): Params {
  const missing = Object.keys(specs).filter((name) => !Object.hasOwn(params, name));
  const unknown = Object.keys(params).filter((name) => !Object.hasOwn(specs, name));
  if (missing.length > 0 || unknown.length > 0) {
    const parts = [
      ...(missing.length > 0 ? [`${listNames(missing)} missing`] : []),
      ...(unknown.length > 0 ? [`${listNames(unknown)} unknown`] : []),
    ];
    throw new ArgumentError(
      `params: ${parts.join(' and ')}. The layer has the parameters ${listNames(Object.keys(specs))}.`,
    );
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, checkParameter(name, spec, params[name]!)]),
  );
}

function checkParameter(name: string, { shape }: ParameterSpec, value: Tensor): Tensor<'f32'> {
  if (!(value?.data instanceof Float32Array)) {
    const got = value?.data instanceof Int32Array ? `i32${formatShape(value.shape)}` : typeof value;
    throw new ShapeError(
      `params: "${name}" must be a tensor f32${formatShape(shape)}, but got ${got}; make one with tensor(…).`,
    );
  }
  if (!sameShape(value.shape, shape) || value.data.length !== sizeOf(shape)) {
    throw new ShapeError(
      `params: "${name}" must have shape ${formatShape(shape)}, but got ${formatShape(value.shape)} ` +
        `with ${value.data.length} numbers.`,
    );
  }
  if (nonFinite.some((number) => value.data.includes(number))) {
    const at = value.data.findIndex((number) => !Number.isFinite(number));
    throw new ArgumentError(
      `params: "${name}" holds ${value.data[at]} at position ${at}; parameters must be finite numbers.`,
    );
  }
  return { shape, dtype: 'f32', data: value.data.slice() };
}
