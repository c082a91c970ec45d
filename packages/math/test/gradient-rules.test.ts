import { describe, expect, it } from 'vitest';
import { concat, fill, grad, valueAndGrad, vjp, zeros, type Numbers, type Value } from '../src/index.js';
import { compute, integers, list, reals } from './compute.js';

/** dL/dx for each input of L = f(…). */
const gradients = (f: (...values: Value[]) => Value, ...inputs: Numbers[]): number[][] =>
  compute((...values) => {
    const named = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
    return Object.values(grad<typeof named>((params) => f(...Object.values(params)))(named));
  }, inputs).map(({ data }) => [...data]);

describe('gradients where the function has a kink', () => {
  it('relu has slope 0 at 0', () => {
    expect(gradients((x) => x.relu().sum(), reals([-1, 0, 2]))).toEqual([[0, 0, 1]]);
  });

  it('abs has slope 0 at 0', () => {
    expect(gradients((x) => x.abs().sum(), reals([-3, 0, 3]))).toEqual([[-1, 0, 1]]);
  });

  it.each(['maximum', 'minimum'] as const)('%s gives half to each of two equal operands', (op) => {
    expect(gradients((a, b) => a[op](b).sum(), reals([1, 2]), reals([1, 2]))).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });

  it('maximum with itself has slope 1', () => {
    expect(gradients((x) => x.maximum(x).sum(), reals([4]))).toEqual([[1]]);
  });

  it('max gives equal parts to all that are largest', () => {
    const x = reals([5, 5, 1, 5, 0, 2], [2, 3]);
    expect(gradients((x) => x.max(1).sum(), x)).toEqual([[0.5, 0.5, 0, 1, 0, 0]]);
    expect(gradients((x) => x.max(), x)[0]!.map((share) => Math.fround(share * 3))).toEqual([
      1, 1, 0, 1, 0, 0,
    ]);
  });
});

describe('an infinite slope behind a choice', () => {
  it.each<[string, (x: Value) => Value, number[], number[]]>([
    ['maximum', (x) => x.maximum(0).sqrt().sum(), [-1, 4], [0, 0.25]],
    ['minimum', (x) => x.minimum(0).neg().sqrt().sum(), [1, -4], [0, -0.25]],
  ])('%s gives nothing to what was not chosen', (_, f, x, expected) => {
    expect(gradients(f, reals(x))).toEqual([expected]);
  });
});

describe('where no gradient flows', () => {
  it('stopGradient passes the value and holds back the gradient', () => {
    expect(list((x) => x.stopGradient(), [reals([3])])).toEqual([3]);
    expect(gradients((x) => x.mul(x.stopGradient()).sum(), reals([3]))).toEqual([[3]]);
  });

  it('an input that the loss does not read has a gradient of zeros', () => {
    expect(gradients((x) => x.sum(), reals([1]), reals([1, 2], [2, 1]))).toEqual([[1], [0, 0]]);
  });

  it('comparisons, argmax, sign and rounding are flat', () => {
    const flat = (x: Value): Value =>
      concat([
        x.sign(),
        x.less(1).convert('f32'),
        x.argmax().reshape([1]).convert('f32'),
        x.convert('i32').convert('f32'),
      ]).sum();
    expect(gradients(flat, reals([0.5, 2.5]))).toEqual([[0, 0]]);
  });

  it('select hands the gradient to the side that was taken', () => {
    const mask = integers([1, 0, -1]);
    const f = (condition: Value) => (a: Value, b: Value) => condition.select(a, b).sum();
    const [a, b] = compute(
      (condition, a, b) => vjp((a, b) => [f(condition)(a, b)], [a, b]).pullback([fill([], 1)]) as Value[],
      [mask, reals([1, 2, 3]), reals([4, 5, 6])],
    );
    expect([[...a!.data], [...b!.data]]).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });
});

describe('valueAndGrad', () => {
  it('passes on what the function returns beside the loss', () => {
    const [value, square, gradient] = compute(
      (x) => {
        const { value, aux, gradients } = valueAndGrad(({ x }: { x: Value }) => {
          const square = x.square();
          return { loss: square.sum(), aux: { square } };
        })({ x });
        return [value, aux.square, gradients.x];
      },
      [reals([1, 2, 3])],
    );
    expect([...value!.data, ...square!.data, ...gradient!.data]).toEqual([14, 1, 4, 9, 2, 4, 6]);
  });

  it('differentiates by its arguments only, not by the same values read from outside', () => {
    // f(p) = p · x where x happens to be p, too: the slope is x, not 2x
    const slope = list((x) => grad(({ p }: { p: Value }) => p.mul(x).sum())({ p: x }).p, [reals([3])]);
    expect(slope).toEqual([3]);
  });

  it('counts the same value given under two names twice', () => {
    const [a, b] = compute(
      (x) => Object.values(grad(({ a, b }: { a: Value; b: Value }) => a.mul(b).sum())({ a: x, b: x })),
      [reals([3])],
    );
    expect([a!.data[0], b!.data[0]]).toEqual([3, 3]);
  });

  it('says what a loss must be', () => {
    const attempt = (loss: (x: Value) => Value) => () =>
      compute((x) => [grad(({ x }: { x: Value }) => loss(x))({ x }).x], [reals([1, 2])]);
    expect(attempt((x) => x.square())).toThrow(
      'valueAndGrad: the loss must be an f32 scalar, but is f32[2]; reduce it with .mean() or .sum().',
    );
    expect(attempt((x) => x.argmax())).toThrow('the loss must be an f32 scalar, but is i32[]');
  });
});

describe('vjp', () => {
  it('maps the cotangents of several outputs, where undefined counts as zero', () => {
    const pulled = (cotangents: (one: Value) => (Value | undefined)[]): number[] =>
      list(
        (x) =>
          vjp((x) => [x.mul(2), x.mul(3)], [x])
            .pullback(cotangents(fill([2], 1)))
            .map((cotangent) => cotangent ?? zeros([2]))[0]!,
        [reals([5, 7])],
      );
    expect(pulled((one) => [one, one])).toEqual([5, 5]);
    expect(pulled((one) => [undefined, one])).toEqual([3, 3]);
    expect(pulled(() => [undefined, undefined])).toEqual([0, 0]);
  });

  it('leaves the gradient of one part of a split to the others as zeros', () => {
    expect(gradients((x) => x.split(3)[1].sum(), reals([1, 2, 3]))).toEqual([[0, 1, 0]]);
  });

  it('adds up what comes back along several paths', () => {
    // L = x² + 3x + x: dL/dx = 2x + 4
    expect(gradients((x) => x.square().add(x.mul(3)).add(x).sum(), reals([5]))).toEqual([[14]]);
  });
});
