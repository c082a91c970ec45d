import { apply, evaluate, tensor, trace } from '@sluice/math';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

  it('convert, of what an i32 cannot hold', async () => {
    const numbers = [NaN, Infinity, -Infinity, 3e9, -3e9, 2 ** 31, 2 ** 31 - 128, -(2 ** 31), 1.9, -1.9, -0];
    const input = tensor(numbers);
    const program = trace((x) => [x.convert('i32')], [input]);
    const [expected] = evaluate(program, [input]);
    const [actual] = await runProgram(program, [input]);
    expect(actual!.data).toEqual(Array.from(expected!.data));
  });
});
