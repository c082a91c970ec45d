import * as fc from 'fast-check';
import {
  fill,
  formatProgram,
  trace,
  valueAndGrad,
  type Program,
  type Spec,
  type Tensor,
  type Value,
  type Values,
} from '../src/index.js';
import { numbers } from './numbers.js';
import { choicesFrom } from './random-program/choices.js';
import { derivative, lossOf } from './random-program/derivative.js';
import { gathering, marking, scattering } from './random-program/indices.js';
import { loop, type Grow } from './random-program/loop.js';
import { binary, comparison, conversion, integers, unary } from './random-program/pointwise.js';
import { product } from './random-program/product.js';
import { constant, randomness } from './random-program/sources.js';
import { joining, rearrangement } from './random-program/rearrangement.js';
import { position, reduction } from './random-program/reduction.js';
import {
  choose,
  isReal,
  smallShape,
  type ChunkOptions,
  type Entry,
  type Growth,
  type Sketch,
} from './random-program/sketch.js';

/** A program, and numbers to run it on. */
export interface RandomProgram {
  readonly program: Program;
  readonly inputs: readonly Tensor[];
}

export interface RandomProgramOptions {
  /** Operations at the outermost level; each loop has up to six of its own. */
  readonly operations?: number;
  /** Return the gradients of a scalar of the results, by every real input. */
  readonly gradients?: boolean;
  /** Hold no gradient back with `stopGradient`, so that differences of the results agree with gradients. */
  readonly honest?: boolean;
  /** How all loops keep what their gradients read. */
  readonly scans?: ChunkOptions;
}

const grow: Grow = (sketch, operations) => {
  for (let i = 0; i < operations && !sketch.choices.exhausted(); i++) {
    sketch.pool.push(...sketch.choices.pick(growths)(sketch));
  }
};

/** What a program can grow by; what stands here more often happens more often. */
const growths: readonly Growth[] = [
  unary,
  unary,
  unary,
  binary,
  binary,
  binary,
  comparison,
  integers,
  conversion,
  rearrangement,
  rearrangement,
  rearrangement,
  rearrangement,
  rearrangement,
  joining,
  reduction,
  reduction,
  position,
  product,
  product,
  gathering,
  scattering,
  marking,
  randomness,
  constant,
  loop(grow),
  loop(grow),
  loop(grow),
  derivative(grow),
];

/** Builds the program that a list of words describes; the same words always give the same program. */
export function buildProgram(words: readonly number[], options: RandomProgramOptions = {}): RandomProgram {
  // Operations ask for inputs as they need them. The first recording finds out which; the second one has them all.
  const specs: Spec[] = [];
  trace(() => draw(words, [], specs, options), []);
  const program = trace((...values) => draw(words, values, [], options), specs);
  return { program, inputs: specs.map(tensorFor) };
}

/** Records a program that reads `inputs`, and puts what it would like to read into `wanted`. */
function draw(
  words: readonly number[],
  inputs: readonly Value[],
  wanted: Spec[],
  { operations = 16, gradients = false, honest = false, scans = {} }: RandomProgramOptions,
): readonly Value[] {
  const choices = choicesFrom(words);
  const run = (known: readonly Value[]): Value[] => {
    const input = (spec: Spec): Entry => {
      const value = known[wanted.push(spec) - 1] ?? fill(spec.shape, 0, spec.dtype);
      return { value, bound: spec.dtype === 'i32' ? 4 : 1, exact: true };
    };
    const derivatives = gradients ? 1 : 0;
    const sketch: Sketch = { choices, pool: [], depth: 0, derivatives, honest, scans, input };
    for (let i = 0; i < 2; i++) {
      sketch.pool.push(input({ shape: smallShape(sketch, [2, 3, 3, 1, 4, 0]), dtype: 'f32' }));
    }
    grow(sketch, operations);
    const results = Array.from({ length: choices.between(3, 8) }, () => choose(sketch));
    return [choose(sketch, isReal), ...results]
      .filter((entry) => entry !== undefined)
      .map(({ value }) => value);
  };
  return gradients ? differentiate(run, inputs) : run(inputs);
}

/** A scalar of a function's real results, its gradient by each real input, and the results themselves. */
function differentiate(run: (inputs: readonly Value[]) => Value[], inputs: readonly Value[]): Value[] {
  const real = Object.fromEntries(
    inputs.flatMap((value, i) => (value.dtype === 'f32' ? [[`p${i}`, value]] : [])),
  ) as Values;
  const { value, gradients, aux } = valueAndGrad((params: Values) => {
    const results = run(inputs.map((input, i) => params[`p${i}`] ?? input));
    return {
      loss: lossOf(results.filter(({ dtype }) => dtype === 'f32')),
      aux: Object.fromEntries(results.map((result, i) => [`y${i}`, result])),
    };
  })(real);
  return [value, ...Object.values(gradients), ...Object.values(aux)];
}

function tensorFor(spec: Spec, i: number): Tensor {
  const { shape, dtype, data } = numbers(spec, 1000 + i, { from: -4, below: 5 });
  return dtype === 'i32'
    ? { shape, dtype, data: Int32Array.from(data) }
    : { shape, dtype, data: Float32Array.from(data) };
}

/**
 * Programs at random: pointwise operations, rearrangements, reductions, products, gathers, random numbers, loops up to
 * two deep and gradients, of which the numbers stay small enough to be compared between backends.
 */
export const randomPrograms = (options: RandomProgramOptions = {}): fc.Arbitrary<RandomProgram> =>
  fc.array(fc.nat(), { minLength: 4, maxLength: 400, size: 'max' }).map((words) => {
    const built = buildProgram(words, options);
    return { ...built, [fc.toStringMethod]: () => `\n${formatProgram(built.program)}\n` };
  });
