import * as fc from 'fast-check';
import { apply, concat, trace, type Shape, type Value } from '@sluice/math';
import { describe, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { allCases } from '../../../math/test/operation-cases.js';
import { expectCompiled } from '../support/expect-compiled.js';
import { expectLowered } from '../support/expect-lowered.js';
import { f32 } from '../support/specs.js';

describe('every operation is compiled to what its evaluation gives', () => {
  for (const [op, cases] of allCases) {
    it(op, () => {
      fc.assert(
        fc.property(cases, ({ attributes, inputs }) => {
          const program = trace((...values) => apply(op, values, attributes), inputs);
          const rounded = inputs.map((input) =>
            input.dtype === 'i32' ? input : { ...input, data: Float32Array.from(input.data) },
          );
          expectCompiled(program, { inputs: rounded, relaxed: false });
        }),
        runs(30),
      );
    });
  }
});

/** Ways in which the elements of an operand of some shape lie in memory. */
const layouts: Record<
  string,
  { shape: (shape: Shape) => Shape; view: (value: Value, shape: Shape) => Value }
> = {
  whole: { shape: (shape) => shape, view: (value) => value },
  transposed: { shape: (shape) => [...shape].reverse(), view: (value) => value.transpose() },
  reversed: { shape: (shape) => shape, view: (value) => value.flip([...value.shape.keys()]) },
  'reversed along the last axis': { shape: (shape) => shape, view: (value) => value.flip(-1) },
  'between others': {
    shape: (shape) => shape.map((extent) => extent + 2),
    view: (value) =>
      value.slice(
        value.shape.map(() => 1),
        value.shape.map((extent) => extent - 1),
      ),
  },
  'one row': { shape: (shape) => shape.slice(-1), view: (value, shape) => value.broadcast(shape) },
  'one column': {
    shape: (shape) => [...shape.slice(0, -1), 1],
    view: (value, shape) => value.broadcast(shape),
  },
  'one number': { shape: () => [], view: (value, shape) => value.broadcast(shape) },
  'a stretched axis in front': {
    shape: (shape) => [1, ...shape.slice(1)],
    view: (value, shape) => value.broadcast(shape),
  },
};

const extents = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(64, 65));
const spaces: fc.Arbitrary<Shape> = fc.oneof(
  fc.tuple(extents),
  fc.tuple(fc.integer({ min: 1, max: 5 }), extents),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }), extents),
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
);
const layout = fc.constantFrom(...Object.keys(layouts));

describe('a fused loop', () => {
  it('reads and writes memory of any layout, with any tail', () => {
    const cases = fc.record({
      space: spaces,
      names: fc.tuple(layout, layout, layout),
      axis: fc.nat(2),
      flip: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ space, names, axis, flip }) => {
        const program = trace(
          (...inputs) => {
            const [a, b, c] = inputs.map((value, i) => layouts[names[i]!]!.view(value, space)) as [
              Value,
              Value,
              Value,
            ];
            const result = a.mul(b).sub(c);
            const along = axis % space.length;
            // The result lies between the halves of another one, which is computed in the same loop.
            const parts = [a.add(c), result, b.sub(c)];
            return [concat(flip ? parts.reverse() : parts, along), result, result.maximum(a).transpose()];
          },
          names.map((name) => f32(...layouts[name]!.shape(space))),
        );
        expectLowered(program);
        expectCompiled(program, { relaxed: false });
      }),
      runs(150),
    );
  });

  it('has as many operands and results as it takes', () => {
    const program = trace(
      (...inputs) => {
        const sums = inputs.map((value, i) =>
          inputs.slice(0, i + 1).reduce((sum, other) => sum.add(other.mul(value)), value),
        );
        return [...sums, ...sums.map((sum) => sum.sum(0)), ...sums.map((sum) => sum.max(0))];
      },
      new Array<ReturnType<typeof f32>>(12).fill(f32(3, 7)),
    );
    expectCompiled(program);
  });
});
