const mask = 0xffffffffn;
const rotations = [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n];

/** Threefry-2x32-20 in unbounded integers, step by step as its paper defines it. */
export function bigThreefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const [k0, k1] = [BigInt(key[0]) & mask, BigInt(key[1]) & mask];
  const schedule = [k0, k1, k0 ^ k1 ^ 0x1bd11bdan];
  let [x0, x1] = [BigInt(counter[0]) & mask, BigInt(counter[1]) & mask];
  for (let round = 0; round < 20; round++) {
    if (round % 4 === 0) [x0, x1] = inject(x0, x1, schedule, round / 4);
    x0 = (x0 + x1) & mask;
    const distance = rotations[round % 8]!;
    x1 = (((x1 << distance) | (x1 >> (32n - distance))) & mask) ^ x0;
  }
  [x0, x1] = inject(x0, x1, schedule, 5);
  return [Number(x0), Number(x1)];
}

const inject = (x0: bigint, x1: bigint, schedule: readonly bigint[], times: number): [bigint, bigint] => [
  (x0 + schedule[times % 3]!) & mask,
  (x1 + schedule[(times + 1) % 3]! + BigInt(times)) & mask,
];
