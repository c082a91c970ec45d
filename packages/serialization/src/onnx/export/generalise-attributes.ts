import { ArgumentError, type Program, type Shape, type Tensor } from '@sluice/math';
import { isConstant, valueAt, type Extent } from './extent.js';
import type { GeneralProgram, Quantity, Structural } from './general-program.js';
import { fitExtent, type Samples } from './samples.js';

const structural: ReadonlySet<string> = new Set<Structural>([
  'axis',
  'axes',
  'permutation',
  'constants',
  'carries',
]);

/** For gradients only. */
const leftOut: ReadonlySet<string> = new Set(['chunk', 'recompute']);

/** The attributes of one equation in all programs as those of a general one. */
export function generaliseAttributes(
  versions: readonly object[],
  samples: Samples,
  generaliseProgram: (programs: readonly Program[]) => GeneralProgram,
): object {
  const generalise = (name: string, values: readonly unknown[]): unknown => {
    const [first] = values;
    if (name === 'body') return generaliseProgram(values as readonly Program[]);
    if (name === 'tensor') return sharedTensor(values as readonly Tensor[]);
    if (name === 'value') return generaliseQuantity(values as readonly number[], samples);
    if (Array.isArray(first)) {
      return alongside(values as readonly (readonly unknown[])[]).map((elements) =>
        generalise(name, elements),
      );
    }
    return typeof first === 'number' && !structural.has(name)
      ? generaliseNumber(name, values as readonly number[], samples)
      : shared(values);
  };
  const names = Object.keys(versions[0]!).filter((name) => !leftOut.has(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      generalise(
        name,
        versions.map((version) => (version as Readonly<Record<string, unknown>>)[name]),
      ),
    ]),
  );
}

/** The shape of one value in all programs. */
export const generaliseShape = (shapes: readonly Shape[], samples: Samples): Extent[] =>
  alongside(shapes).map((extents) => generaliseNumber('shape', extents, samples));

function generaliseNumber(name: string, values: readonly number[], samples: Samples): Extent {
  return (
    fitExtent(values, samples) ??
    differ(`its ${name} goes ${values.join(', ')}, which are no multiples of the batch or the steps`)
  );
}

/** As a number, or as one divided by the number that it is: the factor of a mean. */
function generaliseQuantity(values: readonly number[], samples: Samples): Quantity {
  const extent = fitExtent(values, samples);
  if (extent) return { extent, reciprocal: false };
  const divisor = fitExtent(
    values.map((value) => Math.round(1 / value)),
    samples,
  );
  if (
    divisor &&
    !isConstant(divisor) &&
    values.every((value, i) => value === 1 / valueAt(divisor, samples[i]!))
  ) {
    return { extent: divisor, reciprocal: true };
  }
  return differ(`it computes with the numbers ${values.join(', ')}`);
}

function sharedTensor(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors as [Tensor];
  for (const { dtype, shape, data } of tensors) {
    alongside([first.shape, shape]).forEach(shared);
    shared([first.dtype, dtype]);
    if (!data.every((element, i) => Object.is(element, first.data[i])))
      differ('it computes with other numbers');
  }
  return first;
}

/** The one value that all programs have at a place. */
export function shared<T>(values: readonly T[]): T {
  const [first] = values as [T];
  return values.every((value) => Object.is(value, first)) ? first : differ('it takes another course');
}

/** What stands at each place of lists that must be equally long. */
export function alongside<T>(lists: readonly (readonly T[])[]): T[][] {
  const length = shared(lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i]!));
}

/** Throws: what programs differ in is no size. */
export function differ(how: string): never {
  throw new ArgumentError(
    `toOnnx: the layer does not compute the same for every batch and every number of steps (${how}), and one file must ` +
      `serve them all; let it compute with values, not with the sizes of its input.`,
  );
}
