import * as fc from 'fast-check';
import { evaluate, operations, type Numbers, type Op, type Program } from '@sluice/math';
import { describe, it } from 'vitest';
import { allCases } from '../../../../math/test/operation-cases.js';
import { runProgram } from './run-program.js';
import { expectNear } from './expect-near.js';

const programOf = (op: Op, attributes: object, inputs: readonly Numbers[]): Program => {
  const specs = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const outputs = (operations[op].shape as (inputs: unknown, attributes: unknown) => Program['outputs'])(
    specs,
    attributes,
  );
  return { inputs: specs, equations: [{ op, attributes, inputs: specs, outputs } as never], outputs };
};

describe.each(allCases.filter(([op]) => op !== 'random'))('%s', (op, cases) => {
  it('gives in ONNX Runtime what the reference gives', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ attributes, inputs }) => {
        const program = programOf(op, attributes, inputs);
        const expected = evaluate(program, inputs);
        const actual = await runProgram(program, inputs);
        expected.forEach((output, i) => expectNear(actual[i]!, output));
      }),
      { seed: 20, numRuns: 30 },
    );
  });
});
