import { ArgumentError, sameShape, ShapeError, type Spec } from '@sluice/math';
import type { ConstantSpec, ConstantSpecs, SequenceLayer } from './cell.js';
import { describeSpec } from './specs.js';

/** A constant that a layer reads, such as a memory, and that nobody gave. */
export class MissingConstantError extends ArgumentError {
  override name = 'MissingConstantError';
}

/**
 * Throws unless the constants that a layer reads are there, and have the shapes that it takes.
 *
 * @param where - how messages name it: `predict`.
 * @throws MissingConstantError when one is missing, ShapeError when one has another shape or dtype.
 */
export function checkConstants(
  where: string,
  { kind, constants: specs = {} }: Pick<SequenceLayer, 'kind' | 'constants'>,
  given: Readonly<Record<string, Spec>> = {},
  batch?: number,
): void {
  const sizes: Record<string, number> = { ...(batch !== undefined && { batch }) };
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    if (!value) {
      if (spec.optional) continue;
      throw new MissingConstantError(
        `${where}: ${kind} reads a constant "${name}" of ${describeConstant(spec)}, but none came.`,
      );
    }
    const axes = ['batch', ...spec.shape];
    axes.forEach((axis, i) => {
      if (typeof axis === 'string' && value.shape[i]) sizes[axis] ??= value.shape[i];
    });
    const shape = axes.map((axis) => (typeof axis === 'string' ? sizes[axis] : axis));
    if (value.dtype === spec.dtype && sameShape(value.shape, shape as number[])) continue;
    const known = shape.map((extent, i) => extent ?? axes[i]!);
    throw new ShapeError(
      `${where}: the constant "${name}" must be ${describe(spec.dtype, known)}, but is ${describeSpec(value)}.`,
    );
  }
}

/**
 * Shapes and dtypes of the constants that a layer cannot do without.
 *
 * @param axes - sizes of the axes that have a name; 1 by default.
 *
 * @example
 * ```ts
 * import { constantSpecs, luongAttention } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const decoder = luongAttention(lstm({ inputSize: 32, hiddenSize: 128 }), { memorySize: 64 });
 * constantSpecs(decoder, 2, { places: 7 }); // { memory: { shape: [2, 7, 64], dtype: 'f32' } }
 * ```
 */
export function constantSpecs(
  { constants = {} }: Pick<SequenceLayer, 'constants'>,
  batch: number,
  axes: Readonly<Record<string, number>> = {},
): Record<string, Spec> {
  const required = Object.entries(constants).filter(([, { optional }]) => !optional);
  return Object.fromEntries(
    required.map(([name, { shape, dtype }]) => {
      const sizes = shape.map((axis) => (typeof axis === 'string' ? (axes[axis] ?? 1) : axis));
      return [name, { shape: [batch, ...sizes], dtype }];
    }),
  );
}

/**
 * The constants of several layers together; a name that several read is one constant.
 *
 * @throws ArgumentError when they take it in different forms.
 */
export function joinConstants(
  kind: string,
  layers: readonly Pick<SequenceLayer, 'constants'>[],
): ConstantSpecs | undefined {
  const joined: Record<string, ConstantSpec> = {};
  for (const { constants = {} } of layers) {
    for (const [name, spec] of Object.entries(constants)) {
      const before = joined[name] ?? spec;
      if (describeConstant(before) !== describeConstant(spec)) {
        throw new ArgumentError(
          `${kind}: its parts read a constant "${name}" in two forms, ${describeConstant(before)} and ${describeConstant(spec)}.`,
        );
      }
      joined[name] = before.optional ? spec : before;
    }
  }
  return Object.keys(joined).length > 0 ? joined : undefined;
}

const describeConstant = ({ shape, dtype }: ConstantSpec): string => describe(dtype, ['batch', ...shape]);

const describe = (dtype: string, shape: readonly (number | string)[]): string =>
  `${dtype}[${shape.join(', ')}]`;
