import { IndexError, interpret, scan, SluiceError, trace, type Program, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { compile, compileSync, translate, type CompileOptions } from '../src/index.js';
import { expectEvaluated } from './support/expect-compiled.js';
import { expectSameRuns } from './support/expect-same-runs.js';
import { f32, i32, tensorsFor } from './support/specs.js';

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
    expectSameRuns(
      trace((x) => [x, x, x.reshape([5, 1])], [f32(5)]),
      {},
    );
  });
});

describe('options', () => {
  const program = trace((a, b) => [a.add(1), b.sum(), a.convert('i32')], [f32(3), f32(3)]);
  const pair = (input: number, output: number): { input: number; output: number } => ({ input, output });
  const cases: [message: string, options: CompileOptions][] = [
    ['constants: input 2 does not exist; the program has 2.', { constants: [0, 2] }],
    ['updates: input -1 does not exist; the program has 2.', { updates: [pair(-1, 0)] }],
    ['updates: output 3 does not exist; the program has 3.', { updates: [pair(0, 3)] }],
    ['updates: output 1 is f32[], and cannot become input 0, which is f32[3].', { updates: [pair(0, 1)] }],
    ['updates: output 2 is i32[3], and cannot become input 0, which is f32[3].', { updates: [pair(0, 2)] }],
    ['updates: two outputs would become input 1.', { updates: [pair(1, 0), pair(1, 0)] }],
    ['Input 0 is named in constants and in updates', { constants: [0], updates: [pair(0, 0)] }],
  ];
  it.each(cases)('that cannot be: %s', (message, options) => {
    expect(() => translate(program, options)).toThrow(SluiceError);
    expect(() => translate(program, options)).toThrow(message);
  });
});

describe('an index out of range', () => {
  // Counting is recorded before the check in one program, and behind it in the other.
  const step = (table: Value, indices: Value, count: Value, countFirst: boolean): Value[] => {
    const early = countFirst ? [count.add(1)] : [];
    const rows = table.gather(indices);
    return [rows, table.sub(indices.scatterAdd(rows, 5)), early[0] ?? count.add(1)];
  };
  const programs = [true, false].map((first) =>
    trace((table, indices, count) => step(table, indices, count, first), [f32(5, 3), i32(4), f32()]),
  );

  const updates = [
    { input: 0, output: 1 },
    { input: 2, output: 2 },
  ];

  it.each([[5], [-1], [2 ** 31 - 1]])('%i throws, updates nothing, and the next run works', (index) => {
    for (const program of programs) {
      const executable = compileSync(program, { updates });
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
    }
  });

  it('is found in loops, in tables that differ from step to step, and in empty tables', () => {
    const inLoop = trace(
      (table, start, x) => {
        const { carry } = scan({ carry: { at: start }, inputs: { x } }, ({ at }, { x }) => ({
          carry: { at: table.gather(at.add(x)) },
          outputs: {},
        }));
        return [carry.at];
      },
      [i32(4), i32(), i32(3)],
    );
    const perStep = trace(
      (tables, indices) => {
        const { outputs } = scan({ carry: {}, inputs: { tables, indices } }, (_, { tables, indices }) => ({
          carry: {},
          outputs: { rows: tables.gather(indices), sums: indices.scatterAdd(tables, 3) },
        }));
        return [outputs.rows, outputs.sums];
      },
      [f32(2, 3, 2), i32(2, 3)],
    );
    const empty = trace((table, x) => [table.gather(x), x.scatterAdd(x, 0)], [f32(0, 40), i32(1)]);
    const cases: [Program, number[][]][] = [
      [inLoop, [[0, 1, 2, 3], [0], [1, 1, 2]]],
      [perStep, [[], [0, 1, 3, 0, 0, 0]]],
      [perStep, [[], [0, 0, 0, 0, -1, 0]]],
      [empty, [[], [0]]],
    ];
    for (const [program, inputs] of cases) {
      const [compiled, reference] = [compileSync(program), interpret(program)];
      inputs.forEach((data, i) => {
        compiled.write(i, data);
        reference.write(i, data);
      });
      expect(() => reference.run()).toThrow(IndexError);
      expect(() => compiled.run()).toThrow(IndexError);
    }
  });
});
