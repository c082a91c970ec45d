import { apply, iota, record, scanInputs, type Attributes, type Op, type Value } from '@sluice/math';

/** An operand over all steps of a loop: stacked along a new first axis, or one value for every step. */
export interface Operand {
  readonly value: Value;
  readonly stacked: boolean;
}

/** How an operation is applied to all steps at once; at least one operand is stacked, and every result is. */
type VectorizeRule<A> = (operands: readonly Operand[], attributes: A, steps: number) => Value[];

/** Repeats what is the same in every step. */
export function stackedValue({ value, stacked }: Operand, steps: number): Value {
  return stacked ? value : value.reshape([1, ...value.shape]).broadcast([steps, ...value.shape]);
}

const allStacked = (operands: readonly Operand[], steps: number): Value[] =>
  operands.map((operand) => stackedValue(operand, steps));

const shifted = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1);

/** An operation that treats every element alike needs no change. */
const elementwise =
  (op: PointwiseOp): VectorizeRule<unknown> =>
  (operands, _, steps) =>
    apply(op, allStacked(operands, steps), {});

type PointwiseOp = { [K in Op]: keyof Attributes[K] extends never ? K : never }[Op];

const impossible: VectorizeRule<unknown> = () => {
  throw new Error('A source has no operands and so never differs from step to step.');
};

/** The rule of every operation. */
export const vectorizeRules: { [K in Op]: VectorizeRule<Attributes[K]> } = {
  neg: elementwise('neg'),
  abs: elementwise('abs'),
  sign: elementwise('sign'),
  floor: elementwise('floor'),
  square: elementwise('square'),
  reciprocal: elementwise('reciprocal'),
  sqrt: elementwise('sqrt'),
  exp: elementwise('exp'),
  log: elementwise('log'),
  sin: elementwise('sin'),
  cos: elementwise('cos'),
  tanh: elementwise('tanh'),
  sigmoid: elementwise('sigmoid'),
  relu: elementwise('relu'),
  softplus: elementwise('softplus'),
  add: elementwise('add'),
  sub: elementwise('sub'),
  mul: elementwise('mul'),
  div: elementwise('div'),
  maximum: elementwise('maximum'),
  minimum: elementwise('minimum'),
  less: elementwise('less'),
  lessEqual: elementwise('lessEqual'),
  equal: elementwise('equal'),
  notEqual: elementwise('notEqual'),
  select: elementwise('select'),
  stopGradient: elementwise('stopGradient'),
  convert: ([x], { dtype }) => [x!.value.convert(dtype)],

  reshape: ([x], { shape }, steps) => [x!.value.reshape([steps, ...shape])],
  transpose: ([x], { permutation }) => [x!.value.transpose([0, ...shifted(permutation)])],
  slice: ([x], { starts, ends }, steps) => [x!.value.slice([0, ...starts], [steps, ...ends])],
  pad: ([x], { before, after }) => [x!.value.pad([0, ...before], [0, ...after])],
  split: ([x], { axis, sizes }) => x!.value.split(sizes, axis + 1),
  concat: (parts, { axis }, steps) => apply('concat', allStacked(parts, steps), { axis: axis + 1 }),
  broadcast: ([x], { shape }, steps) => {
    const own = x!.value.shape.slice(1);
    const aligned = [steps, ...new Array<number>(shape.length - own.length).fill(1), ...own];
    return [x!.value.reshape(aligned).broadcast([steps, ...shape])];
  },
  reverse: ([x], { axes }) => [x!.value.flip(shifted(axes))],

  sum: ([x], { axes }) => [x!.value.sum(shifted(axes))],
  max: ([x], { axes }) => [x!.value.max(shifted(axes))],
  argmax: ([x], { axis }) => [x!.value.argmax(axis + 1)],

  matmul: ([left, right], attributes, steps) => {
    const { transposeLeft, transposeRight } = attributes;
    const rank = left!.value.shape.length - (left!.stacked ? 1 : 0);
    if (rank === 2 && !right!.stacked) {
      // One matrix for all steps: the rows of every step go through it in a single product.
      const rows = transposeLeft ? left!.value.transpose([0, 2, 1]) : left!.value;
      const [, count, inner] = rows.shape as [number, number, number];
      const product = rows.reshape([steps * count, inner]).matmul(right!.value, { transposeRight });
      return [product.reshape([steps, count, product.shape[1]!])];
    }
    return apply('matmul', allStacked([left!, right!], steps), attributes);
  },
  gather: ([table, indices], _, steps) => {
    if (!table!.stacked) return [table!.value.gather(indices!.value)];
    // Each step has its own table: put them one under the other and point into the right one.
    const [, rows, ...rest] = table!.value.shape as [number, number, ...number[]];
    const all = table!.value.reshape([steps * rows, ...rest]);
    return [all.gather(offsetByStep(stackedValue(indices!, steps), rows))];
  },
  scatterAdd: ([indices, updates], { rows }, steps) => {
    const targets = offsetByStep(stackedValue(indices!, steps), rows);
    const result = targets.scatterAdd(stackedValue(updates!, steps), steps * rows);
    return [result.reshape([steps, rows, ...result.shape.slice(1)])];
  },

  random: (keys, attributes, steps) => apply('random', allStacked(keys, steps), attributes),
  fill: impossible,
  literal: impossible,
  iota: impossible,

  scan: (operands, attributes, steps) => {
    const { body, length, carries } = attributes;
    const constants = operands.slice(0, attributes.constants);
    const unstacked = constants.filter(({ stacked }) => !stacked).map(({ value }) => value);
    const perStep = constants.filter(({ stacked }) => stacked).map(({ value }) => value);
    const [, initial, sequences] = scanInputs(allStacked(operands, steps), attributes);
    // Time of the inner loop stays in front, the steps of the outer loop become a batch axis behind it.
    const swapFront = (value: Value): Value =>
      value.transpose([1, 0, ...value.shape.slice(2).map((_, axis) => axis + 2)]);
    const specs = [...unstacked, ...perStep, ...initial, ...sequences.map(swapFront).map(sliceSpec)];
    const { program, captured } = record(specs, (values) => {
      let [nextUnstacked, nextPerStep] = [0, unstacked.length];
      const bodyConstants = constants.map(({ stacked }) => ({
        value: values[stacked ? nextPerStep++ : nextUnstacked++]!,
        stacked,
      }));
      const others = values.slice(constants.length).map((value) => ({ value, stacked: true }));
      return vectorizeBody(body, [...bodyConstants, ...others], steps);
    });
    const results = apply(
      'scan',
      [...captured, ...unstacked, ...perStep, ...initial, ...sequences.map(swapFront)],
      {
        ...attributes,
        body: program,
        length,
        constants: captured.length + constants.length,
      },
    );
    return results.map((result, i) => (i < carries ? result : swapFront(result)));
  },
};

const sliceSpec = ({ shape, dtype }: Value): { shape: readonly number[]; dtype: Value['dtype'] } => ({
  shape: shape.slice(1),
  dtype,
});

/** Indices into the tables of all steps, one under the other; what lies outside of its own table stays outside of all. */
function offsetByStep(indices: Value, rows: number): Value {
  const step = iota(indices.shape, 0).mul(rows);
  const outside = indices.less(0).add(indices.greaterEqual(rows));
  return outside.select(-1, indices.add(step));
}

/** Applies an equation's operation to all steps at once; without stacked operands it is the same in every step. */
export function vectorize<K extends Op>(
  op: K,
  operands: readonly Operand[],
  attributes: Attributes[K],
  steps: number,
): Operand[] {
  if (!operands.some(({ stacked }) => stacked)) {
    return apply(
      op,
      operands.map(({ value }) => value),
      attributes,
    ).map((value) => ({ value, stacked: false }));
  }
  return vectorizeRules[op](operands, attributes, steps).map((value) => ({ value, stacked: true }));
}

function vectorizeBody(
  body: Attributes['scan']['body'],
  operands: readonly Operand[],
  steps: number,
): Value[] {
  const known = new Map(body.inputs.map((variable, i) => [variable, operands[i]!]));
  for (const { op, attributes, inputs, outputs } of body.equations) {
    const read = inputs.map((input) => known.get(input)!);
    const results = vectorize(op, read, attributes, steps);
    outputs.forEach((output, i) => known.set(output, results[i]!));
  }
  return body.outputs.map((output) => stackedValue(known.get(output)!, steps));
}
