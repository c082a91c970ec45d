const parity = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds: a hash of a counter under a key, so that any number of a random stream can be computed
 * by itself, in any order, on any thread.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const words = new Int32Array(2);
  hashPairs(words, key0, key1, counter0, counter1);
  return [words[0]! >>> 0, words[1]! >>> 0];
}

/** Words hashed in one call: an engine compiles a function that is called often sooner than one that loops for long. */
const stretch = 1024;

/** Fills `words` with what `threefry` makes of the counters (0, counter1), (2, counter1) and so on, two words of each. */
export function threefryWords(words: Int32Array, key0: number, key1: number, counter1: number): void {
  for (let from = 0; from < words.length; from += stretch) {
    hashPairs(words.subarray(from, from + stretch), key0, key1, from, counter1);
  }
}

/** The rounds are written out, so that all of it stays in registers: a model starts with as many words as it has weights. */
function hashPairs(words: Int32Array, key0: number, key1: number, first: number, counter1: number): void {
  const k0 = key0 | 0;
  const k1 = key1 | 0;
  const k2 = k0 ^ k1 ^ parity;
  for (let i = 0; i < words.length; i += 2) {
    let x = (first + i + k0) | 0;
    let y = (counter1 + k1) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 1) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 2) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k0) | 0;
    y = (y + k1 + 3) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 4) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 5) | 0;
    words[i] = x;
    words[i + 1] = y;
  }
}
