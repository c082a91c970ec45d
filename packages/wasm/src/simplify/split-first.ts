import { apply, fill, type Attributes, type Value } from '@sluice/math';
import { isPointwise } from '../operation-kinds.js';
import { addsProduct, type Context } from '../product-terms.js';
import type { RewriteRule } from './rewrite.js';

/**
 * Splits the operands of a pointwise operation instead of its result. Gates are often computed together and then split:
 * this way each gate's chain is one fused loop, and the whole is never stored. A sum that a product computes stays whole.
 */
export const splitFirst: RewriteRule = (
  op,
  [x],
  { attributes, inputs: [variable] },
  { producer, readers, readersOfValue },
) => {
  const made = op === 'split' && x && producer(x);
  if (!made) return undefined;
  const { axis, sizes } = attributes as Attributes['split'];
  if (made.op === 'concat') {
    const parts = made.inputs as Value[];
    const same = made.attributes.axis === axis && parts.length === sizes.length;
    return same && parts.every(({ shape }, i) => shape[axis] === sizes[i]) ? parts : undefined;
  }
  if (made.op === 'fill')
    return sizes.map((size) => fill(partShape(x, axis, size), made.attributes.value, x.dtype));
  if (readers(variable!) > 1) return undefined;
  if (made.op === 'broadcast') {
    const from = made.inputs[0] as Value;
    const own = axis - (x.shape.length - from.shape.length);
    const repeated = own < 0 || from.shape[own] !== x.shape[axis];
    const parts = repeated ? sizes.map(() => from) : from.split(sizes, own);
    return parts.map((part, i) => part.broadcast(partShape(x, axis, sizes[i]!)));
  }
  if (!isPointwise(made.op)) return undefined;
  const context = {
    definition: producer as Context['definition'],
    readers: readersOfValue as Context['readers'],
  };
  if (addsProduct(made, context)) return undefined;
  const operands = made.inputs.map((input) => (input as Value).split(sizes, axis));
  return sizes.map(
    (_, i) =>
      apply(
        made.op,
        operands.map((parts) => parts[i]!),
        made.attributes,
      )[0]!,
  );
};

const partShape = ({ shape }: Value, axis: number, size: number): number[] =>
  shape.map((extent, i) => (i === axis ? size : extent));
