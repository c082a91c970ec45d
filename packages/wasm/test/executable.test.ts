import * as fc from 'fast-check';
import { IndexError, inline, interpret, sizeOf, trace, type Program, type Shape, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { randomPrograms } from '../../math/test/random-program.js';
import { compile, compileSync, translate, type CompileOptions } from '../src/index.js';
import { expectEvaluated } from './support/expect-compiled.js';
import { f32, i32, tensorsFor } from './support/specs.js';

/** Runs a program several times, compiled and interpreted, and expects the same outputs and inputs after each run. */
function expectSameRuns(program: Program, options: CompileOptions, runs = 3): void {
  const [compiled, reference] = [compileSync(program, options), interpret(program, options)];
  tensorsFor(program.inputs).forEach(({ data }, i) => {
    compiled.write(i, data);
    reference.write(i, data);
  });
  for (let run = 0; run < runs; run++) {
    compiled.run();
    reference.run();
    const [got, expected] = [compiled, reference].map(({ inputs, outputs }) =>
      [...inputs, ...outputs].map(({ data }) => [...data]),
    );
    got!.forEach((list, i) =>
      list.forEach((value, k) => expect(value, `run ${run}, tensor ${i}`).toBeCloseTo(expected![i]![k]!, 4)),
    );
  }
}

const update = (...pairs: [input: number, output: number][]): CompileOptions => ({
  updates: pairs.map(([input, output]) => ({ input, output })),
});

const vectors = (count: number): Program['inputs'] => Array.from({ length: count }, () => f32(5));

describe('updates', () => {
  const cases: [name: string, Program, CompileOptions][] = [
    ['replace an input', trace((a, b) => [a.mul(0.5).add(b)], vectors(2)), update([0, 0])],
    ['swap two inputs', trace((a, b) => [b, a], vectors(2)), update([0, 0], [1, 1])],
    ['swap two inputs through a computation', trace((a, b) => [b.neg(), a.neg()], vectors(2)), update([0, 0], [1, 1])],
    ['shift inputs', trace((a, b, c) => [b, c, a.add(b)], vectors(3)), update([0, 0], [1, 1], [2, 2])],
    ['reverse an input', trace((a) => [a.flip(0)], vectors(1)), update([0, 0])],
    ['transpose an input', trace((a) => [a.transpose()], [f32(3, 3)]), update([0, 0])],
    ['multiply an input by itself reversed', trace((a) => [a.flip(0).mul(a).mul(0.25)], vectors(1)), update([0, 0])],
    ['are seen by no reader before', trace((a, b) => [b.add(1), a.mul(b)], vectors(2)), update([0, 0])],
    ['are seen by no reader behind', trace((a, b) => [b.tanh(), a.sum(), a.flip(0)], vectors(2)), update([0, 0])],
    ['read another updated input', trace((a, b) => [a.add(b).mul(0.5), a.sub(b).mul(0.5)], vectors(2)), update([0, 0], [1, 1])],
    ['leave an output that is the old input', trace((a) => [a, a.add(1)], vectors(1)), update([0, 1])],
    ['leave an output that looks at the old input', trace((a) => [a.flip(0), a.add(1)], vectors(1)), update([0, 1])],
    ['of one output also go to another', trace((a, b) => pair(a.mul(b)), vectors(2)), update([0, 0])],
    ['give two inputs one value', trace((a, b) => pair(a.mul(b)), vectors(2)), update([0, 0], [1, 1])],
    ['come from a product', trace((a) => [a.matmul(a).mul(0.1)], [f32(4, 4)]), update([0, 0])],
    ['come from a reduction', trace((a, b) => [b.mul(a).sum(0), b], [f32(3), f32(2, 3)]), update([0, 0])],
    ['come from a concatenation', trace((a) => [a.slice([2], [5]).concatAll([a.slice([2], [5]), a.slice([0], [2])], 0)], vectors(1)), update([0, 0])],
    ['come from a padded slice', trace((a) => [a.slice([1], [5]).pad([0], [1])], vectors(1)), update([0, 0])],
    ['count', trace((n, x) => [n.add(1), x.mul(n.convert('f32'))], [i32(), f32(5)]), update([0, 0])],
    ['take a reshaped value', trace((a, b) => [b.mul(2).reshape([2, 3]).add(a).mul(0.5), b.tanh().reshape([2, 3])], [f32(2, 3), f32(6)]), update([0, 0])],
  ];
  it.each(cases)('%s', (_, program, options) => expectSameRuns(program, options));

  it('of random programs happen after everything is read', () => {
    fc.assert(
      fc.property(randomPrograms({ operations: 6 }), ({ program, inputs }) => {
        const updating = withUpdates(program);
        const executable = compileSync(updating, {
          updates: inputs.map((_, input) => ({ input, output: program.outputs.length + input })),
          relaxed: false,
        });
        inputs.forEach(({ data }, i) => executable.write(i, data));
        executable.run();
        expectEvaluated(executable.outputs, updating, inputs);
      }),
      { seed: 20, numRuns: 150 },
    );
  });
});

const pair = (value: Value): [Value, Value] => [value, value];

/** The program with one more output for each input, of its shape: made of the inputs and of what the program computes. */
const withUpdates = (program: Program): Program =>
  trace((...inputs) => {
    const outputs = inline(program, inputs);
    const next = inputs.map((input, i) => {
      const like = inputs.filter(({ shape, dtype }) => String(shape) === String(input.shape) && dtype === input.dtype);
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

describe('constants', () => {
  const program = trace(
    (x, w, v) => [x.matmul(w), x.matmul(w, { transposeRight: true }).mul(v), x.matmul(w.flip(0)).matmul(w)],
    [f32(3, 4), f32(4, 4), f32(4)],
  );
  const writeAll = (constants: readonly number[], seeds: readonly number[]): number[][][] => {
    const executable = compileSync(program, { constants });
    return seeds.map((seed) => {
      tensorsFor(program.inputs, seed).forEach(({ data }, i) => executable.write(i, data));
      executable.run();
      return executable.outputs.map(({ data }) => [...data]);
    });
  };

  it('are prepared once', () => {
    const { schedule } = translate(program, { constants: [1, 2] });
    expect(schedule.prepare.map(({ kind }) => kind)).toEqual(['pack', 'pack']);
    expect(schedule.run.filter(({ kind }) => kind === 'pack')).toHaveLength(1);
  });
  it('count again when they are written again', () => {
    expect(writeAll([1, 2], [1, 2, 3])).toEqual(writeAll([], [1, 2, 3]));
  });
  it('keep their value while other inputs change', () => {
    const executable = compileSync(program, { constants: [1] });
    const [first, second] = [tensorsFor(program.inputs, 1), tensorsFor(program.inputs, 2)];
    first.forEach(({ data }, i) => executable.write(i, data));
    executable.run();
    executable.write(0, second[0]!.data);
    executable.run();
    expectEvaluated(executable.outputs, program, [second[0]!, first[1]!, first[2]!]);
  });
});

describe('an executable', () => {
  it('gives the same in every run', () => {
    const program = trace((x, w) => [x.matmul(w).tanh().sum(0), x.max(1)], [f32(7, 9), f32(9, 5)]);
    const executable = compileSync(program);
    tensorsFor(program.inputs).forEach(({ data }, i) => executable.write(i, data));
    executable.run();
    const first = executable.outputs.map(({ data }) => [...data]);
    for (let run = 0; run < 50; run++) executable.run();
    expect(executable.outputs.map(({ data }) => [...data])).toEqual(first);
  });

  it('computes into the same memory, and allocates nothing', () => {
    const program = trace((x) => [x.tanh().matmul(x).sum()], [f32(16, 16)]);
    const executable = compileSync(program);
    const before = executable.outputs.map(({ data }) => data);
    executable.run();
    const { arrayBuffers } = process.memoryUsage();
    for (let run = 0; run < 1000; run++) executable.run();
    expect(process.memoryUsage().arrayBuffers).toBe(arrayBuffers);
    expect(executable.outputs.map(({ data }) => data)).toEqual(before);
    expect(executable.outputs[0]!.data).toBe(before[0]);
    expect(executable.outputs[0]!.data.buffer).toBe(executable.inputs[0]!.data.buffer);
  });

  it('is the same from compile and compileSync, and with names for profilers', async () => {
    const program = trace((x) => [x.square().sum()], [f32(3)]);
    const executables = [await compile(program), compileSync(program), compileSync(program, { names: true })];
    for (const executable of executables) {
      executable.write(0, [1, 2, 3]);
      executable.run();
      expect([...executable.outputs[0]!.data]).toEqual([14]);
    }
    expect(translate(program, { names: true }).bytes.length).toBeGreaterThan(translate(program).bytes.length);
  });

  it('may have no inputs, no outputs, or an input as output', () => {
    compileSync(trace(() => [], [])).run();
    compileSync(trace((x) => [x], [f32(0, 3)])).run();
    expectSameRuns(trace((x) => [x, x, x.reshape([5, 1])], vectors(1)), {});
  });
});

describe('an index out of range', () => {
  const program = trace(
    (table, indices, count) => {
      const rows = table.gather(indices);
      return [rows, table.sub(indices.scatterAdd(rows, 5)), count.add(1)];
    },
    [f32(5, 3), i32(4), f32()],
  );

  it.each([[5], [-1], [2 ** 31 - 1]])('%i throws, updates nothing, and the next run works', (index) => {
    const executable = compileSync(program, update([0, 1], [2, 2]));
    const [table, , count] = tensorsFor(program.inputs);
    executable.write(0, table!.data);
    executable.write(1, [0, 4, index, 1]);
    executable.write(2, count!.data);
    expect(() => executable.run()).toThrow(IndexError);
    expect(() => executable.run()).toThrow(`An index is ${index}, outside of 0 to 4.`);
    expect([...executable.inputs[0]!.data]).toEqual([...table!.data]);
    expect([...executable.inputs[2]!.data]).toEqual([...count!.data]);
    executable.write(1, [0, 4, 2, 1]);
    executable.run();
    expect([...executable.inputs[0]!.data].slice(0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(executable.inputs[2]!.data[0]).toBe(count!.data[0]! + 1);
  });
});
