import { describe, expect, it } from 'vitest';
import { IndexError, interpret, trace, type Spec } from '../src/index.js';

const vector: Spec = { shape: [2], dtype: 'f32' };

describe('interpret', () => {
  it('computes on memory of its own, written and read through views', () => {
    const executable = interpret(trace((a, b) => [a.add(b), a.argmax()], [vector, vector]));
    const { inputs, outputs } = executable;
    const views = [...inputs, ...outputs].map(({ data }) => data);
    executable.write(0, [1, 2]);
    inputs[1]!.data.set([10, 20]);
    executable.run();
    expect(outputs.map(({ data }) => [...data])).toEqual([[11, 22], [1]]);
    expect(outputs.map(({ dtype, shape }) => [dtype, shape])).toEqual([
      ['f32', [2]],
      ['i32', []],
    ]);
    executable.write(0, [2, 1]);
    executable.run();
    expect(outputs.map(({ data }) => [...data])).toEqual([[12, 21], [0]]);
    expect([...inputs, ...outputs].every(({ data }, i) => data === views[i])).toBe(true);
  });

  it('makes outputs the inputs of the next run', () => {
    const program = trace((p, g) => [p.sub(g.mul(0.5)), p], [vector, vector]);
    const executable = interpret(program, { updates: [{ input: 0, output: 0 }] });
    const { inputs, outputs } = executable;
    executable.write(0, [1, 2]);
    executable.write(1, [2, 4]);
    executable.run();
    expect([...inputs[0]!.data]).toEqual([0, 0]);
    expect([...outputs[1]!.data]).toEqual([1, 2]);
    executable.run();
    expect([...inputs[0]!.data]).toEqual([-1, -2]);
  });

  it('updates from outputs only when all of them are computed', () => {
    const swap = trace((a, b) => [b, a], [vector, vector]);
    const updates = [
      { input: 0, output: 0 },
      { input: 1, output: 1 },
    ];
    const executable = interpret(swap, { updates });
    const { inputs } = executable;
    executable.write(0, [1, 2]);
    executable.write(1, [3, 4]);
    executable.run();
    expect(inputs.map(({ data }) => [...data])).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });

  it('computes in double precision when asked, and rounds what it returns', () => {
    const program = trace((x) => [x.add(1e-9).sub(x)], [vector]);
    const [single, double] = (['f32', 'f64'] as const).map((precision) => interpret(program, { precision }));
    for (const executable of [single!, double!]) {
      executable.write(0, [1, 1]);
      executable.run();
    }
    expect([...single!.outputs[0]!.data]).toEqual([0, 0]);
    expect(double!.outputs[0]!.data[0]).toBeCloseTo(1e-9, 15);
  });

  it('throws an IndexError when an index is out of range', () => {
    const executable = interpret(trace((x, i) => [x.gather(i)], [vector, { shape: [], dtype: 'i32' }]));
    executable.write(1, [2]);
    expect(() => executable.run()).toThrow(IndexError);
  });
});
