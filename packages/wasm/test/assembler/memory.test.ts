import { expect, test } from 'vitest';
import { createModule, type FunctionBuilder } from '../../src/assembler/index.js';
import { instantiate, withMemory } from './instantiate.js';

/** Runs code on a page whose first eight floats are 1 to 8, and returns the eight at byte 64. */
function run(emit: (f: FunctionBuilder) => void): number[] {
  const module = createModule();
  const { buffer, imports } = withMemory(module);
  module.func({ export: 'run', params: [], results: [] }, emit);
  new Float32Array(buffer, 0, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
  instantiate(module, imports)['run']!();
  return [...new Float32Array(buffer, 64, 8)];
}

test('scalar loads and stores add the offset to the address', () => {
  const result = run((f) => {
    f.i32.const(8);
    f.f32.load(4, 8); // the float at 12
    f.f32.store(60); // to 68
    f.i32.const(64);
    f.i32.load(0, 0);
    f.i32.store(0);
  });
  expect(result).toEqual([1, 4, 0, 0, 0, 0, 0, 0]);
});

test('bytes load without sign and store truncated', () => {
  const result = run((f) => {
    f.i32.const(0);
    f.i32.load8U(3, 0); // 0x3f, the high byte of 1
    f.i32.add(0x100);
    f.i32.store8(67);
    f.i32.const(66);
    f.i32.const(0x80);
    f.i32.store8(0);
  });
  expect(result[0]).toBe(1);
});

test('vector loads splat and fill with zero', () => {
  const splat = run((f) => {
    f.i32.const(64);
    f.v128.load32Splat(4, 0);
    f.v128.store(0);
    f.i32.const(64);
    f.v128.load64Splat(8, 0);
    f.v128.store(16);
  });
  expect(splat).toEqual([2, 2, 2, 2, 3, 4, 3, 4]);
  const zero = run((f) => {
    f.i32.const(64);
    f.v128.load32Zero(4, 0);
    f.v128.store(0);
    f.i32.const(64);
    f.v128.load64Zero(8, 0);
    f.v128.store(16);
  });
  expect(zero).toEqual([2, 0, 0, 0, 3, 4, 0, 0]);
});

test('one lane loads into a vector and stores from it', () => {
  const result = run((f) => {
    const x = f.local('v128');
    f.i32.const(0);
    f.v128.load(0, 0);
    f.v128.load32Lane(28, 1); // [1, 8, 3, 4]
    f.set(x);
    f.v128.store(64, 0, x);
    f.v128.store32Lane(80, 1, 0, x);
  });
  expect(result).toEqual([1, 8, 3, 4, 8, 0, 0, 0]);
});

test('memory fills and copies, overlapping too', () => {
  const result = run((f) => {
    f.memory.copy(64, 0, 32);
    f.memory.fill(68, 0, 8);
    f.memory.copy(72, 64, 16);
  });
  expect(result).toEqual([1, 0, 1, 0, 0, 4, 7, 8]);
});

test('memory grows by pages and says how many there were', () => {
  const module = createModule();
  module.memory({ initial: 1, maximum: 3 });
  module.func({ export: 'run', params: ['i32'], results: ['i32'] }, (f, pages) => {
    f.memory.grow(pages);
    f.i32.mul(10);
    f.memory.size();
    f.i32.add();
  });
  const { run: grow } = instantiate(module);
  expect([grow!(1), grow!(1), grow!(1)]).toEqual([12, 23, -7]);
});
