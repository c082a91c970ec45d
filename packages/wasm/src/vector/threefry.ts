import type { FunctionBuilder, Local } from '../assembler/index.js';

/** Keys and counters, one 32-bit word of each per lane. */
export interface ThreefryInput {
  readonly key0: Local<'v128'>;
  readonly key1: Local<'v128'>;
  readonly counter0: Local<'v128'>;
  readonly counter1: Local<'v128'>;
}

const rounds = 20;
const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
const parity = 0x1bd1_1bda;

/**
 * Pushes the first of the two words of Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, Parallel Random
 * Numbers: As Easy as 1, 2, 3 (SC 2011). The inputs stay as they are. 119 operations, of which those on keys alone
 * leave a loop that the keys are constant in.
 */
export function threefry(f: FunctionBuilder, { key0, key1, counter0, counter1 }: ThreefryInput): void {
  const { i32x4, v128 } = f;
  const key2 = f.local('v128');
  const x0 = f.local('v128');
  const x1 = f.local('v128');
  const keys = [key0, key1, key2] as const;

  v128.xor(key0, key1);
  v128.xor(parity);
  f.set(key2);
  i32x4.add(counter0, key0);
  f.set(x0);
  i32x4.add(counter1, key1);
  f.set(x1);

  for (let round = 1; round <= rounds; round++) {
    i32x4.add(x0, x1);
    f.set(x0);
    rotateLeft(f, x1, rotations[(round - 1) % rotations.length]!);
    v128.xor(x0);
    f.set(x1);
    if (round % 4 === 0) {
      const injection = round / 4;
      i32x4.add(x0, keys[injection % 3]!);
      f.set(x0);
      i32x4.add(keys[(injection + 1) % 3]!, injection);
      i32x4.add(x1);
      f.set(x1);
    }
  }
  f.get(x0);
  f.release(key2, x0, x1);
}

/** Pushes each lane of `x` rotated by `count` bits. */
function rotateLeft({ i32x4, v128 }: FunctionBuilder, x: Local<'v128'>, count: number): void {
  i32x4.shl(x, count);
  i32x4.shrU(x, 32 - count);
  v128.or();
}
