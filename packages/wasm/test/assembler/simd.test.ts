import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModule, type FunctionBuilder } from '../../src/assembler/index.js';
import { instantiate, withMemory } from './instantiate.js';

/** Runs code that leaves a v128 on the stack, given the three vectors at 0, 16 and 32, and returns its lanes. */
function compile(emit: (f: FunctionBuilder) => void, operands: 0 | 1 | 2 | 3) {
  const module = createModule();
  const { buffer, imports } = withMemory(module);
  module.func({ export: 'run', params: [], results: [] }, (f) => {
    f.i32.const(0);
    for (let i = 0; i < operands; i++) f.v128.load(16 * i, 0);
    emit(f);
    f.v128.store(48);
  });
  const { run } = instantiate(module, imports);
  return (type: typeof Float32Array | typeof Int32Array, ...vectors: readonly (readonly number[])[]) => {
    vectors.forEach((lanes, i) => new type(buffer, 16 * i, 4).set(lanes));
    run!();
    return { ints: [...new Int32Array(buffer, 48, 4)], floats: [...new Float32Array(buffer, 48, 4)] };
  };
}

type Lanewise = (a: number, b: number) => number;
const mask = (condition: boolean) => (condition ? -1 : 0);
const u = (value: number) => value >>> 0;

const i32x4 = {
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  minS: Math.min,
  maxS: Math.max,
  minU: (a, b) => Math.min(u(a), u(b)) | 0,
  maxU: (a, b) => Math.max(u(a), u(b)) | 0,
  eq: (a, b) => mask(a === b),
  ne: (a, b) => mask(a !== b),
  ltS: (a, b) => mask(a < b),
  ltU: (a, b) => mask(u(a) < u(b)),
  gtS: (a, b) => mask(a > b),
  gtU: (a, b) => mask(u(a) > u(b)),
  leS: (a, b) => mask(a <= b),
  leU: (a, b) => mask(u(a) <= u(b)),
  geS: (a, b) => mask(a >= b),
  geU: (a, b) => mask(u(a) >= u(b)),
} as const satisfies Partial<Record<keyof FunctionBuilder['i32x4'], Lanewise>>;

const v128 = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  andnot: (a, b) => a & ~b,
} as const satisfies Partial<Record<keyof FunctionBuilder['v128'], Lanewise>>;

const f32x4 = {
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  min: Math.min,
  max: Math.max,
  pmin: (a, b) => (b < a ? b : a),
  pmax: (a, b) => (a < b ? b : a),
} as const satisfies Partial<Record<keyof FunctionBuilder['f32x4'], Lanewise>>;

const f32x4Comparisons = {
  eq: (a, b) => mask(a === b),
  ne: (a, b) => mask(a !== b),
  lt: (a, b) => mask(a < b),
  gt: (a, b) => mask(a > b),
  le: (a, b) => mask(a <= b),
  ge: (a, b) => mask(a >= b),
} as const satisfies Partial<Record<keyof FunctionBuilder['f32x4'], Lanewise>>;

const f32x4Unary = {
  abs: Math.abs,
  neg: (a) => -a,
  sqrt: (a) => Math.fround(Math.sqrt(a)),
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
} as const satisfies Partial<Record<keyof FunctionBuilder['f32x4'], (a: number) => number>>;

const four = <T>(lane: fc.Arbitrary<T>) => fc.array(lane, { minLength: 4, maxLength: 4 });
const ints = four(fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, 1, -1)));
const floats = four(fc.float());
const zip = (a: readonly number[], b: readonly number[], of: Lanewise) => a.map((lane, i) => of(lane, b[i]!));

describe('i32x4', () => {
  test.each(Object.entries(i32x4))('%s', (name, expected) => {
    const run = compile((f) => f.i32x4[name as keyof typeof i32x4](), 2);
    fc.assert(
      fc.property(ints, ints, (a, b) => {
        expect(run(Int32Array, a, b).ints).toEqual(zip(a, b, expected));
      }),
    );
  });

  test('shifts by a count modulo 32', () => {
    const lanes = [1, -1, 0x7fff_ffff, -(2 ** 31)];
    const shift = (name: 'shl' | 'shrS' | 'shrU', count: number) =>
      compile((f) => f.i32x4[name](count), 1)(Int32Array, lanes).ints;
    for (const count of [0, 1, 13, 31, 33]) {
      expect(shift('shl', count)).toEqual(lanes.map((lane) => lane << count));
      expect(shift('shrS', count)).toEqual(lanes.map((lane) => lane >> count));
      expect(shift('shrU', count)).toEqual(lanes.map((lane) => (lane >>> count) | 0));
    }
  });

  test('abs and neg wrap', () => {
    const lanes = [1, -1, 7, -(2 ** 31)];
    expect(compile((f) => f.i32x4.abs(), 1)(Int32Array, lanes).ints).toEqual([1, 1, 7, -(2 ** 31)]);
    expect(compile((f) => f.i32x4.neg(), 1)(Int32Array, lanes).ints).toEqual([-1, 1, -7, -(2 ** 31)]);
  });

  test('converts from floats, saturating', () => {
    const lanes = [1.9, -1.9, 1e20, Number.NaN];
    const signed = compile((f) => f.i32x4.truncSatF32x4S(), 1)(Float32Array, lanes).ints;
    const unsigned = compile((f) => f.i32x4.truncSatF32x4U(), 1)(Float32Array, lanes).ints;
    expect(signed).toEqual([1, -1, 2 ** 31 - 1, 0]);
    expect(unsigned).toEqual([1, 0, -1, 0]);
  });

  test('allTrue, bitmask and anyTrue', () => {
    const lanes = [1, 0, -1, 5];
    const splat = (emit: (f: FunctionBuilder) => void) =>
      compile((f) => {
        emit(f);
        f.i32x4.splat();
      }, 1)(Int32Array, lanes).ints[0];
    expect(splat((f) => f.i32x4.allTrue())).toBe(0);
    expect(splat((f) => f.i32x4.bitmask())).toBe(0b0100);
    expect(splat((f) => f.v128.anyTrue())).toBe(1);
  });
});

describe('v128', () => {
  test.each(Object.entries(v128))('%s', (name, expected) => {
    const run = compile((f) => f.v128[name as keyof typeof v128](), 2);
    fc.assert(
      fc.property(ints, ints, (a, b) => {
        expect(run(Int32Array, a, b).ints).toEqual(zip(a, b, expected));
      }),
    );
  });

  test('not and bitselect', () => {
    const not = compile((f) => f.v128.not(), 1);
    const select = compile((f) => f.v128.bitselect(), 3);
    fc.assert(
      fc.property(ints, ints, ints, (a, b, bits) => {
        expect(not(Int32Array, a).ints).toEqual(a.map((lane) => ~lane));
        const chosen = bits.map((lane, i) => (a[i]! & lane) | (b[i]! & ~lane));
        expect(select(Int32Array, a, b, bits).ints).toEqual(chosen);
      }),
    );
  });

  test('shuffle takes bytes of both operands', () => {
    const lanes = [12, 13, 14, 15, 16, 17, 18, 19, 0, 1, 2, 3, 28, 29, 30, 31];
    const run = compile((f) => f.i8x16.shuffle(lanes), 2);
    expect(run(Int32Array, [1, 2, 3, 4], [5, 6, 7, 8]).ints).toEqual([4, 5, 1, 8]);
  });
});

describe('f32x4', () => {
  test.each(Object.entries(f32x4))('%s', (name, expected) => {
    const run = compile((f) => f.f32x4[name as keyof typeof f32x4](), 2);
    fc.assert(
      fc.property(floats, floats, (a, b) => {
        expect(run(Float32Array, a, b).floats).toEqual(zip(a, b, expected));
      }),
    );
  });

  test.each(Object.entries(f32x4Comparisons))('%s', (name, expected) => {
    const run = compile((f) => f.f32x4[name as keyof typeof f32x4Comparisons](), 2);
    fc.assert(
      fc.property(floats, floats, (a, b) => {
        expect(run(Float32Array, a, b).ints).toEqual(zip(a, b, expected));
      }),
    );
  });

  test.each(Object.entries(f32x4Unary))('%s', (name, expected) => {
    const run = compile((f) => f.f32x4[name as keyof typeof f32x4Unary](), 1);
    fc.assert(
      fc.property(floats, (a) => {
        expect(run(Float32Array, a).floats).toEqual(a.map((lane) => expected(lane)));
      }),
    );
  });

  test('nearest rounds halves to even', () => {
    const run = compile((f) => f.f32x4.nearest(), 1);
    expect(run(Float32Array, [0.5, 1.5, 2.5, -0.5]).floats).toEqual([0, 2, 2, -0]);
  });

  test('converts from integers', () => {
    const lanes = [1, -1, 0, 2 ** 30];
    const signed = compile((f) => f.f32x4.convertI32x4S(), 1)(Int32Array, lanes).floats;
    const unsigned = compile((f) => f.f32x4.convertI32x4U(), 1)(Int32Array, lanes).floats;
    expect(signed).toEqual(lanes);
    expect(unsigned).toEqual([1, 2 ** 32, 0, 2 ** 30]);
  });

  test('splat, extractLane and replaceLane', () => {
    const run = compile((f) => {
      const x = f.local('v128');
      f.set(x);
      f.f32x4.extractLane(3, x);
      f.f32x4.splat();
      f.f32x4.extractLane(0, x);
      f.f32x4.replaceLane(1);
    }, 1);
    expect(run(Float32Array, [1, 2, 3, 4]).floats).toEqual([4, 1, 4, 4]);
  });
});

describe('constant operands', () => {
  test('are floats in f32x4 and integers elsewhere', () => {
    expect(compile((f) => f.f32x4.add(2), 1)(Float32Array, [1, 2, 3, 4]).floats).toEqual([3, 4, 5, 6]);
    expect(compile((f) => f.i32x4.add(2), 1)(Int32Array, [1, 2, 3, 4]).ints).toEqual([3, 4, 5, 6]);
    expect(compile((f) => f.v128.and(0x8000_0000), 1)(Int32Array, [-1, 1, 0, -2]).ints).toEqual(
      [-1, 0, 0, -1].map((sign) => sign << 31),
    );
  });

  test('may differ by lane', () => {
    expect(compile((f) => f.f32x4.const(1, -0, 3, 4), 0)(Float32Array).floats).toEqual([1, -0, 3, 4]);
    expect(compile((f) => f.i32x4.const(1, -2, 3, -4), 0)(Int32Array).ints).toEqual([1, -2, 3, -4]);
  });
});
