import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  formatProgram,
  inline,
  operations,
  trace,
  type Equation,
  type Numbers,
  type Program,
  type Variable,
} from '../src/index.js';
import { runs } from './arbitraries.js';
import { expectClose } from './expect-close.js';
import { numbers } from './numbers.js';
import { buildProgram, randomPrograms } from './random-program.js';

/** A program's equations with those of its loops. */
const allEquations = (program: Program): Equation[] =>
  program.equations.flatMap((equation) =>
    equation.op === 'scan' ? [equation, ...allEquations(equation.attributes.body)] : [equation],
  );

/** What is wrong with a program: variables defined twice or read before, and equations that no one needs. */
function complaints({ inputs, equations, outputs }: Program): string[] {
  const defined = new Set<Variable>(inputs);
  const read = new Set<Variable>([...outputs, ...equations.flatMap((equation) => equation.inputs)]);
  const found = defined.size === inputs.length ? [] : ['an input stands twice'];
  for (const equation of equations) {
    if (equation.inputs.some((input) => !defined.has(input)))
      found.push(`${equation.op} reads what is not there`);
    if (equation.outputs.some((output) => defined.has(output))) found.push(`${equation.op} defines again`);
    if (!equation.outputs.some((output) => read.has(output))) found.push(`no one needs ${equation.op}`);
    for (const output of equation.outputs) defined.add(output);
    if (equation.op === 'scan') found.push(...complaints(equation.attributes.body));
  }
  return outputs.every((output) => defined.has(output)) ? found : [...found, 'an output is not there'];
}

describe.each([{ gradients: false }, { gradients: true }])('random programs, %j', (options) => {
  const programs = randomPrograms(options);
  const check = (property: (program: Program, inputs: readonly Numbers[]) => void, times = 60): void =>
    fc.assert(
      fc.property(programs, ({ program, inputs }) => {
        property(program, inputs);
      }),
      runs(times),
    );

  it('define every variable once and before it is read, and hold nothing that no one reads', () => {
    check((program) => expect(complaints(program)).toEqual([]));
  });

  it('give in single precision what they give in double precision', () => {
    check((program, inputs) => {
      const exact = evaluate(program, inputs, { precision: 'f64' });
      evaluate(program, inputs).forEach((output, i) => expectClose(output, exact[i]!, 3e-6));
    });
  });

  it('give the same bits when they are cloned, and when they are recorded again', () => {
    check((program, inputs) => {
      const expected = evaluate(program, inputs);
      expect(evaluate(structuredClone(program), inputs)).toEqual(expected);
      const again = trace((...values) => inline(program, values), program.inputs);
      expect(evaluate(again, inputs)).toEqual(expected);
    });
  });
});

describe('gradients of random programs', () => {
  it('agree with differences along a random direction', () => {
    fc.assert(
      fc.property(randomPrograms({ gradients: true, honest: true }), ({ program, inputs }) => {
        const real = inputs.filter(({ dtype }) => dtype === 'f32');
        const directions = inputs.map((input, i) => numbers(input, 500 + i));
        const moved = (h: number): Numbers[] =>
          inputs.map((input, i) =>
            input.dtype === 'i32'
              ? input
              : { ...input, data: Float64Array.from(input.data, (x, k) => x + h * directions[i]!.data[k]!) },
          );
        const [, ...slopes] = evaluate(program, inputs, { precision: 'f64' }).slice(0, 1 + real.length);
        const along = directions.filter(({ dtype }) => dtype === 'f32');
        const slope = slopes
          .flatMap(({ data }, i) => Array.from(data, (x, k) => x * along[i]!.data[k]!))
          .reduce((total, term) => total + term, 0);
        const lossAt = (h: number): number => evaluate(program, moved(h), { precision: 'f64' })[0]!.data[0]!;
        const difference = (lossAt(1e-6) - lossAt(-1e-6)) / 2e-6;
        expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(difference)));
      }),
      runs(60),
    );
  });
});

describe('the generator of random programs', () => {
  it('uses every operation', () => {
    const used = new Set(
      fc
        .sample(randomPrograms(), runs(150))
        .flatMap(({ program }) => allEquations(program).map(({ op }) => op)),
    );
    expect(Object.keys(operations).filter((op) => !used.has(op as keyof typeof operations))).toEqual([]);
  });

  it('nests loops, and runs them both ways', () => {
    const loops = fc
      .sample(randomPrograms(), runs(100))
      .flatMap(({ program }) => allEquations(program))
      .filter((equation) => equation.op === 'scan');
    expect(new Set(loops.map(({ attributes }) => attributes.reverse)).size).toBe(2);
    expect(loops.some(({ attributes }) => attributes.body.equations.some(({ op }) => op === 'scan'))).toBe(
      true,
    );
  });

  it('builds the same program of the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), (words) => {
        const [first, second] = [0, 1].map(() => buildProgram(words, { gradients: true }));
        expect(formatProgram(first!.program)).toBe(formatProgram(second!.program));
        expect(first!.inputs).toEqual(second!.inputs);
      }),
      runs(20),
    );
  });

  it('shrinks to almost nothing', () => {
    const { counterexample } = fc.check(
      fc.property(randomPrograms(), ({ program }) =>
        allEquations(program).every(({ op }) => op !== 'matmul'),
      ),
      { seed: 4, numRuns: 100 },
    );
    expect(counterexample![0].program.equations.length).toBeLessThan(6);
  });
});
