import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { apply, evaluate, trace, type Attributes, type Numbers, type Op } from '../src/index.js';
import { runs } from './arbitraries.js';
import { expectClose } from './expect-close.js';
import { indexed, numbersOf } from './indexed.js';
import { allCases, type OperationCase } from './operation-cases.js';
import { oracles, type Oracle } from './oracles.js';

const rounded = (input: Numbers): Numbers =>
  input.dtype === 'i32' ? input : { ...input, data: Float32Array.from(input.data) };

/** Runs one operation in both precisions and compares it with its definition. */
function checkAgainstDefinition(op: Op, { attributes, inputs }: OperationCase): void {
  const oracle = oracles[op] as Oracle<Attributes[Op]>;
  const program = trace((...values) => apply(op, values, attributes), inputs);
  for (const [precision, tolerance] of [
    ['f64', 1e-14],
    ['f32', 1.2e-7],
  ] as const) {
    const given = precision === 'f32' ? inputs.map(rounded) : inputs;
    const outputs = evaluate(program, given, { precision });
    const expected = oracle(given.map(indexed), attributes);
    outputs.forEach((output, i) => expectClose(output, numbersOf(expected[i]!), tolerance));
  }
}

describe('the evaluation of every operation is its definition', () => {
  for (const [op, cases] of allCases) {
    it(op, () => {
      fc.assert(
        fc.property(cases, (one) => checkAgainstDefinition(op, one)),
        runs(50),
      );
    });
  }
});
