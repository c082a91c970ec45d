import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors, type Safetensors } from '../src/index.js';

const golden = fileURLToPath(new URL('../../../golden/torch', import.meta.url));
const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.safetensors'),
);
const read = (name: string): Safetensors => readSafetensors(readFileSync(join(golden, name)));
const roundedTo = (suffix: string): string[] =>
  files.filter((name) => name.endsWith(`weights_${suffix}.safetensors`));

describe('the safetensors files of golden/torch', () => {
  it.each(files)('%s is read, and comes back after it is written', (name) => {
    const { tensors, metadata } = read(name);
    expect(Object.keys(tensors).length).toBeGreaterThan(0);
    expect(readSafetensors(writeSafetensors(tensors, metadata))).toEqual({ tensors, metadata });
  });

  it.each([
    // half of the distance between neighbours, relative to them
    ['f16', 2 ** -11],
    ['bf16', 2 ** -8],
    ['f64', 0],
  ])('hold the same weights in %s', (suffix, rounding) => {
    expect(roundedTo(suffix).length).toBeGreaterThan(0);
    for (const name of roundedTo(suffix)) {
      const { tensors: rounded } = read(name);
      const { tensors: exact } = read(name.replace(`_${suffix}`, ''));
      expect(Object.keys(rounded)).toEqual(Object.keys(exact));
      for (const [tensor, { shape, data }] of Object.entries(exact)) {
        expect(rounded[tensor]!.shape).toEqual(shape);
        data.forEach((value, i) => {
          const difference = Math.abs(rounded[tensor]!.data[i]! - value);
          // below the smallest normal half the distance stays the same
          expect(difference).toBeLessThanOrEqual(Math.max(rounding * Math.abs(value), rounding && 2 ** -25));
        });
      }
    }
  });
});
