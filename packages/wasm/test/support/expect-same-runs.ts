import { interpret, type Program } from '@sluice/math';
import { expect } from 'vitest';
import { compileSync, type CompileOptions } from '../../src/index.js';
import { tensorsFor } from './specs.js';

/** Runs a program several times, compiled and interpreted, and expects the same outputs and inputs after each run. */
export function expectSameRuns(program: Program, options: CompileOptions, runs = 3): void {
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
