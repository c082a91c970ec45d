import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  bernoulli,
  concat,
  currentTrace,
  evaluate,
  fill,
  formatShape,
  inScope,
  IndexError,
  iota,
  ShapeError,
  SluiceError,
  stack,
  tensor,
  trace,
  TraceError,
  uniform,
  type DType,
  type Shape,
  type Value,
} from '../src/index.js';
import { integers, list, reals } from './compute.js';

type Body = (a: Value, b: Value) => Value;
type Operand = readonly [DType, ...number[]];

/** Traces a function of two values and returns the error that it throws. */
function failure(body: Body, a: Operand = ['f32', 2, 3], b: Operand = ['f32', 2, 3]): Error {
  const specs = [a, b].map(([dtype, ...shape]) => ({ dtype, shape }));
  try {
    trace((a, b) => [body(a, b)], specs);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail('nothing was thrown');
}

describe('a shape that does not fit is refused while tracing, with the operation and both shapes', () => {
  it.each<[string, Body, Operand?, Operand?]>([
    ['add: shapes [2, 3] and [4] do not broadcast', (a, b) => a.add(b), ['f32', 2, 3], ['f32', 4]],
    ['less: shapes [2] and [3] do not broadcast', (a, b) => a.greater(b), ['f32', 2], ['f32', 3]],
    ['select: shapes [2] and [3] do not broadcast', (a, b) => a.select(b, 0), ['i32', 2], ['f32', 3]],
    [
      'matmul: [2, 3] times [4, 5] does not fit: the inner extents are 3 and 4.',
      (a, b) => a.matmul(b),
      ['f32', 2, 3],
      ['f32', 4, 5],
    ],
    [
      'matmul: [7, 2, 3] times [4, 5] does not fit: the inner extents are 3 and 4.',
      (a, b) => a.matmul(b),
      ['f32', 7, 2, 3],
      ['f32', 4, 5],
    ],
    [
      'matmul: [3, 4] transposed times [5, 2] transposed does not fit: the inner extents are 3 and 2.',
      (a, b) => a.matmul(b, { transposeLeft: true, transposeRight: true }),
      ['f32', 3, 4],
      ['f32', 5, 2],
    ],
    [
      'matmul: [3] times [3, 2] does not fit: both need at least two axes.',
      (a, b) => a.matmul(b),
      ['f32', 3],
      ['f32', 3, 2],
    ],
    [
      'matmul of [2, 1, 3] and [4, 3, 1], leading axes: shapes [2] and [4] do not broadcast',
      (a, b) => a.matmul(b),
      ['f32', 2, 1, 3],
      ['f32', 4, 3, 1],
    ],
    ['reshape: [2, 3] holds 6 elements, [4] would hold 4.', (a) => a.reshape([4])],
    ['reshape: a shape holds integers of at least 0, but got [4, 1.5].', (a) => a.reshape([4, -1])],
    ['transpose: [0, 0] does not permute the axes of shape [2, 3].', (a) => a.transpose([0, 0])],
    ['transpose: [0] does not permute the axes of shape [2, 3].', (a) => a.transpose([0])],
    ['slice: from [0, 2] to [2, 4] does not lie within shape [2, 3].', (a) => a.slice([0, 2], [2, 4])],
    ['slice: from [0] to [1] does not lie within shape [2, 3].', (a) => a.slice([0], [1])],
    ['slice: from [0.5, 0] to [1, 1] does not lie within shape [2, 3].', (a) => a.slice([0.5, 0], [1, 1])],
    ['pad: [1] before and [1] after do not fit shape [2, 3].', (a) => a.pad([1], [1])],
    ['pad: [0] before and [0] after do not fit shape [2, 3].', (a) => a.pad([0], [0])],
    ['pad: [-1, 0] before and [0, 0] after do not fit shape [2, 3].', (a) => a.pad([-1, 0], [0, 0])],
    ['split: parts of [1, 1] do not make up axis 1 of shape [2, 3].', (a) => a.split([1, 1])[0]],
    ['split: parts of [-1, 4] do not make up axis 1 of shape [2, 3].', (a) => a.split([-1, 4])[0]],
    [
      'concat: f32[2, 3] and f32[2, 4] must agree in everything but axis 0.',
      (a, b) => concat([a, b], 0),
      ['f32', 2, 3],
      ['f32', 2, 4],
    ],
    [
      'concat: f32[2] and i32[2] must agree in everything but axis 0.',
      (a, b) => concat([a, b]),
      ['f32', 2],
      ['i32', 2],
    ],
    ['stack: shapes [2, 3] and [3, 2] differ.', (a, b) => stack([a, b]), ['f32', 2, 3], ['f32', 3, 2]],
    ['broadcast: [2, 3] does not stretch to [3].', (a) => a.broadcast([3])],
    ['broadcast: [2, 3] does not stretch to [2, 4].', (a) => a.broadcast([2, 4])],
    ['broadcast: a shape holds integers of at least 0, but got [-1, 2, 3].', (a) => a.broadcast([-1, 2, 3])],
    [
      'gather: the table needs at least one axis, but has shape [].',
      (a, b) => a.gather(b),
      ['f32'],
      ['i32', 2],
    ],
    [
      'scatterAdd: updates of shape [3, 4] must begin with the shape of the indices, [2].',
      (a, b) => a.scatterAdd(b, 5),
      ['i32', 2],
      ['f32', 3, 4],
    ],
    [
      'scatterAdd: a shape holds integers of at least 0, but got [-1].',
      (a, b) => a.scatterAdd(b, -1),
      ['i32', 2],
      ['f32', 2],
    ],
    ['fill: a shape holds integers of at least 0, but got [-2].', () => fill([-2], 0)],
    ['iota: a shape holds integers of at least 0, but got [1.5].', () => iota([1.5])],
    [
      'random: a shape holds integers of at least 0, but got [-3].',
      () => uniform([-3], { seed: 0, step: 0 }),
    ],
    [
      'random: seed [2], step [] and start [2] must have the same shape.',
      (a) => uniform([3], { seed: a, step: 0 }),
      ['i32', 2],
    ],
    ['sum: axis 2 does not exist in a value of rank 2.', (a) => a.sum(2)],
    ['argmax: axis -3 does not exist in a value of rank 2.', (a) => a.argmax(-3)],
    ['max: axes [1, -1] name an axis twice.', (a) => a.max([1, -1])],
    ['split: axis 0.5 does not exist in a value of rank 2.', (a) => a.split(1, 0.5)[0]],
  ])('%s', (message, body, a, b) => {
    const error = failure(body, a, b);
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toContain(message);
  });
});

describe('a dtype that does not fit is refused while tracing', () => {
  it.each<[string, Body, Operand?, Operand?]>([
    ["tanh: takes f32, but got i32[2]; convert it with .convert('f32').", (a) => a.tanh(), ['i32', 2]],
    ["div: takes f32, but got i32[]; convert it with .convert('f32').", (a) => a.div(2), ['i32']],
    [
      'add: operands differ in dtype, i32 and f32; convert one of them.',
      (a, b) => a.add(b),
      ['i32', 2],
      ['f32', 2],
    ],
    [
      "matmul: takes f32, but got i32[2, 2]; convert it with .convert('f32').",
      (a, b) => a.matmul(b),
      ['f32', 2, 2],
      ['i32', 2, 2],
    ],
    ["select: takes i32, but got f32[2, 3]; convert it with .convert('i32').", (a) => a.select(1, 0)],
    ["gather: takes i32, but got f32[2, 3]; convert it with .convert('i32').", (a, b) => a.gather(b)],
    [
      "scatterAdd: takes i32, but got f32[2, 3]; convert it with .convert('i32').",
      (a, b) => a.scatterAdd(b, 2),
    ],
    [
      "random: takes i32, but got f32[2, 3]; convert it with .convert('i32').",
      (a) => bernoulli([], 0.5, { seed: a, step: 0 }),
    ],
  ])('%s', (message, body, a, b) => {
    const error = failure(body, a, b);
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toBe(message);
  });
});

describe('arguments out of range', () => {
  it.each<[string, Body, Operand?]>([
    ['split: axis 1 has extent 3, which 2 equal parts do not make up.', (a) => a.split(2)[0]],
    [
      "mul: an i32 value takes integers, but got 0.5; convert the value with .convert('f32').",
      (a) => a.mul(0.5),
      ['i32', 2],
    ],
    ['concat: needs at least one value.', () => concat([])],
    ['stack: needs at least one value.', () => stack([])],
  ])('%s', (message, body, a) => {
    const error = failure(body, a);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toBe(message);
  });
});

describe('tensors', () => {
  it.each<[string, () => unknown]>([
    ['tensor: shape [2, 2] holds 4 elements, but 3 came.', () => tensor([1, 2, 3], [2, 2])],
    ['tensor: a shape holds integers of at least 0, but got [-1].', () => tensor([], [-1])],
    [
      'tensor: data must be a Float32Array, an Int32Array or an array of numbers.',
      () => tensor(new Uint8Array(2) as unknown as Float32Array),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });

  it('keep typed arrays and copy plain ones', () => {
    const data = Float32Array.of(1, 2);
    expect(tensor(data).data).toBe(data);
    expect(tensor([1, 2], [2, 1])).toEqual({ shape: [2, 1], dtype: 'f32', data });
    expect(tensor(Int32Array.of(1)).dtype).toBe('i32');
  });
});

describe('inputs of a program', () => {
  const program = trace((x, i) => [x.gather(i)], [reals([1, 2]), integers([0])]);

  it.each<[string, Parameters<typeof evaluate>[1]]>([
    ['The program takes 2 inputs, but 1 came.', [reals([1, 2])]],
    ['Input 0 of the program is f32[2], but f32[3] with 3 elements came.', [reals([1, 2, 3]), integers([0])]],
    ['Input 1 of the program is i32[1], but f32[1] with 1 elements came.', [reals([1, 2]), reals([0])]],
  ])('%s', (message, inputs) => {
    expect(() => evaluate(program, inputs)).toThrow(message);
  });

  it('an index out of range is an IndexError', () => {
    expect(() => evaluate(program, [reals([1, 2]), integers([2])])).toThrow(IndexError);
  });
});

describe('inScope', () => {
  const wrong = (): Value => fill([2], 0).add(fill([3], 0));

  it('says where an error happened, once, from the outside in', () => {
    const error = failure(() => inScope('sequential', () => inScope('lstm "1"', wrong)));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.message).toMatch(/^In sequential > lstm "1": add: shapes \[2\] and \[3\] do not broadcast/);
  });

  it('is left when its function returns or throws', () => {
    failure(() => inScope('first', wrong));
    expect(
      failure(() => inScope('second', () => inScope('third', () => fill([], 0)).add(wrong()))).message,
    ).toMatch(/^In second: add/);
    expect(failure(wrong).message).toMatch(/^add/);
  });

  it('returns what its function returns, and leaves foreign errors alone', () => {
    expect(inScope('anywhere', () => 3)).toBe(3);
    const foreign = new RangeError('mine');
    expect(() =>
      inScope('anywhere', () => {
        throw foreign;
      }),
    ).toThrow(foreign);
    expect(foreign.message).toBe('mine');
  });
});

describe('errors', () => {
  it.each([ShapeError, TraceError, IndexError, ArgumentError])(
    '%o is a SluiceError that knows its name',
    (Kind) => {
      const error = new Kind('message');
      expect(error).toBeInstanceOf(SluiceError);
      expect(error.name).toBe(Kind.name);
    },
  );

  it('values need a trace', () => {
    const message = 'Values exist only while a function is traced: call this inside of trace(…).';
    expect(() => fill([], 0)).toThrow(message);
    expect(() => currentTrace()).toThrow(TraceError);
  });

  it('leave no trace behind', () => {
    failure(wrongShape);
    expect(() => currentTrace()).toThrow(TraceError);
    expect(list((x) => x.neg(), [reals([1])])).toEqual([-1]);
  });

  it('print shapes as lists', () => {
    expect([[], [2], [2, 3]].map((shape: Shape) => formatShape(shape))).toEqual(['[]', '[2]', '[2, 3]']);
  });
});

const wrongShape: Body = (a) => a.reshape([5]);
