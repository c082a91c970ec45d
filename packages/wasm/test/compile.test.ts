import { describe, expect, it } from 'vitest';
import {
  evaluate,
  scan,
  trace,
  uniform,
  valueAndGrad,
  zeros,
  type Program,
  type Spec,
  type Value,
} from '@sluice/math';
import { compileSync } from '../src/index.js';
import { numbers } from '../../math/test/numbers.js';

const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });
const i32 = (...shape: number[]): Spec => ({ shape, dtype: 'i32' });

/** Compares a compiled program with the reference evaluator. */
function check(program: Program, tolerance = 1e-5): void {
  const inputs = program.inputs.map((spec, i) => numbers(spec, i + 1));
  const executable = compileSync(program);
  inputs.forEach(({ data }, i) => executable.write(i, data));
  executable.run();
  const expected = evaluate(program, inputs, { precision: 'f64' });
  expected.forEach(({ shape, data }, i) => {
    expect(executable.outputs[i]!.shape).toEqual(shape);
    data.forEach((value: number, k: number) => {
      const got = executable.outputs[i]!.data[k]!;
      expect(Math.abs(got - value), `output ${i}[${k}]: ${got}, expected ${value}`).toBeLessThanOrEqual(
        tolerance * (1 + Math.abs(value)),
      );
    });
  });
}

describe('compile', () => {
  it('adds', () => check(trace((x, y) => [x.add(y)], [f32(7), f32(7)])));
  it('broadcasts', () => check(trace((x, y) => [x.mul(y).add(1)], [f32(3, 7), f32(7)])));
  it('computes gates', () =>
    check(trace((x) => x.split(4).map((g, i) => (i === 2 ? g.tanh() : g.sigmoid())), [f32(3, 20)])));
  it('sums along every axis', () =>
    check(
      trace((x) => [x.sum(), x.sum(0), x.sum(1), x.sum(2), x.sum([0, 2]), x.max([1, 2])], [f32(3, 5, 7)]),
    ));
  for (const [m, k, n] of [
    [1, 1, 1],
    [1, 5, 40],
    [2, 3, 17],
    [3, 9, 12],
    [4, 8, 13],
    [6, 16, 8],
    [32, 20, 65],
    [7, 300, 9],
    [33, 600, 31],
  ] as const) {
    it(`multiplies ${m}×${k} by ${k}×${n}`, () =>
      check(trace((a, b) => [a.matmul(b)], [f32(m, k), f32(k, n)])));
    it(`multiplies transposed ${m}×${k} by ${k}×${n}`, () =>
      check(
        trace((a, b) => [a.matmul(b, { transposeLeft: true, transposeRight: true })], [f32(k, m), f32(n, k)]),
      ));
  }
  it('multiplies batches', () => check(trace((a, b) => [a.matmul(b)], [f32(3, 4, 5), f32(3, 5, 6)])));
  it('gathers and scatters', () =>
    check(trace((t, i) => [t.gather(i), i.scatterAdd(t.gather(i), 6)], [f32(5, 7), i32(2, 3)])));
  it('finds the largest', () => check(trace((x) => [x.argmax(0), x.argmax(1), x.softmax(1)], [f32(5, 7)])));
  it('draws', () => check(trace((x) => [x.add(uniform([3, 5], { seed: 7, step: 3 }))], [f32(3, 5)])));
  it('flips, pads, slices and transposes', () =>
    check(
      trace(
        (x) => [
          x.flip([0, 1]).transpose([1, 0]).pad([1, 2], [0, 1]).add(1),
          x.slice([1, 2], [3, 5]).reshape([6]),
        ],
        [f32(3, 5)],
      ),
    ));
  it('trains an LSTM', () => {
    const loss = ({ x, wx, wh, b, wy }: Record<'x' | 'wx' | 'wh' | 'b' | 'wy', Value>): Value => {
      const state = { h: zeros([3, 5]), c: zeros([3, 5]) };
      const { outputs } = scan({ carry: state, inputs: { x } }, ({ h, c }, { x }) => {
        const [i, f, g, o] = x.matmul(wx).add(h.matmul(wh)).add(b).split(4);
        const cNext = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
        const hNext = o.sigmoid().mul(cNext.tanh());
        return { carry: { h: hNext, c: cNext }, outputs: { y: hNext.matmul(wy) } };
      });
      return outputs.y.logSoftmax().square().mean();
    };
    check(
      trace(
        (x, wx, wh, b, wy) => {
          const { value, gradients } = valueAndGrad((params: { wx: Value; wh: Value; b: Value; wy: Value }) =>
            loss({ x, ...params }),
          )({ wx, wh, b, wy });
          return [value, ...Object.values(gradients)];
        },
        [f32(6, 3, 4), f32(4, 20), f32(5, 20), f32(20), f32(5, 7)],
      ),
    );
  });
});
