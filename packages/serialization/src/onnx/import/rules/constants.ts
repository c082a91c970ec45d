import { fill, tensor, type Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { numbersAt, type Call, type Rule } from './rule.js';
import { knownShape } from './shapes.js';

/** The most numbers that `Range` counts. */
const MAX_RANGE = 2 ** 20;

/** Operations that make numbers of none. */
export const constants: Readonly<Record<string, Rule>> = {
  Constant: (call) => [constant(call)],
  ConstantOfShape: (call) => {
    const { dtype, data } = call.readTensor('value') ?? tensor([0]);
    if (data.length !== 1) throw new FormatError(`Its value must be one number, but is ${data.length}.`);
    return [fill(knownShape(call, 0), data[0]!, dtype)];
  },
  Range: (call) => {
    const [start, limit, delta] = [0, 1, 2].map((i) => numbersAt(call, i, 'bounds')?.[0]) as number[];
    const length = Math.max(0, Math.ceil((limit! - start!) / delta!));
    if (!(length <= MAX_RANGE))
      throw new FormatError(`It counts to ${length}, and ${MAX_RANGE} is the most.`);
    const numbers = Array.from({ length }, (_, i) => start! + i * delta!);
    return [call.value(0).dtype === 'i32' ? tensor(Int32Array.from(numbers)) : tensor(numbers)];
  },
};

/** The number or list stands in one of several attributes. */
function constant({ attributes, readTensor }: Call): Tensor {
  const value = readTensor('value');
  if (value) return value;
  const int = attributes.int('value_int');
  if (int !== undefined) return tensor(Int32Array.of(clamp(int)), []);
  const float = attributes.float('value_float');
  if (float !== undefined) return tensor([float], []);
  const ints = attributes.ints('value_ints');
  if (ints) return tensor(Int32Array.from(ints, clamp));
  const floats = attributes.floats('value_floats');
  if (floats) return tensor(floats);
  throw new FormatError('It holds texts or a sparse tensor, which cannot be read.');
}

/** What means "to the end" becomes the last integer of 32 bits. */
function clamp(value: number): number {
  const clamped = Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value));
  if (clamped !== value && Math.abs(value) < 2 ** 62) {
    throw new FormatError(`Its value ${value} does not fit into 32 bits.`);
  }
  return clamped;
}
