import { expect } from 'vitest';
import { FormatError, type Imported } from '../../src/keras/index.js';

/** A right answer, or a FormatError: nothing else may come of any bytes. */
export function checkOutcome(read: () => Imported): 'read' | 'refused' {
  let imported: Imported;
  try {
    imported = read();
  } catch (error) {
    if (error instanceof FormatError) return 'refused';
    throw error;
  }
  for (const { layer, params, notes, name } of imported.layers) {
    expect(typeof name).toBe('string');
    expect(notes.every((note) => typeof note === 'string')).toBe(true);
    const shapes = Object.entries(params).map(([key, { shape, data }]) => {
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      return [key, shape];
    });
    const specs = Object.entries(layer.params).map(([key, { shape }]) => [key, shape]);
    expect(new Map(shapes as [string, unknown][])).toEqual(new Map(specs as [string, unknown][]));
  }
  expect(imported.left.every(({ name, reason }) => typeof name === 'string' && reason !== '')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return 'read';
}
