import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createModule } from '../../src/assembler/index.js';
import { threefry } from '../../src/vector/index.js';
import { countOperations } from './compile.js';

type Words = readonly [number, number, number, number];

function compile(): (...input: [key0: Words, key1: Words, counter0: Words, counter1: Words]) => number[] {
  const module = createModule();
  module.memory({ initial: 1 }, 'memory');
  module.func({ export: 'run', params: [], results: [] }, (f) => {
    const [key0, key1, counter0, counter1] = [0, 16, 32, 48].map((address) => {
      const local = f.local('v128');
      f.v128.load(address, 0);
      f.set(local);
      return local;
    });
    f.i32.const(64);
    threefry(f, { key0: key0!, key1: key1!, counter0: counter0!, counter1: counter1! });
    f.v128.store(0);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), {});
  const { run, memory } = exports as { run: () => void; memory: WebAssembly.Memory };
  const words = new Uint32Array(memory.buffer);
  return (...input) => {
    words.set(input.flat());
    run();
    return [...words.subarray(16, 20)];
  };
}

const run = compile();

// kat_vectors of Random123 1.14, "threefry2x32 20": counter, key, result.
test('gives the published vectors, each in its lane', () => {
  const key0: Words = [0, 0xffff_ffff, 0x1319_8a2e, 0];
  const key1: Words = [0, 0xffff_ffff, 0x0370_7344, 0];
  const counter0: Words = [0, 0xffff_ffff, 0x243f_6a88, 0];
  const counter1: Words = [0, 0xffff_ffff, 0x85a3_08d3, 0];
  expect(run(key0, key1, counter0, counter1)).toEqual([0x6b20_0159, 0x1cb9_96fc, 0xc492_3a9c, 0x6b20_0159]);
});

test('no lane depends on another', () => {
  const word = fc.nat(2 ** 32 - 1);
  const words = fc.tuple(word, word, word, word);
  fc.assert(
    fc.property(words, words, words, words, (...input) => {
      const together = run(...input);
      const splat = (words: Words, lane: number): Words => {
        const value = words[lane]!;
        return [value, value, value, value];
      };
      const alone = [0, 1, 2, 3].map(
        (lane) =>
          run(splat(input[0], lane), splat(input[1], lane), splat(input[2], lane), splat(input[3], lane))[
            lane
          ],
      );
      expect(together).toEqual(alone);
    }),
  );
});

test('is 119 operations', () => {
  const operations = countOperations((f) => {
    const [key0, key1, counter0, counter1] = [0, 1, 2, 3].map(() => f.local('v128'));
    threefry(f, { key0: key0!, key1: key1!, counter0: counter0!, counter1: counter1! });
    f.drop();
  });
  expect(operations).toBe(119);
});
