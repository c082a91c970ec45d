import { apply, evaluate, trace } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { allCases } from '../../../../math/test/operation-cases.js';
import { expectNear } from './expect-near.js';
import { runProgram } from './run-program.js';

// a file holds no random numbers
const cases = allCases.filter(([op]) => op !== 'random');

describe('every operation gives in ONNX Runtime what the reference gives', { timeout: 60_000 }, () => {
  it.each(cases)('%s', async (op, inputsOf) => {
    await fc.assert(
      fc.asyncProperty(inputsOf, async ({ attributes, inputs }) => {
        const program = trace((...values) => apply(op, values, attributes), inputs);
        const actual = await runProgram(program, inputs);
        evaluate(program, inputs).forEach((output, i) => expectNear(actual[i]!, output));
      }),
      { seed: 20, numRuns: 30 },
    );
  });
});
