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

/** Four rounds and an injection of the key, five times; the rotations of odd and even times differ. */
function hashPairs(words: Int32Array, key0: number, key1: number, first: number, counter1: number): void {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ parity] as const;
  for (let i = 0; i < words.length; i += 2) {
    let x = (first + i + keys[0]) | 0;
    let y = (counter1 + keys[1]) | 0;
    for (let time = 1; time <= 5; time++) {
      const odd = time % 2 === 1;
      x = (x + y) | 0;
      y = rotateLeft(y, odd ? 13 : 17) ^ x;
      x = (x + y) | 0;
      y = rotateLeft(y, odd ? 15 : 29) ^ x;
      x = (x + y) | 0;
      y = rotateLeft(y, odd ? 26 : 16) ^ x;
      x = (x + y) | 0;
      y = rotateLeft(y, odd ? 6 : 24) ^ x;
      x = (x + keys[time % 3]!) | 0;
      y = (y + keys[(time + 1) % 3]! + time) | 0;
    }
    words[i] = x;
    words[i + 1] = y;
  }
}

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
