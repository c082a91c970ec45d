import { scalar } from './instruction.js';

/** Opcodes of 32-bit integers and addresses. */
export const i32 = {
  ...scalar([], ['i32'], { const: 0x41 }, 'i32'),
  ...scalar(['i32'], ['i32'], { load: 0x28, load8U: 0x2d }, 'memory'),
  ...scalar(['i32', 'i32'], [], { store: 0x36, store8: 0x3a }, 'memory'),
  ...scalar(['i32'], ['i32'], { eqz: 0x45, clz: 0x67, ctz: 0x68, popcnt: 0x69 }),
  ...scalar(['i32', 'i32'], ['i32'], {
    eq: 0x46,
    ne: 0x47,
    ltS: 0x48,
    ltU: 0x49,
    gtS: 0x4a,
    gtU: 0x4b,
    leS: 0x4c,
    leU: 0x4d,
    geS: 0x4e,
    geU: 0x4f,
    add: 0x6a,
    sub: 0x6b,
    mul: 0x6c,
    divS: 0x6d,
    divU: 0x6e,
    remS: 0x6f,
    remU: 0x70,
    and: 0x71,
    or: 0x72,
    xor: 0x73,
    shl: 0x74,
    shrS: 0x75,
    shrU: 0x76,
    rotl: 0x77,
    rotr: 0x78,
  }),
  ...scalar(['f32'], ['i32'], { reinterpretF32: 0xbc }),
} as const;

/** Opcodes of single-precision numbers. */
export const f32 = {
  ...scalar([], ['f32'], { const: 0x43 }, 'f32'),
  ...scalar(['i32'], ['f32'], { load: 0x2a }, 'memory'),
  ...scalar(['i32', 'f32'], [], { store: 0x38 }, 'memory'),
  ...scalar(['f32', 'f32'], ['i32'], { eq: 0x5b, ne: 0x5c, lt: 0x5d, gt: 0x5e, le: 0x5f, ge: 0x60 }),
  ...scalar(['f32'], ['f32'], {
    abs: 0x8b,
    neg: 0x8c,
    ceil: 0x8d,
    floor: 0x8e,
    trunc: 0x8f,
    nearest: 0x90,
    sqrt: 0x91,
  }),
  ...scalar(['f32', 'f32'], ['f32'], {
    add: 0x92,
    sub: 0x93,
    mul: 0x94,
    div: 0x95,
    min: 0x96,
    max: 0x97,
    copysign: 0x98,
  }),
  ...scalar(['i32'], ['f32'], { convertI32S: 0xb2, convertI32U: 0xb3, reinterpretI32: 0xbe }),
} as const;
