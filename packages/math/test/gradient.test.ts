import { describe, expect, it } from 'vitest';
import {
  evaluate,
  scan,
  sizeOf,
  trace,
  uniform,
  valueAndGrad,
  zeros,
  type Program,
  type Spec,
  type Value,
  type Values,
} from '../src/index.js';
import { numbers } from './numbers.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });

/** Compares the gradients of a scalar function with central differences, both in double precision. */
function checkGradient(f: (values: Value[]) => Value, specs: Spec[], seed = 1): void {
  const inputs = specs.map((spec, i) => numbers(spec, seed + i));
  const forward = trace((...values) => [f(values)], specs);
  const backward: Program = trace((...values) => {
    const named = Object.fromEntries(values.map((value, i) => [String(i), value]));
    const { value, gradients } = valueAndGrad((params: Values) => f(Object.values(params)))(named);
    return [value, ...Object.values(gradients)];
  }, specs);
  const [loss, ...gradients] = evaluate(backward, inputs, { precision: 'f64' });
  const lossAt = (): number => evaluate(forward, inputs, { precision: 'f64' })[0]!.data[0]!;
  expect(loss!.data[0]).toBe(lossAt());
  inputs.forEach((input, i) => {
    expect(gradients[i]!.shape).toEqual(input.shape);
    for (let k = 0; k < sizeOf(input.shape); k++) {
      const before = input.data[k]!;
      const h = 1e-5;
      input.data[k] = before + h;
      const above = lossAt();
      input.data[k] = before - h;
      const below = lossAt();
      input.data[k] = before;
      expect(gradients[i]!.data[k]).toBeCloseTo((above - below) / (2 * h), 6);
    }
  });
}

describe('gradients against central differences in f64', () => {
  it('goes through an LSTM that is unrolled by scan', () => {
    checkGradient(
      ([x, wx, wh, b]) => {
        const state = { h: zeros([2, 3]), c: zeros([2, 3]) };
        const { carry, outputs } = scan({ carry: state, inputs: { x: x! } }, ({ h, c }, { x }) => {
          const [i, f, g, o] = x.matmul(wx!).add(h.matmul(wh!)).add(b!).split(4);
          const cNext = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
          const hNext = o.sigmoid().mul(cNext.tanh());
          return { carry: { h: hNext, c: cNext }, outputs: { y: hNext } };
        });
        return outputs.y.square().sum().add(carry.c.sum());
      },
      [f32(4, 2, 5), f32(5, 12), f32(3, 12), f32(12)],
    );
  });

  it('goes through a scan inside of a scan, in both directions', () => {
    checkGradient(
      ([x, w]) => {
        const { outputs, carry } = scan({ carry: { a: zeros([2]) }, inputs: { x: x! } }, ({ a }, { x }) => {
          const inner = scan({ carry: { b: a }, inputs: { row: x }, reverse: true }, ({ b }, { row }) => {
            const next = b.mul(w!).add(row).tanh();
            return { carry: { b: next }, outputs: { y: next.mul(a) } };
          });
          return { carry: { a: inner.carry.b }, outputs: { y: inner.outputs.y.sum() } };
        });
        return outputs.y.sum().add(carry.a.square().sum());
      },
      [f32(3, 4, 2), f32(2)],
    );
  });

  it('differentiates a gradient', () => {
    checkGradient(
      ([x, w]) => {
        const inner = ({ w }: { w: Value }) =>
          scan({ carry: { h: zeros([2]) }, inputs: { x: x! } }, ({ h }, { x }) => {
            const next = h.mul(w).add(x).tanh();
            return { carry: { h: next }, outputs: {} };
          }).carry.h.sum();
        return valueAndGrad(inner)({ w: w! }).gradients.w.square().sum();
      },
      [f32(3, 2), f32(2)],
    );
  });

  it('draws no gradient from randomness', () => {
    checkGradient(([x]) => x!.mul(uniform([3], { seed: 1, step: 2 })).sum(), [f32(3)]);
  });
});
