import { describe, expect, it } from 'vitest';
import {
  formatShape,
  scan,
  trace,
  valueAndGrad,
  zeros,
  type Equation,
  type Spec,
  type Value,
} from '../src/index.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });

/** What the forward loop of a gradient returns beside its carry: the values that it keeps for the way back. */
function kept(step: (h: Value, x: Value, w: Value) => Value): string[] {
  const program = trace(
    (x, w) => {
      const loss = ({ w }: { w: Value }): Value =>
        scan({ carry: { h: zeros([2, 3]) }, inputs: { x } }, ({ h }, { x }) => ({
          carry: { h: step(h, x, w) },
          outputs: {},
        })).carry.h.sum();
      const { value, gradients } = valueAndGrad(loss)({ w });
      return [value, gradients.w];
    },
    [f32(5, 2, 3), f32(3, 3)],
  );
  const [forward] = program.equations.filter(({ op }) => op === 'scan') as Equation<'scan'>[];
  return forward!.outputs.slice(1).map(({ dtype, shape }) => dtype + formatShape(shape));
}

describe('the way back through a loop', () => {
  it('is handed what each step has computed: here the carry before and the tanh after', () => {
    expect(kept((h, x, w) => h.matmul(w).add(x).tanh())).toEqual(['f32[5, 2, 3]', 'f32[5, 2, 3]']);
  });

  it('computes what depends on constants alone again, rather than keeping it for each step', () => {
    expect(kept((h, x, w) => h.matmul(w.exp().sigmoid()).add(x))).toEqual(['f32[5, 2, 3]']);
  });

  it('reads inputs of the loop where they are, and repeats views and comparisons of them', () => {
    expect(kept((h, x, w) => x.flip(1).less(0.5).select(h.matmul(w), x.neg()))).toEqual(['f32[5, 2, 3]']);
  });

  const state = 'f32[5, 2, 3]';

  it('computes sums and products again whose operands are at hand: here the carry and the gate', () => {
    const gated = (h: Value, x: Value, w: Value): Value => {
      const gate = h.matmul(w).add(x).sigmoid();
      const product = gate.mul(h);
      return product.mul(product).add(gate);
    };
    expect(kept(gated)).toEqual([state, state]);
  });

  it('keeps two vectors rather than the matrix that they make', () => {
    type Multiply = (column: Value, row: Value) => Value;
    const outer = (multiply: Multiply) => (h: Value, _: Value, w: Value) => {
      const product = h.matmul(w);
      const column = product.sum(1).exp().reshape([2, 1]);
      const row = product.sum(0).exp().reshape([1, 3]);
      return multiply(column, row).square();
    };
    const ways: Multiply[] = [(column, row) => column.mul(row), (column, row) => column.matmul(row)];
    for (const multiply of ways)
      expect(kept(outer(multiply)).sort()).toEqual([state, 'f32[5, 2]', 'f32[5, 3]']);
  });

  it('keeps a sum whose terms nobody reads: the carry for the product, the sum for its square', () => {
    expect(kept((h, x, w) => h.matmul(w).add(x.exp()).square())).toEqual([state, state]);
  });

  it('keeps what would be computed again only to be written for a product', () => {
    const product = (read: (gated: Value, w: Value) => Value) => (h: Value, x: Value, w: Value) => {
      const gate = h.matmul(w).add(x).sigmoid();
      return read(gate.mul(h), w);
    };
    expect(kept(product((gated, w) => gated.matmul(w)))).toEqual([state, state, state]);
    expect(kept(product((gated, w) => gated.transpose().reshape([2, 3]).matmul(w)))).toEqual([
      state,
      state,
      state,
    ]);
    expect(kept(product((gated) => gated.square()))).toEqual([state, state]);
  });

  it('keeps nothing where nothing is read', () => {
    expect(kept((h, x, w) => h.add(x).add(w.sum(0)))).toEqual([]);
  });
});
