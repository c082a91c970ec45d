import { describe, it } from 'vitest';
import { scan, uniform, valueAndGrad, zeros, type Spec, type Value } from '../src/index.js';
import { checkGradient } from './check-gradient.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });

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
