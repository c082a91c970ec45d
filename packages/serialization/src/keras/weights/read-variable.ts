import type { Tensor } from '@sluice/math';
import type { Dataset } from '../../hdf5/index.js';

const widths: Readonly<Record<string, string>> = {
  F64: 'rounded from float64 to float32',
  F16: 'widened from float16 to float32',
  BF16: 'widened from bfloat16 to float32',
};

/** Reads a variable; `conversions` is told what becomes of the numbers. Keras keeps bfloat16 as bytes with a name. */
export function readVariable(dataset: Dataset, conversions: Set<string>): Tensor {
  const { type } = dataset;
  const isBfloat16 =
    type.kind === 'opaque' && type.bytes === 2 && dataset.attributes.text('dtype') === 'bfloat16';
  const name = isBfloat16 ? 'BF16' : type.kind === 'number' ? type.name : '';
  const width = widths[name];
  if (width !== undefined) conversions.add(width);
  return dataset.read(isBfloat16 ? 'BF16' : undefined);
}
