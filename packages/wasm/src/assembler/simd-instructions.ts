import { simd } from './instruction.js';

/** Opcodes that treat 128 bits as a whole. */
export const v128 = {
  ...simd(
    ['i32'],
    ['v128'],
    {
      load: 0x00,
      load8Splat: 0x07,
      load32Splat: 0x09,
      load64Splat: 0x0a,
      load32Zero: 0x5c,
      load64Zero: 0x5d,
    },
    'memory',
  ),
  ...simd(['i32', 'v128'], [], { store: 0x0b }, 'memory'),
  ...simd(['i32', 'v128'], ['v128'], { load32Lane: 0x56 }, 'memoryLane'),
  ...simd(['i32', 'v128'], [], { store32Lane: 0x5a }, 'memoryLane'),
  ...simd(['v128'], ['v128'], { not: 0x4d }),
  ...simd(['v128', 'v128'], ['v128'], {
    and: 0x4e,
    andnot: 0x4f,
    or: 0x50,
    xor: 0x51,
  }),
  /** Bits of the first operand where the third is 1, of the second where it is 0. */
  ...simd(['v128', 'v128', 'v128'], ['v128'], { bitselect: 0x52 }),
  ...simd(['v128'], ['i32'], { anyTrue: 0x53 }),
} as const;

/** Opcodes on bytes. */
export const i8x16 = {
  ...simd(['v128', 'v128'], ['v128'], { shuffle: 0x0d }, 'shuffle'),
  ...simd(['v128', 'v128'], ['v128'], { swizzle: 0x0e }),
} as const;

/** Opcodes on four 32-bit integers. `const` is `v128.const`. */
export const i32x4 = {
  ...simd([], ['v128'], { const: 0x0c }, 'i32x4'),
  ...simd(['i32'], ['v128'], { splat: 0x11 }),
  ...simd(['v128'], ['i32'], { extractLane: 0x1b }, 'lane'),
  ...simd(['v128', 'i32'], ['v128'], { replaceLane: 0x1c }, 'lane'),
  ...simd(['v128'], ['i32'], { allTrue: 0xa3, bitmask: 0xa4 }),
  ...simd(['v128'], ['v128'], {
    abs: 0xa0,
    neg: 0xa1,
    truncSatF32x4S: 0xf8,
    truncSatF32x4U: 0xf9,
    /** Two double-precision numbers in the lower half, zeros in the upper. */
    truncSatF64x2SZero: 0xfc,
  }),
  ...simd(['v128', 'i32'], ['v128'], { shl: 0xab, shrS: 0xac, shrU: 0xad }),
  ...simd(['v128', 'v128'], ['v128'], {
    eq: 0x37,
    ne: 0x38,
    ltS: 0x39,
    ltU: 0x3a,
    gtS: 0x3b,
    gtU: 0x3c,
    leS: 0x3d,
    leU: 0x3e,
    geS: 0x3f,
    geU: 0x40,
    add: 0xae,
    sub: 0xb1,
    mul: 0xb5,
    minS: 0xb6,
    minU: 0xb7,
    maxS: 0xb8,
    maxU: 0xb9,
  }),
} as const;

/**
 * Opcodes on four single-precision numbers. `const` is `v128.const`. The relaxed ones belong to a later proposal:
 * emit them only for an engine that validates them, and expect results to differ between machines in the last bit.
 */
export const f32x4 = {
  ...simd([], ['v128'], { const: 0x0c }, 'f32x4'),
  ...simd(['f32'], ['v128'], { splat: 0x13 }),
  ...simd(['v128'], ['f32'], { extractLane: 0x1f }, 'lane'),
  ...simd(['v128', 'f32'], ['v128'], { replaceLane: 0x20 }, 'lane'),
  ...simd(['v128'], ['v128'], {
    ceil: 0x67,
    floor: 0x68,
    trunc: 0x69,
    nearest: 0x6a,
    abs: 0xe0,
    neg: 0xe1,
    sqrt: 0xe3,
    convertI32x4S: 0xfa,
    convertI32x4U: 0xfb,
    /** Two double-precision numbers in the lower half, zeros in the upper. */
    demoteF64x2Zero: 0x5e,
  }),
  ...simd(['v128', 'v128'], ['v128'], {
    eq: 0x41,
    ne: 0x42,
    lt: 0x43,
    gt: 0x44,
    le: 0x45,
    ge: 0x46,
    add: 0xe4,
    sub: 0xe5,
    mul: 0xe6,
    div: 0xe7,
    min: 0xe8,
    max: 0xe9,
    /** `b < a ? b : a`, one machine instruction on x86-64 where `min` takes several. */
    pmin: 0xea,
    pmax: 0xeb,
  }),
  /** `a · b + c` and `−(a · b) + c`, rounded once or twice as the machine prefers. */
  ...simd(['v128', 'v128', 'v128'], ['v128'], {
    relaxedMadd: 0x105,
    relaxedNmadd: 0x106,
  }),
} as const;

/** Opcodes on two double-precision numbers. */
export const f64x2 = {
  ...simd(['v128'], ['v128'], { promoteLowF32x4: 0x5f, nearest: 0x94 }),
  ...simd(['v128', 'v128'], ['v128'], { sub: 0xf1, mul: 0xf2 }),
} as const;
