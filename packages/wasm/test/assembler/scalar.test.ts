import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModule, type FunctionBuilder, type ValueType } from '../../src/assembler/index.js';
import { instantiate } from './instantiate.js';

const u = (value: number) => value >>> 0;

/** What each instruction computes, in JavaScript. */
const i32 = {
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shrS: (a, b) => a >> b,
  shrU: (a, b) => (a >>> b) | 0,
  rotl: (a, b) => (a << b) | (a >>> -b),
  rotr: (a, b) => (a >>> b) | (a << -b),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  ltS: (a, b) => Number(a < b),
  ltU: (a, b) => Number(u(a) < u(b)),
  gtS: (a, b) => Number(a > b),
  gtU: (a, b) => Number(u(a) > u(b)),
  leS: (a, b) => Number(a <= b),
  leU: (a, b) => Number(u(a) <= u(b)),
  geS: (a, b) => Number(a >= b),
  geU: (a, b) => Number(u(a) >= u(b)),
} as const satisfies Partial<Record<keyof FunctionBuilder['i32'], (a: number, b: number) => number>>;

const f32 = {
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  min: Math.min,
  max: Math.max,
  copysign: (a, b) => (Object.is(b, -0) || b < 0 ? -Math.abs(a) : Math.abs(a)),
} as const satisfies Partial<Record<keyof FunctionBuilder['f32'], (a: number, b: number) => number>>;

const f32Comparisons = {
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  gt: (a, b) => Number(a > b),
  le: (a, b) => Number(a <= b),
  ge: (a, b) => Number(a >= b),
} as const satisfies Partial<Record<keyof FunctionBuilder['f32'], (a: number, b: number) => number>>;

const f32Unary = {
  abs: Math.abs,
  neg: (a) => -a,
  sqrt: (a) => Math.fround(Math.sqrt(a)),
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
} as const satisfies Partial<Record<keyof FunctionBuilder['f32'], (a: number) => number>>;

function compile(params: ValueType[], result: ValueType, emit: (f: FunctionBuilder) => void) {
  const module = createModule();
  module.func({ export: 'run', params, results: [result] }, (f, ...locals) => {
    for (const local of locals) f.get(local);
    emit(f);
  });
  return instantiate(module)['run']!;
}

const int = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, 1, -1, 31, 32));
/** A NaN's sign is the engine's choice, and copysign shows it. */
const float = fc.float({ noNaN: true });

describe('i32', () => {
  test.each(Object.entries(i32))('%s', (name, expected) => {
    const run = compile(['i32', 'i32'], 'i32', (f) => f.i32[name as keyof typeof i32]());
    fc.assert(
      fc.property(int, int, (a, b) => {
        expect(run(a, b)).toBe(expected(a, b));
      }),
    );
  });

  test('eqz, clz, ctz and popcnt', () => {
    const run = (name: 'eqz' | 'clz' | 'ctz' | 'popcnt') => compile(['i32'], 'i32', (f) => f.i32[name]());
    expect([run('eqz')(0), run('eqz')(7)]).toEqual([1, 0]);
    expect([run('clz')(1), run('ctz')(8), run('popcnt')(0xff)]).toEqual([31, 3, 8]);
  });

  test('division rounds to 0 and the remainder has the sign of the dividend', () => {
    const run = (name: 'divS' | 'divU' | 'remS' | 'remU') =>
      compile(['i32', 'i32'], 'i32', (f) => f.i32[name]());
    expect([run('divS')(-7, 2), run('remS')(-7, 2)]).toEqual([-3, -1]);
    expect([run('divU')(-1, 2), run('remU')(-1, 10)]).toEqual([2 ** 31 - 1, 5]);
  });
});

describe('f32', () => {
  test.each(Object.entries(f32))('%s', (name, expected) => {
    const run = compile(['f32', 'f32'], 'f32', (f) => f.f32[name as keyof typeof f32]());
    fc.assert(
      fc.property(float, float, (a, b) => {
        expect(run(a, b)).toBe(expected(a, b));
      }),
    );
  });

  test.each(Object.entries(f32Comparisons))('%s', (name, expected) => {
    const run = compile(['f32', 'f32'], 'i32', (f) => f.f32[name as keyof typeof f32Comparisons]());
    fc.assert(
      fc.property(fc.float(), fc.float(), (a, b) => {
        expect(run(a, b)).toBe(expected(a, b));
      }),
    );
  });

  test.each(Object.entries(f32Unary))('%s', (name, expected) => {
    const run = compile(['f32'], 'f32', (f) => f.f32[name as keyof typeof f32Unary]());
    fc.assert(
      fc.property(float, (a) => {
        expect(run(a)).toBe(expected(a));
      }),
    );
  });

  test('nearest rounds halves to even', () => {
    const run = compile(['f32'], 'f32', (f) => f.f32.nearest());
    expect([0.5, 1.5, 2.5, -0.5].map((value) => run(value))).toEqual([0, 2, 2, -0]);
  });

  test('converts and reinterprets', () => {
    expect(compile(['i32'], 'f32', (f) => f.f32.convertI32S())(-1)).toBe(-1);
    expect(compile(['i32'], 'f32', (f) => f.f32.convertI32U())(-1)).toBe(2 ** 32);
    expect(compile(['i32'], 'f32', (f) => f.f32.reinterpretI32())(0x3f80_0000)).toBe(1);
    expect(compile(['f32'], 'i32', (f) => f.i32.reinterpretF32())(1)).toBe(0x3f80_0000);
  });
});

test('constants come back', () => {
  fc.assert(
    fc.property(int, float, (i, x) => {
      expect(compile([], 'i32', (f) => f.i32.const(i))()).toBe(i);
      expect(compile([], 'f32', (f) => f.f32.const(x))()).toBe(x);
    }),
  );
});
