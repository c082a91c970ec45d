import { describe, expect, it } from 'vitest';
import {
  apply,
  evaluate,
  formatProgram,
  freeVariables,
  inline,
  liveEquations,
  record,
  scan,
  trace,
  TraceError,
  Value,
  vjp,
  zeros,
  type Program,
  type Spec,
} from '../src/index.js';
import { compute, list, reals } from './compute.js';

const vector: Spec = { shape: [2], dtype: 'f32' };
const leak =
  /a value is used outside of the function that made it\. Return it from the traced function, or carry it/;

describe('trace', () => {
  it('records what a function does, in order', () => {
    const { inputs, equations, outputs } = trace((a, b) => [a.mul(b).tanh()], [vector, vector]);
    expect(equations.map(({ op }) => op)).toEqual(['mul', 'tanh']);
    expect(equations[0]!.inputs).toEqual(inputs);
    expect(equations[1]!.inputs[0]).toBe(equations[0]!.outputs[0]);
    expect(outputs[0]).toBe(equations[1]!.outputs[0]);
  });

  it('drops what no output needs', () => {
    const program = trace(
      (x) => {
        x.exp();
        return [x.neg()];
      },
      [vector],
    );
    expect(program.equations.map(({ op }) => op)).toEqual(['neg']);
  });

  it('may return its inputs, the same value twice, or nothing', () => {
    expect(compute((x) => [x, x], [reals([1, 2])]).map(({ data }) => [...data])).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(trace(() => [], [])).toEqual({ inputs: [], equations: [], outputs: [] });
  });

  it('can be used while tracing, as long as it reads nothing from outside', () => {
    expect(
      list(
        (x) =>
          inline(
            trace((y) => [y.mul(2)], [vector]),
            [x],
          )[0]!,
        [reals([1, 2])],
      ),
    ).toEqual([2, 4]);
    expect(() => trace((x) => [trace(() => [x.neg()], []).outputs[0] as Value], [vector])).toThrow(
      'trace: the function reads a value of an enclosing trace; pass it as an argument.',
    );
  });
});

describe('values that leave the function that made them', () => {
  it('of a finished trace are refused by operations', () => {
    let escaped: Value | undefined;
    trace((x) => [(escaped = x!)], [vector]);
    expect(() => escaped!.neg()).toThrow(TraceError);
    expect(() => trace(() => [escaped!.neg()], [])).toThrow(leak);
    expect(() => trace((x) => [x.add(escaped!)], [vector])).toThrow(/^add: a value is used/);
  });

  it('are refused as results', () => {
    let escaped: Value | undefined;
    trace((x) => [(escaped = x!)], [vector]);
    expect(() => trace(() => [escaped!], [])).toThrow(/^return: a value is used/);
  });

  it('of a scan are refused behind the scan', () => {
    expect(() =>
      trace(
        (x) => {
          let inner: Value | undefined;
          scan({ carry: {}, inputs: { x } }, (_, { x }) => ({
            carry: {},
            outputs: { y: (inner = x.neg()) },
          }));
          return [inner!.exp()];
        },
        [vector],
      ),
    ).toThrow(leak);
  });

  it('of a differentiated function are refused behind it', () => {
    expect(() =>
      trace(
        (x) => {
          let inner: Value | undefined;
          vjp((y) => [(inner = y.exp())], [x]);
          return [inner!];
        },
        [vector],
      ),
    ).toThrow(leak);
  });
});

describe('record', () => {
  it('makes first inputs of the values that it reads from outside, in order of first use', () => {
    const program = trace(
      (a, b, c) => {
        const { program, captured } = record([vector], ([x]) => [x!.add(b).mul(a).add(b)]);
        expect(captured).toEqual([b, a]);
        expect(program.inputs).toHaveLength(3);
        return inline(program, [...captured, c]);
      },
      [vector, vector, vector],
    );
    const [y] = evaluate(program, [reals([2, 3]), reals([10, 20]), reals([1, 1])]);
    expect([...y!.data]).toEqual([32, 83]);
  });

  it('captures a value that it returns as it is', () => {
    trace(
      (a) => {
        const { program, captured } = record([], () => [a]);
        expect(captured).toEqual([a]);
        expect(program.outputs).toEqual(program.inputs);
        return [];
      },
      [vector],
    );
  });
});

describe('a program is data', () => {
  const program = trace(
    (x, w) => {
      const { carry } = scan({ carry: { h: zeros([2]) }, inputs: { x } }, ({ h }, { x }) => ({
        carry: { h: h.mul(w).add(x).tanh() },
        outputs: {},
      }));
      return [carry.h.maximum(-Infinity)];
    },
    [{ shape: [3, 2], dtype: 'f32' }, vector],
  );
  const inputs = [reals([1, 2, 3, 4, 5, 6], [3, 2]), reals([0.5, -0.5])];

  it('that survives structuredClone', () => {
    const copy = structuredClone(program);
    expect(copy.inputs[0]).not.toBe(program.inputs[0]);
    expect(copy.inputs[0]).not.toBeInstanceOf(Value);
    expect(evaluate(copy, inputs)).toEqual(evaluate(program, inputs));
  });

  it('that prints, with nested programs and numbers that JSON lacks', () => {
    expect(formatProgram(program).split('\n')).toEqual([
      '(%0: f32[3, 2], %1: f32[2]) =>',
      '  %2: f32[2] = fill {"value":0,"shape":[2],"dtype":"f32"} ',
      '  %3: f32[2] = scan {"length":3,"constants":1,"carries":1,"reverse":false} %1 %2 %0',
      '    (%0: f32[2], %1: f32[2], %2: f32[2]) =>',
      '      %3: f32[2] = mul %1 %0',
      '      %4: f32[2] = add %3 %2',
      '      %5: f32[2] = tanh %4',
      '      return %5',
      '  %4: f32[2] = fill {"value":"-Infinity","shape":[2],"dtype":"f32"} ',
      '  %5: f32[2] = maximum %3 %4',
      '  return %5',
    ]);
  });

  it('that can be recorded again with other inputs', () => {
    const twice = trace((x, w) => inline(program, [x.mul(2), w]), program.inputs);
    const doubled = reals([2, 4, 6, 8, 10, 12], [3, 2]);
    expect(evaluate(twice, inputs)).toEqual(evaluate(program, [doubled, inputs[1]!]));
  });
});

describe('liveEquations and freeVariables', () => {
  const recordAll = (): Program => {
    let all: Program | undefined;
    trace(
      (x) => {
        const dead = x.exp();
        const [first, second] = apply('split', [x], { axis: 0, sizes: [1, 1] });
        const live = second!.neg();
        const { trace } = x;
        all = { inputs: [x], equations: [...trace.equations], outputs: [live, first!, dead].slice(0, 1) };
        return [live];
      },
      [vector],
    );
    return all!;
  };

  it('keep an equation if any of its outputs is needed', () => {
    const { equations, outputs } = recordAll();
    expect(equations.map(({ op }) => op)).toEqual(['exp', 'split', 'neg']);
    expect(liveEquations(equations, outputs).map(({ op }) => op)).toEqual(['split', 'neg']);
    expect(liveEquations(equations, [])).toEqual([]);
  });

  it('find what is read and not defined, once', () => {
    const { inputs, equations, outputs } = recordAll();
    expect(freeVariables(equations)).toEqual(inputs);
    expect(freeVariables(equations.slice(2), [...outputs, inputs[0]!])).toEqual([
      equations[2]!.inputs[0],
      inputs[0],
    ]);
  });
});
