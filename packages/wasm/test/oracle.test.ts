import './support/enable-relaxed.js';
import { describe, expect, it } from 'vitest';
import { supportsRelaxed } from '../src/relaxed.js';
import { expectCompiled } from './support/expect-compiled.js';
import { forPrograms, patient, type ForPrograms } from './support/for-programs.js';

interface Case extends ForPrograms {
  readonly name: string;
  readonly relaxed?: boolean;
}

const cases: Case[] = [
  { name: 'short programs', count: 250, operations: 4 },
  { name: 'long programs', count: 150, operations: 16 },
  { name: 'gradients', count: 100, operations: 6, gradients: true },
  { name: 'programs with contracted multiply-and-add', count: 100, operations: 10, relaxed: true },
  { name: 'gradients with contracted multiply-and-add', count: 50, gradients: true, relaxed: true },
];

describe('compiled as the reference evaluator has it', () => {
  it('is tried with relaxed SIMD too', () => expect(supportsRelaxed()).toBe(true));

  for (const { name, relaxed = false, ...programs } of cases) {
    it(name, patient, () =>
      forPrograms(programs, ({ program, inputs }) => expectCompiled(program, { inputs, relaxed })),
    );
  }
});
