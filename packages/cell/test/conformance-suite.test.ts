import { dropout } from '@sluice/layers';
import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { conformance, ConformanceError, type Backend } from '../src/testing/index.js';
import { reference } from '../src/testing/compute.js';
import { brokenCells, soundCell } from './broken-cells.js';

describe('conformance', () => {
  it.each(brokenCells)('finds under "%s" a cell that %s', (name, _, cell) => {
    const check = conformance(cell).find((own) => own.name === name)!;
    expect(check.run).toThrow(ConformanceError);
  });

  it('has a broken cell to show for each of its checks', () => {
    const names = conformance(soundCell, { backends: [] }).map(({ name }) => name);
    expect(new Set(brokenCells.map(([name]) => name))).toEqual(new Set(names));
  });

  it('finds a backend that gives other numbers', () => {
    const wrong: Backend = {
      name: 'wrong',
      run: (program, inputs) =>
        reference.run(program, inputs).map((numbers) => ({
          ...numbers,
          data: numbers.data.map((x: number) => x * 1.001),
        })),
    };
    const check = conformance(soundCell, { backends: [wrong] }).at(-1)!;
    expect(check.name).toBe('gives on wrong what it gives on the reference');
    expect(check.run).toThrow(ConformanceError);
  });

  it('asks for an input where a layer takes any', () => {
    expect(() => conformance(dropout(0.5))).toThrow(ArgumentError);
    expect(() => conformance(dropout(0.5))).toThrow('conformance: dropout takes any input');
  });
});

describe('a sound cell', () => {
  for (const check of conformance(soundCell)) it(check.name, () => check.run());
});
