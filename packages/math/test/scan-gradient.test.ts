import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grad, iota, scan, zeros, type Spec, type Value } from '../src/index.js';
import { runs, seeds } from './arbitraries.js';
import { checkGradientAt } from './check-gradient.js';
import { compute, list, reals } from './compute.js';
import { numbers } from './numbers.js';

const gradientOf = (loss: (params: { x: Value }) => Value, x: Value): Value => grad(loss)({ x }).x;

describe('the gradient of scan', () => {
  const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });
  const at = (specs: Spec[]) => specs.map((spec, i) => numbers(spec, i + 1));

  it('for carries that no step reads, that pass unchanged, and that swap places', () => {
    checkGradientAt(
      ([x, a, b, c]) => {
        const { carry, outputs } = scan(
          { carry: { a: a!, b: b!, c: c!, unread: zeros([2]) }, inputs: { x: x! } },
          ({ a, b, c }, { x }) => ({
            carry: { a: b, b: a.mul(x).tanh(), c, unread: x },
            outputs: { y: a.add(c) },
          }),
        );
        return outputs.y
          .square()
          .sum()
          .add(carry.a.sum())
          .add(carry.b.sum())
          .add(carry.unread.square().sum());
      },
      at([f32(3, 2), f32(2), f32(2), f32(2)]),
    );
  });

  it('for a carry that reaches a real number only through another carry', () => {
    checkGradientAt(
      ([x]) =>
        scan(
          { carry: { a: zeros([]), b: zeros([]), c: zeros([]) }, inputs: { x: x! } },
          ({ a, b }, { x }) => ({
            carry: { a: x, b: a.mul(2), c: b.tanh() },
            outputs: {},
          }),
        ).carry.c,
      at([f32(4)]),
    );
  });

  it('with integer carries and inputs beside it', () => {
    checkGradientAt(
      ([table, indices]) => {
        const { outputs, carry } = scan(
          { carry: { n: zeros([], 'i32'), h: zeros([3]) }, inputs: { i: indices! } },
          ({ n, h }, { i }) => {
            const row = table!.gather(i).add(h).tanh();
            const next = n.less(2).broadcast([3]).select(row, row.mul(0.5));
            return { carry: { n: n.add(1), h: next }, outputs: { n, next } };
          },
        );
        return outputs.next.square().sum().add(carry.h.sum());
      },
      [numbers(f32(4, 3), 1), numbers({ shape: [5], dtype: 'i32' }, 2, { below: 4 })],
    );
  });

  it('for outputs of which only some are used, and for none', () => {
    checkGradientAt(
      ([x, w]) =>
        scan({ carry: { h: zeros([2]) }, inputs: { x: x! } }, ({ h }, { x }) => {
          const next = h.add(x).mul(w!).tanh();
          return { carry: { h: next }, outputs: { used: next.square(), unused: next.exp(), x, w: w! } };
        }).outputs.used.sum(),
      at([f32(3, 2), f32(2)]),
    );
  });

  it('for the same value given as carry, input and constant', () => {
    checkGradientAt(
      ([x]) => {
        const { carry, outputs } = scan({ carry: { h: x! }, inputs: { x: x! } }, ({ h }, { x: slice }) => {
          const next = h.mul(slice).add(x!).tanh();
          return { carry: { h: next }, outputs: { next } };
        });
        return carry.h.sum().add(outputs.next.square().sum());
      },
      at([f32(3, 3)]),
    );
  });

  it('for a length without inputs', () => {
    checkGradientAt(
      ([h, w]) =>
        scan({ carry: { h: h! }, inputs: {}, length: 4 }, ({ h }) => ({
          carry: { h: h.matmul(w!).tanh() },
          outputs: {},
        })).carry.h.sum(),
      at([f32(2, 3), f32(3, 3)]),
    );
  });

  it('for no steps at all', () => {
    checkGradientAt(
      ([h, w]) =>
        scan({ carry: { h: h! }, inputs: {}, length: 0 }, ({ h }) => ({
          carry: { h: h.mul(w!) },
          outputs: { h },
        }))
          .carry.h.square()
          .sum(),
      at([f32(2), f32(2)]),
    );
  });

  it('stops at stopGradient inside of the loop', () => {
    const slope = list(
      (x) => {
        const loss = ({ x }: { x: Value }): Value =>
          scan({ carry: { h: zeros([]) }, inputs: { x } }, ({ h }, { x }) => ({
            carry: { h: h.stopGradient().mul(10).add(x) },
            outputs: {},
          })).carry.h;
        return gradientOf(loss, x);
      },
      [reals([1, 2, 3, 4])],
    );
    expect(slope).toEqual([0, 0, 0, 1]);
  });

  it('twice, with captured constants, in reverse and nested', () => {
    checkGradientAt(
      ([x, w]) => {
        const loss = ({ x: p }: { x: Value }): Value =>
          scan({ carry: { a: zeros([2]) }, inputs: { row: x! }, reverse: true }, ({ a }, { row }) => {
            const inner = scan({ carry: { b: a }, inputs: { row } }, ({ b }, { row }) => {
              const next = b.mul(p).add(row.mul(w!)).tanh();
              return { carry: { b: next }, outputs: { next } };
            });
            return { carry: { a: inner.outputs.next.sum(0).tanh() }, outputs: {} };
          })
            .carry.a.square()
            .sum();
        return gradientOf(loss, w!).square().sum();
      },
      at([f32(3, 2, 2), f32(2)]),
    );
  });

  it('three times over, of x³ in a loop', () => {
    // x is multiplied three times; (x³)′ = 3x², then 6x, then 6
    const cube = ({ x }: { x: Value }): Value =>
      scan({ carry: { h: x.mul(0).add(1) }, inputs: { i: iota([3]) } }, ({ h }) => ({
        carry: { h: h.mul(x) },
        outputs: {},
      })).carry.h;
    const first = (x: Value): Value => gradientOf(cube, x);
    const second = (x: Value): Value => gradientOf(({ x }) => first(x), x);
    const third = (x: Value): Value => gradientOf(({ x }) => second(x), x);
    const slopes = compute((x) => [first(x), second(x), third(x)], [reals([2], [])]);
    expect(slopes.map(({ data }) => [...data])).toEqual([[12], [12], [6]]);
  });

  it('agrees with the unrolled function', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5 }), fc.boolean(), (seed, steps, reverse) => {
        const [x, w] = [numbers(f32(steps, 2, 3), seed), numbers(f32(3, 3), seed ^ 1)];
        const step = (h: Value, x: Value, w: Value): Value => h.matmul(w).add(x).sigmoid();
        const looped = (x: Value, w: Value): Value =>
          scan({ carry: { h: zeros([2, 3]) }, inputs: { x }, reverse }, ({ h }, { x }) => ({
            carry: { h: step(h, x, w) },
            outputs: {},
          })).carry.h.sum();
        const unrolled = (x: Value, w: Value): Value => {
          const slices = x.split(steps, 0).map((slice) => slice.reshape([2, 3]));
          return (reverse ? slices.reverse() : slices)
            .reduce((h, slice) => step(h, slice, w), zeros([2, 3]))
            .sum();
        };
        const [a, b] = [looped, unrolled].map((f) =>
          list((x, w) => gradientOf(({ x: p }) => f(x, p), w), [x, w], { precision: 'f64' }),
        );
        a!.forEach((slope, i) => expect(slope).toBeCloseTo(b![i]!, 12));
      }),
      runs(20),
    );
  });
});
