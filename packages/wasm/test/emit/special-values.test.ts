import { apply, evaluate, trace, type Numbers, type Op, type Spec, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runCompiled } from '../support/expect-compiled.js';
import { f32, i32 } from '../support/specs.js';

const floats = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  -2.5,
  3,
  1e-45,
  -1e-38,
  3e38,
  -3e38,
  2 ** 31,
  -(2 ** 31),
];
const integers = [0, 1, -1, 2, -3, 7, 2 ** 31 - 1, -(2 ** 31), 65536, 46341, -46341, 1 << 30];

/** Every number beside every other one. */
const pairsOf = (list: readonly number[]): [number[], number[]] => [
  list.flatMap((a) => list.map(() => a)),
  list.flatMap(() => list),
];

const reals = (list: readonly number[]): Numbers => ({ ...f32(list.length), data: Float32Array.from(list) });
const wholes = (list: readonly number[]): Numbers => ({ ...i32(list.length), data: Int32Array.from(list) });

/** Expects the bits of the reference evaluator, where a NaN is a NaN and 0 is −0. */
function expectSameBits(body: (...inputs: Value[]) => readonly Value[], inputs: readonly Numbers[]): void {
  const specs: Spec[] = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const program = trace(body, specs);
  const expected = evaluate(program, inputs);
  runCompiled(program, { inputs, relaxed: false }).forEach(({ data }, i) => {
    expect([...data].map((value) => value + 0)).toEqual([...expected[i]!.data].map((value) => value + 0));
  });
}

const unaryReal: Op[] = ['neg', 'abs', 'sign', 'square', 'reciprocal', 'sqrt', 'relu', 'stopGradient'];
const unaryWhole: Op[] = ['neg', 'abs', 'sign', 'stopGradient'];
const binaryReal: Op[] = [
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
];
const binaryWhole: Op[] = binaryReal.filter((op) => op !== 'div');

const applied =
  (op: Op) =>
  (...inputs: Value[]): Value[] =>
    apply(op, inputs, {});

describe('special values go through operations as in the evaluator', () => {
  it.each(unaryReal)('%s of f32', (op) => expectSameBits(applied(op), [reals(floats)]));
  it.each(unaryWhole)('%s of i32', (op) => expectSameBits(applied(op), [wholes(integers)]));
  it.each(binaryReal)('%s of f32', (op) => expectSameBits(applied(op), pairsOf(floats).map(reals)));
  it.each(binaryWhole)('%s of i32', (op) => expectSameBits(applied(op), pairsOf(integers).map(wholes)));

  it('functions at their ends', () => {
    const ends = [NaN, Infinity, -Infinity, 0];
    const body = (x: Value): Value[] => [x.exp(), x.log(), x.tanh(), x.sigmoid()];
    expectSameBits(body, [reals(ends)]);
    const [softplus] = runCompiled(
      trace((x) => [x.softplus()], [f32(3)]),
      { inputs: [reals(ends.slice(0, 3))] },
    );
    expect([...softplus!.data]).toEqual([NaN, Infinity, 0]);
  });

  it('conversions truncate, saturate, and make NaN zero', () => {
    const edge = [2147483520, 2147483648, -2147483648, -2147483904, 0.99, -0.99, 1.5, -1.5, 16777217];
    expectSameBits((x) => [x.convert('i32')], [reals([...floats, ...edge])]);
    expectSameBits((x) => [x.convert('f32')], [wholes([...integers, 16777217, -16777217, 2 ** 31 - 65])]);
  });

  it('choices by any integer, by comparisons, and by comparisons that are stored', () => {
    const [a, b] = pairsOf(floats).map(reals) as [Numbers, Numbers];
    expectSameBits(
      (x, y, n) => {
        const less = x.less(y);
        const mask = n.select(y, x);
        return [
          less.select(x, y),
          less,
          less.select(1, 0),
          less.add(less).select(less.convert('f32'), mask),
          less.equal(x.equal(x)).select(mask, y.neg()),
          less.neg().mul(n),
          less.maximum(n),
          less.sum(),
          less.max(),
          n.less(3).sign().abs(),
        ];
      },
      [a, b, wholes(a.data.length > 0 ? Array.from(a.data, (_, i) => integers[i % integers.length]!) : [])],
    );
  });

  it('numbers that are part of the program', () => {
    expectSameBits(
      (x, n) => [
        ...floats.flatMap((value) => [x.zeros().sub(1).mul(value), x.less(value), x.maximum(value)]),
        ...integers.flatMap((value) => [n.mul(value), n.less(value), n.maximum(value)]),
      ],
      [reals(floats), wholes(integers)],
    );
  });
});
