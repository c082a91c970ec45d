import { defineCell, type Cell } from '@sluice/cell';
import {
  concat,
  fill,
  initializers,
  iota,
  scan,
  sizeOf,
  stack,
  trace,
  type Shape,
  type Spec,
  type Value,
} from '@sluice/math';
import * as fc from 'fast-check';
import { choicesFrom, type Choices } from '../../../../math/test/random-program/choices.js';

/** A value of a growing step: f32 `[batch, …]`, no element larger than the bound. */
interface Entry {
  readonly value: Value;
  readonly bound: number;
}

/** A step on its way. */
interface Sketch {
  readonly choices: Choices;
  readonly batch: number;
  readonly pool: Entry[];
  /** Numbers that are the same bits everywhere, so that they may be compared and rounded. */
  readonly exact: readonly Value[];
  /** A parameter of this shape, within ±0.7. */
  readonly param: (shape: Shape) => Value;
}

/** Elements that a row may have. */
const limit = 60;

const featuresOf = ({ shape }: Value): Shape => shape.slice(1);
const rowsOf = (value: Value): Value => value.reshape([value.shape[0]!, sizeOf(featuresOf(value))]);
const pick = ({ choices, pool }: Sketch): Entry => choices.pick([...pool].reverse().slice(0, 8));
const fits = (features: Shape): boolean => sizeOf(features) <= limit && features.length <= 3;

/** The same numbers, or smaller ones where they might have become large. */
function settle(choices: Choices, { value, bound }: Entry): Entry {
  if (bound <= 4) return { value, bound };
  return choices.once(2) ? { value: value.tanh(), bound: 1 } : { value: value.mul(3 / bound), bound: 3 };
}

/** A row's numbers under another shape: cut off, or repeated with zeros. */
function refit(value: Value, features: Shape): Value {
  const rows = rowsOf(value);
  const [have, want] = [rows.shape[1]!, sizeOf(features)];
  const cut = have > want ? rows.sliceAxis(1, 0, want) : rows.pad([0, 0], [0, want - have]);
  return cut.reshape([value.shape[0]!, ...features]);
}

type Growth = (sketch: Sketch) => Entry;

const unary: Growth = (sketch) => {
  const { value, bound } = pick(sketch);
  return sketch.choices.pick<() => Entry>([
    () => ({ value: value.tanh(), bound: 1 }),
    () => ({ value: value.sigmoid(), bound: 1 }),
    () => ({ value: value.relu(), bound }),
    () => ({ value: value.softplus(), bound: bound + 1 }),
    () => ({ value: value.abs().sqrt().add(1).log(), bound: bound + 1 }),
    () => ({ value: value.tanh().exp(), bound: Math.E }),
    () => ({ value: value.square().add(1).reciprocal(), bound: 1 }),
    () => ({ value: value.neg().mul(0.5).add(0.25), bound: bound + 0.25 }),
    () => ({ value: value.maximum(-0.5).minimum(0.5), bound: 0.5 }),
  ])();
};

const binary: Growth = (sketch) => {
  const [a, b] = [pick(sketch), pick(sketch)];
  const other = refit(b.value, featuresOf(a.value));
  return sketch.choices.pick<() => Entry>([
    () => ({ value: a.value.add(other), bound: a.bound + b.bound }),
    () => ({ value: a.value.sub(other), bound: a.bound + b.bound }),
    () => ({ value: a.value.mul(other), bound: a.bound * b.bound }),
    () => ({ value: a.value.div(other.square().add(1)), bound: a.bound }),
    () => ({ value: a.value.maximum(other.mul(0.3)), bound: a.bound + b.bound }),
    () => ({ value: a.value.add(sketch.param(featuresOf(a.value))), bound: a.bound + 1 }),
  ])();
};

const product: Growth = (sketch) => {
  const { choices, batch } = sketch;
  const { value, bound } = pick(sketch);
  const columns = choices.between(1, 4);
  if (value.shape.length === 3 && choices.once(2)) {
    const inner = value.shape[2]!;
    return choices.pick<() => Entry>([
      () => ({ value: value.matmul(sketch.param([inner, columns])), bound: inner * bound }),
      () => ({ value: value.matmul(value, { transposeRight: true }), bound: inner * bound * bound }),
      () => ({
        value: value.matmul(sketch.param([1, columns, inner]), { transposeRight: true }),
        bound: inner * bound,
      }),
    ])();
  }
  const rows = rowsOf(value);
  const inner = rows.shape[1]!;
  const result = rows.matmul(sketch.param([inner, columns])).reshape([batch, columns]);
  return { value: result, bound: inner * bound };
};

const reduction: Growth = (sketch) => {
  const { choices } = sketch;
  const { value, bound } = pick(sketch);
  const rank = value.shape.length;
  if (rank === 1) return { value: value.reshape([-1, 1]), bound };
  const axis = choices.between(1, rank - 1);
  const count = value.shape[axis]!;
  return choices.pick<() => Entry>([
    () => ({ value: value.sum(axis), bound: count * bound }),
    () => ({ value: value.mean(axis, { keepDims: true }), bound }),
    () => ({ value: value.max(axis), bound }),
    () => ({ value: value.softmax(axis), bound: 1 }),
    () => ({ value: value.logSoftmax(axis), bound: 2 * bound + Math.log(count) }),
    () => ({ value: value.logSumExp(axis, { keepDims: true }), bound: bound + Math.log(count) }),
    // what the rows of a batch have in common
    () => ({ value: value.sub(value.mean(0, { keepDims: true })), bound: 2 * bound }),
    () => ({ value: value.sub(value.max(0)), bound: 2 * bound }),
  ])();
};

const rearrangement: Growth = (sketch) => {
  const { choices, batch } = sketch;
  const { value, bound } = pick(sketch);
  const features = featuresOf(value);
  const axis = choices.below(features.length) + 1;
  const same = (result: Value): Entry => ({ value: result, bound });
  if (features.length === 0) return same(value.reshape([batch, 1]).broadcast([batch, choices.between(1, 4)]));
  const extent = value.shape[axis]!;
  return choices.pick<() => Entry>([
    () => same(value.reshape([batch, -1])),
    () => same(value.reshape([batch, 1, -1]).broadcast([batch, 2, sizeOf(features)])),
    () => same(value.transpose([0, ...choices.shuffle(features.map((_, i) => i + 1))])),
    () => {
      const turned = value.transpose([...features.map((_, i) => i + 1), 0]).mul(0.5);
      return same(turned.transpose([features.length, ...features.map((_, i) => i)]));
    },
    () => same(value.sliceAxis(axis, choices.below(extent), extent)),
    () =>
      same(
        value.pad(
          value.shape.map((_, i) => (i === axis ? 1 : 0)),
          value.shape.map(() => 0),
        ),
      ),
    () =>
      same(
        choices.pick(
          value.split(
            [extent - 1, 1].filter((size) => size > 0),
            axis,
          ),
        ),
      ),
    () => same(value.flip([axis])),
    () => same(concat([value, value.neg(), refit(pick(sketch).value.tanh(), features)], axis)),
    () => same(stack([value, value.mul(0.5)], axis)),
  ])();
};

const indexed: Growth = (sketch) => {
  const { choices, batch } = sketch;
  const exact = choices.pick(sketch.exact);
  const rows = choices.between(2, 4);
  const indices = exact
    .mul(3)
    .convert('i32')
    .abs()
    .minimum(rows - 1);
  const { value, bound } = pick(sketch);
  const one = rowsOf(indices).sliceAxis(1, 0, 1).reshape([batch]);
  return choices.pick<() => Entry>([
    () => ({ value: sketch.param([rows, 2]).gather(indices), bound: 1 }),
    () => ({ value: indices.oneHot(rows), bound: 1 }),
    () => ({ value: refit(exact, featuresOf(value)).greater(0.1).select(value, value.neg()), bound }),
    () => ({ value: indices.equal(1).select(exact, 0), bound: 1 }),
    () => ({ value: rowsOf(exact).argmax(1).convert('f32').mul(0.1), bound: limit / 10 }),
    () => ({
      value: iota([batch, 3], 1)
        .add(one.reshape([batch, 1]))
        .convert('f32')
        .mul(0.1),
      bound: 1,
    }),
    // sums over the rows of a batch that fall on one index, handed back to them
    () => ({ value: one.scatterAdd(rowsOf(value).tanh(), rows).tanh().gather(one), bound: 1 }),
    () => ({ value: sketch.param([4, 3]).gather(iota([batch]).minimum(3)), bound: 1 }),
  ])();
};

const loop: Growth = (sketch) => {
  const { choices, batch } = sketch;
  const { value, bound } = pick(sketch);
  const stepped = value.shape.length === 3 ? value : rowsOf(value).reshape([batch, -1, 1]);
  const steps = stepped.transpose([1, 0, 2]);
  const width = steps.shape[2]!;
  const start = choices.once(2) ? fill([batch, width], 0) : refit(pick(sketch).value.tanh(), [width]);
  const weight = sketch.param([width, width]);
  const { carry, outputs } = scan(
    { carry: { h: start }, inputs: { x: steps }, reverse: choices.once(2) },
    ({ h }, { x }) => {
      const inner: Sketch = {
        ...sketch,
        pool: [
          { value: h, bound: 1 },
          { value: x, bound },
        ],
      };
      for (let i = choices.below(3); i > 0; i--)
        inner.pool.push(grown(inner, [unary, binary, reduction, rearrangement]));
      const made = refit(pick(inner).value, [width]);
      return { carry: { h: h.matmul(weight).add(made).tanh() }, outputs: { y: made.add(h) } };
    },
  );
  return choices.once(2)
    ? { value: carry.h, bound: 1 }
    : { value: outputs.y.transpose([1, 0, 2]), bound: Math.max(4, bound) + 1 };
};

/** Something new, unless it would be too large. */
function grown(sketch: Sketch, growths: readonly Growth[]): Entry {
  const entry = settle(sketch.choices, sketch.choices.pick(growths)(sketch));
  return fits(featuresOf(entry.value)) ? entry : { value: refit(entry.value, [4]), bound: entry.bound };
}

const growths = [
  unary,
  unary,
  binary,
  binary,
  product,
  product,
  reduction,
  rearrangement,
  rearrangement,
  indexed,
  loop,
];

/** The cell that a list of words describes. */
export function buildCell(words: readonly number[]): Cell {
  const first = choicesFrom(words);
  const input: Shape = first.pick([[3], [2, 2], [4], []]);
  const state = Object.fromEntries(
    Array.from({ length: first.below(4) }, (_, i) => [
      `s${i}`,
      first.pick<Shape>([[3], [2, 2], [1], [], [5]]),
    ]),
  );
  const run = (x: Value, before: Readonly<Record<string, Value>>, param: Sketch['param']) => {
    const choices = choicesFrom(words.slice(8));
    const pool = [{ value: x, bound: 1 }, ...Object.values(before).map((value) => ({ value, bound: 1 }))];
    const sketch: Sketch = { choices, batch: x.shape[0]!, pool, exact: [x], param };
    for (let i = 0; i < 14 && !choices.exhausted(); i++) pool.push(grown(sketch, growths));
    const after = Object.fromEntries(
      Object.entries(state).map(([name, shape]) => {
        const made = refit(pick(sketch).value, shape);
        return [
          name,
          choices.pick([() => made.tanh(), () => before[name]!.mul(0.5).add(made.tanh().mul(0.5))])(),
        ];
      }),
    );
    return { output: pick(sketch).value, state: after };
  };
  // the first recording finds out which parameters there are
  const shapes: Shape[] = [];
  const specs: Spec[] = [input, ...Object.values(state)].map((shape) => ({
    shape: [2, ...shape],
    dtype: 'f32',
  }));
  trace((x, ...values) => {
    const before = Object.fromEntries(Object.keys(state).map((name, i) => [name, values[i]!]));
    const result = run(x, before, (shape) => fill(shapes[shapes.push(shape) - 1]!, 0));
    return [result.output];
  }, specs);
  return defineCell({
    kind: 'random',
    input: (): Spec => ({ shape: input, dtype: 'f32' }),
    state: () => state,
    params: () =>
      Object.fromEntries(shapes.map((shape, i) => [`p${i}`, { shape, initial: initializers.zeros() }])),
    step({ x, state: before, params }) {
      let next = 0;
      return run(x, before, () => params[`p${next++}`]!);
    },
  })({ inputSize: 1, hiddenSize: 1 });
}

/** Cells at random: whatever a step can be made of, with a state of any form or none. */
export const randomCells: fc.Arbitrary<Cell> = fc
  .array(fc.nat(), { minLength: 12, maxLength: 200, size: 'max' })
  .map((words) => buildCell(words));
