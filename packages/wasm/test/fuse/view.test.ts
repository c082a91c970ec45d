import * as fc from 'fast-check';
import { evaluate, sizeOf, stridesOf, trace, type Shape, type Tensor, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { axisOf, axesOf, perAxis, permutationOf, runs, shapes } from '../../../math/test/arbitraries.js';
import { indicesOf } from '../../../math/test/indexed.js';
import {
  broadcastView,
  isContiguous,
  reshapeView,
  reverseView,
  sliceAxisView,
  sliceView,
  stepView,
  transposeView,
  wholeView,
  type View,
} from '../../src/fuse/view.js';

const whole = (shape: Shape): View =>
  wholeView({ dtype: 'i32', size: sizeOf(shape), label: 'positions' }, shape);

/** The positions in memory of a view's elements, in row-major order. */
const positions = ({ shape, strides, offset }: View): number[] =>
  indicesOf(shape).map((index) => index.reduce((at, i, axis) => at + i * strides[axis]!, offset));

/** One way to look at a view, and the operation that does the same with values. */
interface Look {
  readonly name: string;
  readonly view: (view: View) => View | undefined;
  readonly value: (value: Value) => Value;
}

const divisors = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

/** Another way to write down a shape's extents. */
const reshapes = (shape: Shape): fc.Arbitrary<Shape> => {
  const size = sizeOf(shape);
  if (size === 0) return fc.constantFrom([0], [0, 3], [2, 0, 1]);
  return fc.constantFrom(...divisors(size)).chain((first) =>
    fc.constantFrom(...divisors(size / first)).chain((second) => {
      const rest = size / first / second;
      return fc.constantFrom(
        [size],
        [first, size / first],
        [first, second, rest],
        [1, first, 1, second * rest, 1],
      );
    }),
  );
};

const ranges = (shape: Shape): fc.Arbitrary<number[][]> =>
  perAxis(shape, (extent) =>
    fc.tuple(fc.nat(extent), fc.nat(extent)).map((pair) => pair.sort((a, b) => a - b)),
  );

/** Every way to look at a view of some shape. */
const looks = (shape: Shape): fc.Arbitrary<Look> => {
  const any: fc.Arbitrary<Look>[] = [
    permutationOf(shape).map((order) => ({
      name: `transpose ${order.join()}`,
      view: (view) => transposeView(view, order),
      value: (value) => value.transpose(order),
    })),
    ranges(shape).map((pairs) => {
      const [starts, ends] = [pairs.map(([start]) => start!), pairs.map(([, end]) => end!)];
      return {
        name: `slice ${starts.join()} to ${ends.join()}`,
        view: (view) => sliceView(view, starts, ends),
        value: (value) => value.slice(starts, ends),
      };
    }),
    reshapes(shape).map((to) => ({
      name: `reshape ${to.join()}`,
      view: (view) => reshapeView(view, to),
      value: (value) => value.reshape(to),
    })),
    fc
      .tuple(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 1 }), fc.integer({ min: 1, max: 3 }))
      .map(([lead, extent]) => {
        const to = [...lead, ...shape.map((own) => (own === 1 ? extent : own))];
        return {
          name: `broadcast ${to.join()}`,
          view: (view) => broadcastView(view, to),
          value: (value) => value.broadcast(to),
        };
      }),
  ];
  if (shape.length === 0) return fc.oneof(...any);
  return fc.oneof(
    ...any,
    axesOf(shape).map((axes) => ({
      name: `reverse ${axes.join()}`,
      view: (view: View) => reverseView(view, axes),
      value: (value: Value) => value.flip(axes),
    })),
    axisOf(shape).map((axis) => ({
      name: `part of axis ${axis}`,
      view: (view: View) => sliceAxisView(view, axis, 0, Math.ceil(shape[axis]! / 2)),
      value: (value: Value) => value.sliceAxis(axis, 0, Math.ceil(shape[axis]! / 2)),
    })),
  );
};

/** A view that several looks after each other lead to, and the positions that it should have. */
interface Looked {
  readonly view: View;
  readonly expected: Tensor;
  readonly names: readonly string[];
}

const looked: fc.Arbitrary<Looked> = shapes({
  minExtent: 0,
}).chain((shape) => {
  const start: Tensor = {
    shape,
    dtype: 'i32',
    data: Int32Array.from({ length: sizeOf(shape) }, (_, i) => i),
  };
  let chain: fc.Arbitrary<Looked> = fc.constant({
    view: whole(shape),
    expected: start,
    names: [shape.join()],
  });
  for (let depth = 0; depth < 4; depth++) {
    chain = chain.chain((before) =>
      looks(before.view.shape).map((look) => {
        const view = look.view(before.view);
        if (!view || sizeOf(view.shape) > 300) return before;
        const program = trace((x) => [look.value(x)], [before.expected]);
        const [expected] = evaluate(program, [before.expected]) as [Tensor];
        return { view, expected, names: [...before.names, look.name] };
      }),
    );
  }
  return chain;
});

describe('views', () => {
  it('name the elements that the operations give', () => {
    fc.assert(
      fc.property(looked, ({ view, expected }) => {
        expect(view.shape).toEqual(expected.shape);
        expect(positions(view)).toEqual([...expected.data]);
      }),
      runs(1000),
    );
  });

  it('are contiguous exactly if their elements follow each other', () => {
    fc.assert(
      fc.property(looked, ({ view }) => {
        const at = positions(view);
        expect(isContiguous(view)).toBe(at.every((position, i) => position === at[0]! + i));
      }),
      runs(1000),
    );
  });

  it('are reshaped wherever strides can express it', () => {
    const cases = looked.chain(({ view }) => reshapes(view.shape).map((shape) => ({ view, shape })));
    fc.assert(
      fc.property(cases, ({ view, shape }) => {
        const at = positions(view);
        const reshaped = reshapeView(view, shape);
        expect(reshaped !== undefined).toBe(isAffine(at, shape));
        if (reshaped) expect(positions(reshaped)).toEqual(at);
      }),
      runs(1000),
    );
  });

  it('step along their first axis', () => {
    const loop = { name: 't' };
    const cases = looked.filter(({ view }) => view.shape.length > 0);
    fc.assert(
      fc.property(cases, ({ view }) => {
        const step = stepView(view, loop);
        expect(step.moves).toEqual([{ loop, stride: view.strides[0] }]);
        const slices = Array.from({ length: view.shape[0]! }, (_, t) =>
          positions({ ...step, offset: step.offset + t * step.moves[0]!.stride }),
        );
        expect(slices.flat()).toEqual(positions(view));
      }),
      runs(300),
    );
  });
});

/** Whether positions, read in the order of a shape, are linear in its indices. */
function isAffine(at: readonly number[], shape: Shape): boolean {
  if (at.length === 0) return true;
  const dense = stridesOf(shape);
  const strides = shape.map((extent, axis) => (extent > 1 ? at[dense[axis]!]! - at[0]! : 0));
  return indicesOf(shape).every(
    (index, i) => at[i] === index.reduce((position, k, axis) => position + k * strides[axis]!, at[0]!),
  );
}
