const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/**
 * Threefry-2x32 with 20 rounds: a hash of a counter under a key, so that any number of a random stream can be computed
 * by itself, in any order, on any thread.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0, key1, key0 ^ key1 ^ parity] as const;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    x = (x + y) | 0;
    y = rotateLeft(y, rotations[round % 8]!) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]!) | 0;
      y = (y + keys[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
