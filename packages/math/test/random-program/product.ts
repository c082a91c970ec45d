import type { Shape } from '../../src/index.js';
import { choose, fits, hasRank, isReal, settle, type Entry, type Growth, type Sketch } from './sketch.js';

const replaceLast = (shape: Shape, ...last: number[]): number[] => [...shape.slice(0, -2), ...last];

/** The right operand of a product: one of the pool that fits, or a new input, a single matrix or a stack of them. */
function rightOperand(sketch: Sketch, left: Shape, inner: number, transposed: boolean): Entry {
  const { choices } = sketch;
  const batch = left.slice(0, -2);
  const found = choose(sketch, ({ value: { dtype, shape } }) => {
    const sameBatch = shape.length === 2 || String(shape.slice(0, -2)) === String(batch);
    return dtype === 'f32' && shape.length >= 2 && sameBatch && shape.at(transposed ? -1 : -2) === inner;
  });
  if (found && !choices.once(3)) return found;
  const columns = choices.between(1, choices.pick([4, 9]));
  const lead = choices.pick([[], batch, batch.map((extent) => (choices.once(2) ? 1 : extent))]);
  return sketch.input({
    shape: [...lead, ...(transposed ? [columns, inner] : [inner, columns])],
    dtype: 'f32',
  });
}

/** A matrix product with any operand transposed, with and without leading axes. */
export const product: Growth = (sketch) => {
  const { choices } = sketch;
  const x = choose(sketch, (entry) => isReal(entry) && hasRank(1)(entry));
  if (!x) return [];
  const left =
    x.value.shape.length === 1
      ? x.value.reshape(
          choices.pick([
            [1, -1],
            [-1, 1],
          ]),
        )
      : x.value;
  const [transposeLeft, transposeRight] = [choices.once(3), choices.once(3)];
  const [rows, inner] = transposeLeft ? left.shape.slice(-2).reverse() : left.shape.slice(-2);
  const right = rightOperand(sketch, left.shape, inner!, transposeRight);
  const columns = right.value.shape.at(transposeRight ? -2 : -1)!;
  const longer = right.value.shape.length > left.shape.length ? right.value.shape : left.shape;
  if (!fits(replaceLast(longer, rows!, columns))) return [];
  const value = left.matmul(right.value, { transposeLeft, transposeRight });
  return [settle(sketch, { value, bound: inner! * x.bound * right.bound, exact: false })];
};
