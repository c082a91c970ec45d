/**
 * Transcendental functions and random bits on four lanes, emitted inline. One file each. The errors and operation
 * counts in their comments are what `test/vector/accuracy.test.ts` measures; operations are the SIMD instructions
 * but for constants, which engines lift out of loops.
 */
export { exp } from './exp.js';
export { log } from './log.js';
export { cos, sin } from './sin-cos.js';
export { sigmoid } from './sigmoid.js';
export { softplus } from './softplus.js';
export { tanh } from './tanh.js';
export { threefry } from './threefry.js';
export type { ThreefryInput } from './threefry.js';
export type { VectorFunction, VectorMath } from './vector-math.js';
