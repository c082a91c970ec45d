import { describe, it } from 'vitest';
import { supportsRelaxed } from '../src/relaxed.js';
import { expectCompiled } from './support/expect-compiled.js';
import { forPrograms, patient, type ForPrograms } from './support/for-programs.js';

interface Case extends ForPrograms {
  readonly name: string;
  readonly relaxed?: boolean;
}

const cases: Case[] = [
  { name: 'short programs', count: 300, operations: 4 },
  { name: 'long programs', count: 200, operations: 16 },
  { name: 'gradients', count: 120, operations: 6, gradients: true },
  // Without relaxed SIMD this would be the same code again.
  ...(supportsRelaxed() ? [{ name: 'contracted multiply-and-add', count: 150, relaxed: true }] : []),
];

describe('a compiled program gives what the reference evaluator gives', () => {
  for (const { name, relaxed = false, ...programs } of cases) {
    it(name, patient, () =>
      forPrograms(programs, ({ program, inputs }) => expectCompiled(program, { inputs, relaxed })),
    );
  }
});
