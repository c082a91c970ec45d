import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { randomPrograms, type RandomProgramOptions } from '../../math/test/random-program.js';
import { supportsRelaxed } from '../src/relaxed.js';
import { expectCompiled } from './support/expect-compiled.js';

interface Case {
  readonly name: string;
  readonly numRuns: number;
  readonly options?: RandomProgramOptions;
  readonly relaxed?: boolean;
}

const cases: Case[] = [
  { name: 'short programs', numRuns: 300, options: { operations: 4 } },
  { name: 'long programs', numRuns: 200, options: { operations: 16 } },
  { name: 'gradients', numRuns: 120, options: { operations: 6, gradients: true } },
  // Without relaxed SIMD this is the same code again.
  ...(supportsRelaxed() ? [{ name: 'fused multiply-add', numRuns: 150, relaxed: true }] : []),
];

describe('a compiled program gives what the reference evaluator gives', () => {
  for (const { name, numRuns, options, relaxed = false } of cases) {
    it(name, { timeout: 60_000 }, () => {
      fc.assert(
        fc.property(randomPrograms(options), ({ program, inputs }) =>
          expectCompiled(program, { inputs, relaxed }),
        ),
        { seed: 20, numRuns, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
      );
    });
  }
});
