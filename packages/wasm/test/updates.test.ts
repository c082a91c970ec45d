import { inline, sizeOf, trace, type Program, type Shape, type Value } from '@sluice/math';
import { describe, it } from 'vitest';
import { compileSync, type CompileOptions } from '../src/index.js';
import { expectEvaluated } from './support/expect-compiled.js';
import { expectSameRuns } from './support/expect-same-runs.js';
import { forPrograms, patient } from './support/for-programs.js';
import { f32, i32 } from './support/specs.js';

const update = (...pairs: [input: number, output: number][]): CompileOptions => ({
  updates: pairs.map(([input, output]) => ({ input, output })),
});

const vectors = (count: number): Program['inputs'] => Array.from({ length: count }, () => f32(5));

describe('updates', () => {
  const cases: [name: string, Program, CompileOptions][] = [
    ['replace an input', trace((a, b) => [a.mul(0.5).add(b)], vectors(2)), update([0, 0])],
    ['swap two inputs', trace((a, b) => [b, a], vectors(2)), update([0, 0], [1, 1])],
    [
      'swap two inputs through a computation',
      trace((a, b) => [b.neg(), a.neg()], vectors(2)),
      update([0, 0], [1, 1]),
    ],
    ['shift inputs', trace((a, b, c) => [b, c, a.add(b)], vectors(3)), update([0, 0], [1, 1], [2, 2])],
    ['reverse an input', trace((a) => [a.flip(0)], vectors(1)), update([0, 0])],
    ['transpose an input', trace((a) => [a.transpose()], [f32(3, 3)]), update([0, 0])],
    [
      'multiply an input by itself reversed',
      trace((a) => [a.flip(0).mul(a).mul(0.25)], vectors(1)),
      update([0, 0]),
    ],
    ['are seen by no reader before', trace((a, b) => [b.add(1), a.mul(b)], vectors(2)), update([0, 0])],
    [
      'are seen by no reader behind',
      trace((a, b) => [b.tanh(), a.sum(), a.flip(0)], vectors(2)),
      update([0, 0]),
    ],
    [
      'read another updated input',
      trace((a, b) => [a.add(b).mul(0.5), a.sub(b).mul(0.5)], vectors(2)),
      update([0, 0], [1, 1]),
    ],
    ['leave an output that is the old input', trace((a) => [a, a.add(1)], vectors(1)), update([0, 1])],
    [
      'leave an output that looks at the old input',
      trace((a) => [a.flip(0), a.add(1)], vectors(1)),
      update([0, 1]),
    ],
    ['of one output also go to another', trace((a, b) => pair(a.mul(b)), vectors(2)), update([0, 0])],
    ['give two inputs one value', trace((a, b) => pair(a.mul(b)), vectors(2)), update([0, 0], [1, 1])],
    ['of two inputs by one output', trace((a, b) => [a.mul(b), b], vectors(2)), update([0, 0], [1, 0])],
    ['come from a product', trace((a) => [a.matmul(a).mul(0.1)], [f32(4, 4)]), update([0, 0])],
    ['come from a reduction', trace((a, b) => [b.mul(a).sum(0), b], [f32(3), f32(2, 3)]), update([0, 0])],
    [
      'come from a concatenation',
      trace((a) => [a.slice([2], [5]).concatAll([a.slice([2], [5]), a.slice([0], [2])], 0)], vectors(1)),
      update([0, 0]),
    ],
    ['come from a padded slice', trace((a) => [a.slice([1], [5]).pad([0], [1])], vectors(1)), update([0, 0])],
    ['count', trace((n, x) => [n.add(1), x.mul(n.convert('f32'))], [i32(), f32(5)]), update([0, 0])],
    [
      'take a reshaped value',
      trace(
        (a, b) => [b.mul(2).reshape([2, 3]).add(a).mul(0.5), b.tanh().reshape([2, 3])],
        [f32(2, 3), f32(6)],
      ),
      update([0, 0]),
    ],
  ];
  it.each(cases)('%s', (_, program, options) => expectSameRuns(program, options));

  it('of random programs happen after everything is read', patient, () =>
    forPrograms({ count: 150, operations: 6 }, ({ program, inputs }) => {
      const updating = withUpdates(program);
      const executable = compileSync(updating, {
        updates: inputs.map((_, input) => ({ input, output: program.outputs.length + input })),
        relaxed: false,
      });
      inputs.forEach(({ data }, i) => executable.write(i, data));
      executable.run();
      expectEvaluated(executable.outputs, updating, inputs);
    }),
  );
});

const pair = (value: Value): [Value, Value] => [value, value];

/** The program with one more output for each input, of its shape: made of the inputs and of what the program computes. */
const withUpdates = (program: Program): Program =>
  trace((...inputs) => {
    const outputs = inline(program, inputs);
    const next = inputs.map((input, i) => {
      const like = inputs.filter(
        ({ shape, dtype }) => String(shape) === String(input.shape) && dtype === input.dtype,
      );
      const other = like[(like.indexOf(input) + 1) % like.length]!;
      if (i % 3 === 2) return other;
      const computed = fitted(outputs[i % outputs.length]!.convert(input.dtype), input.shape);
      return i % 3 === 1 ? computed.add(other) : other.add(computed).maximum(input);
    });
    return [...outputs, ...next];
  }, program.inputs);

/** As many elements as a shape holds, cut off or followed by zeros. */
function fitted(value: Value, shape: Shape): Value {
  const [have, want] = [sizeOf(value.shape), sizeOf(shape)];
  const flat = value.reshape([have]);
  return (have > want ? flat.slice([0], [want]) : flat.pad([0], [want - have])).reshape(shape);
}
