import { evaluate, type Equation, type Program } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomPrograms } from '../../../../math/test/random-program.js';
import { expectNear } from './expect-near.js';
import { runProgram } from './run-program.js';

const runs = 60 * Number(process.env['FUZZ_RUNS'] ?? 1);

const allEquations = (program: Program): Equation[] =>
  program.equations.flatMap((equation) =>
    equation.op === 'scan' ? [equation, ...allEquations(equation.attributes.body)] : [equation],
  );

// a file holds no random numbers
const programs = randomPrograms().filter(({ program }) =>
  allEquations(program).every(({ op }) => op !== 'random'),
);

describe('random programs', { timeout: 1000 * runs }, () => {
  it('give in ONNX Runtime what the reference gives', async () => {
    let loops = 0;
    await fc.assert(
      fc.asyncProperty(programs, async ({ program, inputs }) => {
        loops += allEquations(program).filter(({ op }) => op === 'scan').length;
        const actual = await runProgram(program, inputs);
        evaluate(program, inputs).forEach((output, i) => expectNear(actual[i]!, output));
      }),
      { seed: 20, numRuns: runs, endOnFailure: true },
    );
    expect(loops).toBeGreaterThan(runs / 4);
  });
});
