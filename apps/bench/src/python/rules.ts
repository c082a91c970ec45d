import { ArgumentError, sameShape, type Equation, type Op, type Variable } from '@sluice/math';

/** How the rules read a program's variables in Python. */
export interface Reader {
  /** A number, or a tensor that has yet to be broadcast: what arithmetic takes. */
  readonly operand: (variable: Variable) => string;
  /** A tensor that has yet to be broadcast. */
  readonly tensor: (variable: Variable) => string;
  /** A tensor with the variable's own shape. */
  readonly whole: (variable: Variable) => string;
  /** The number that a variable is everywhere, if it is one. */
  readonly number: (variable: Variable) => string | undefined;
  /** A tensor of booleans, if that is what a variable is in PyTorch. */
  readonly decision: (variable: Variable) => string | undefined;
  /** The equation that defines a variable, unless it is given. */
  readonly definition: (variable: Variable) => Equation | undefined;
  /** The same, if a variable is read only once, and in an equation that runs as often as its own. */
  readonly inner: (variable: Variable) => Equation | undefined;
}

/** How an operation is written. */
export interface PythonRule<K extends Op> {
  /** The expression; a tuple where the operation has several outputs. */
  readonly write: (equation: Equation<K>, read: Reader) => string;
  /** Whether PyTorch broadcasts its operands, so that nothing need be stretched before. */
  readonly broadcasts: boolean;
  /** Whether PyTorch gives booleans where we give i32. */
  readonly decides: boolean;
}

type Write<K extends Op> = PythonRule<K>['write'];

const shaped = <K extends Op>(write: Write<K>): PythonRule<K> => ({
  write,
  broadcasts: false,
  decides: false,
});

const pointwise = <K extends Op>(write: Write<K>): PythonRule<K> => ({ ...shaped(write), broadcasts: true });

const unwritten = (reason: string): PythonRule<Op> =>
  shaped(({ op }) => {
    throw new ArgumentError(`${op} is not written in Python: ${reason}.`);
  });

const call = (name: string): PythonRule<Op> =>
  pointwise(({ inputs: [x] }, read) => `${name}(${read.tensor(x!)})`);

const infixOf = ({ inputs: [a, b] }: Equation, sign: string, read: Reader): string =>
  `${read.number(b!) === undefined ? read.operand(a!) : read.tensor(a!)} ${sign} ${read.operand(b!)}`;

const infix = (sign: string): PythonRule<Op> => pointwise((equation, read) => infixOf(equation, sign, read));

const comparison = (sign: string): PythonRule<Op> => ({ ...infix(sign), decides: true });

/** The larger or the smaller of two; PyTorch takes a number only as the bound of `clamp`. */
const extremum = (name: string, bound: 'min' | 'max'): PythonRule<Op> =>
  pointwise(({ inputs: [a, b] }, read) => {
    const number = read.number(b!);
    return number === undefined
      ? `torch.${name}(${read.tensor(a!)}, ${read.tensor(b!)})`
      : `torch.clamp(${read.tensor(a!)}, ${bound}=${number})`;
  });

/** A tuple, or a shape. */
export const tuple = (parts: readonly (number | string)[]): string =>
  parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;

const reduction = (method: string): PythonRule<'sum' | 'max'> =>
  shaped(({ inputs: [x], attributes: { axes } }, read) => `${read.whole(x!)}.${method}(${tuple(axes)})`);

const transposed = (operand: string, swaps: boolean): string => (swaps ? `${operand}.mT` : operand);

const product = ({ inputs: [a, b], attributes }: Equation<'matmul'>, read: Reader): [string, string] => [
  transposed(read.whole(a!), attributes.transposeLeft),
  transposed(read.whole(b!), attributes.transposeRight),
];

/** A product of matrices and what is added to it, in one call. */
function addmm({ inputs: [a, b] }: Equation<'add'>, read: Reader): string | undefined {
  for (const [term, other] of [
    [b!, a!],
    [a!, b!],
  ] as const) {
    const inner = read.inner(term);
    if (inner?.op !== 'matmul' || term.shape.length !== 2) continue;
    const sum = read.tensor(other);
    return `torch.addmm(${[sum, ...product(inner, read)].join(', ')})`;
  }
  return undefined;
}

/** `1 - x`, which we write as −x + 1. */
function lessThanNumber({ inputs: [a, b] }: Equation<'add'>, read: Reader): string | undefined {
  const [negation, number] = [read.definition(a!), read.number(b!)];
  if (negation?.op !== 'neg' || number === undefined) return undefined;
  return `${number} - ${read.tensor(negation.inputs[0]!)}`;
}

/** x · σ(x), for which PyTorch has a function. */
function silu({ inputs: [x, gate] }: Equation<'mul'>, read: Reader): string | undefined {
  const sigmoid = read.inner(gate!);
  return sigmoid?.op === 'sigmoid' && sigmoid.inputs[0] === x ? `F.silu(${read.tensor(x!)})` : undefined;
}

/** A sum whose axes are kept with an extent of 1, which we write as a sum and a reshape. */
function keptSum(
  { inputs: [total], attributes: { shape } }: Equation<'reshape'>,
  read: Reader,
): string | undefined {
  const sum = read.inner(total!);
  if (sum?.op !== 'sum') return undefined;
  const [x] = sum.inputs;
  const { axes } = sum.attributes;
  const kept = x!.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return sameShape(kept, shape) ? `${read.whole(x!)}.sum(${tuple(axes)}, keepdim=True)` : undefined;
}

/** `:` for a whole axis, `0:2` for a part. */
const range = (start: number, end: number, extent: number): string =>
  start === 0 && end === extent ? ':' : `${start}:${end}`;

/** All operations as they are written in PyTorch by hand. */
export const rules: { readonly [K in Op]: PythonRule<K> } = {
  neg: pointwise(({ inputs: [x] }, read) => `-${read.tensor(x!)}`),
  abs: call('torch.abs'),
  sign: call('torch.sign'),
  floor: call('torch.floor'),
  square: call('torch.square'),
  reciprocal: call('torch.reciprocal'),
  sqrt: call('torch.sqrt'),
  exp: call('torch.exp'),
  log: call('torch.log'),
  sin: call('torch.sin'),
  cos: call('torch.cos'),
  tanh: call('torch.tanh'),
  sigmoid: call('torch.sigmoid'),
  relu: call('torch.relu'),
  softplus: call('F.softplus'),
  add: pointwise(
    (equation, read) =>
      addmm(equation, read) ?? lessThanNumber(equation, read) ?? infixOf(equation, '+', read),
  ),
  sub: infix('-'),
  mul: pointwise((equation, read) => silu(equation, read) ?? infixOf(equation, '*', read)),
  div: infix('/'),
  maximum: extremum('maximum', 'min'),
  minimum: extremum('minimum', 'max'),
  less: comparison('<'),
  lessEqual: comparison('<='),
  equal: comparison('=='),
  notEqual: comparison('!='),
  select: pointwise(({ inputs: [condition, a, b] }, read) => {
    const chosen = read.decision(condition!) ?? `${read.tensor(condition!)} != 0`;
    return `torch.where(${chosen}, ${read.operand(a!)}, ${read.operand(b!)})`;
  }),
  convert: pointwise(({ inputs: [x], attributes: { dtype } }, read) => {
    const type = dtype === 'f32' ? 'torch.get_default_dtype()' : 'torch.int32';
    return `${read.decision(x!) ?? read.tensor(x!)}.to(${type})`;
  }),
  stopGradient: pointwise(({ inputs: [x] }, read) => `${read.tensor(x!)}.detach()`),
  reshape: shaped((equation, read) => {
    const { inputs, attributes } = equation;
    return keptSum(equation, read) ?? `${read.whole(inputs[0]!)}.reshape(${tuple(attributes.shape)})`;
  }),
  transpose: shaped(
    ({ inputs: [x], attributes: { permutation } }, read) =>
      `${read.whole(x!)}.permute(${tuple(permutation)})`,
  ),
  slice: shaped(({ inputs: [x], attributes: { starts, ends } }, read) => {
    const ranges = x!.shape.map((extent, axis) => range(starts[axis]!, ends[axis]!, extent));
    return `${read.whole(x!)}[${ranges.join(', ')}]`;
  }),
  // PyTorch takes the last axis first
  pad: shaped(({ inputs: [x], attributes: { before, after } }, read) => {
    const around = before.flatMap((count, axis) => [after[axis]!, count]).reverse();
    return `F.pad(${read.whole(x!)}, ${tuple(around)})`;
  }),
  split: shaped(({ inputs: [x], attributes: { axis, sizes } }, read) => {
    if (sizes.length === 1) return read.whole(x!);
    const equal = sizes.every((size) => size === sizes[0]);
    const parts = equal ? `chunk(${sizes.length}, ` : `split(${tuple(sizes)}, `;
    return `${read.whole(x!)}.${parts}${axis})`;
  }),
  concat: shaped(
    ({ inputs, attributes: { axis } }, read) => `torch.cat(${tuple(inputs.map(read.whole))}, ${axis})`,
  ),
  broadcast: pointwise(({ inputs: [x] }, read) => read.operand(x!)),
  reverse: shaped(({ inputs: [x], attributes: { axes } }, read) => `${read.whole(x!)}.flip(${tuple(axes)})`),
  sum: reduction('sum'),
  max: reduction('amax'),
  argmax: unwritten('no step asks which element is largest'),
  matmul: shaped((equation, read) => product(equation, read).join(' @ ')),
  gather: shaped(
    ({ inputs: [table, indices] }, read) => `${read.whole(table!)}[${read.whole(indices!)}.long()]`,
  ),
  scatterAdd: unwritten('it is the gradient of a gather, which PyTorch derives itself'),
  fill: pointwise(({ attributes: { value, dtype } }) => pythonNumber(value, dtype === 'f32')),
  literal: shaped(({ attributes: { tensor } }) => {
    const numbers = Array.from(tensor.data, (value) => pythonNumber(value, tensor.dtype === 'f32'));
    return `torch.tensor([${numbers.join(', ')}]).reshape(${tuple(tensor.shape)})`;
  }),
  iota: unwritten('no step counts'),
  random: unwritten('PyTorch draws other numbers'),
  scan: unwritten('a step has no loop of its own'),
};

/** A number as Python reads it. */
function pythonNumber(value: number, floating: boolean): string {
  if (Number.isNaN(value)) return 'torch.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'torch.inf' : '-torch.inf';
  return floating && Number.isInteger(value) && Math.abs(value) < 1e21
    ? value.toFixed(1)
    : String(value).replace('+', '');
}
