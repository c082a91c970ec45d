import { describe, expect, test } from 'vitest';
import { supportsRelaxed } from '../../src/relaxed.js';
import { compile } from './compile.js';
import { floatBlocks } from './floats.js';
import { functions } from './functions.js';

const smallest = 2 ** -149;
const largest = (2 - 2 ** -23) * 2 ** 127;

/** `[x, f(x)]` pairs that hold exactly. */
const specials: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [88.72284, Infinity],
    [largest, Infinity],
    [-103.98, 0],
    [-103.97, smallest],
    [-largest, 0],
    [smallest, 1],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-smallest, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
    [smallest, Math.fround(Math.log(smallest))],
    [largest, Math.fround(Math.log(largest))],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [NaN, NaN],
    [9.02, 1],
    [-9.02, -1],
    [largest, 1],
    [smallest, smallest],
    [-smallest, -smallest],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [NaN, NaN],
    [largest, 1],
    [-largest, 0],
    [smallest, 0.5],
  ],
  sin: [
    [0, 0],
    [-0, 0],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
    [smallest, smallest],
    [-smallest, -smallest],
    [Math.fround(Math.PI), Math.fround(Math.sin(Math.fround(Math.PI)))],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
    [smallest, 1],
    [Math.fround(Math.PI), -1],
    [Math.fround(Math.PI / 2), Math.fround(Math.cos(Math.fround(Math.PI / 2)))],
  ],
  softplus: [
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [100, 100],
    [largest, largest],
    [-largest, 0],
  ],
};

const modes = [{ relaxed: false }, ...(supportsRelaxed() ? [{ relaxed: true }] : [])];

describe.each(modes)('relaxed: $relaxed', (math) => {
  describe.each(functions)('$name', ({ name, emit }) => {
    const run = compile(emit, math);

    test.each(specials[name]!)('of %d is %d', (x, expected) => {
      expect([...run(Float32Array.of(x, x, x, x))]).toEqual(new Array(4).fill(expected));
    });

    test('any NaN stays NaN, whatever its payload and sign', () => {
      const bits = Uint32Array.of(
        0x7f80_0001,
        0x7fc0_0000,
        0x7fff_ffff,
        0x7fd5_5555,
        0xff80_0001,
        0xffff_ffff,
        0xffc0_00fe,
        0x7fc0_007f,
      );
      expect([...run(new Float32Array(bits.buffer))]).toEqual(new Array(8).fill(NaN));
    });

    test('no lane depends on another', () => {
      const inputs = [0.3, -2, 90, -90, NaN, Infinity, 0, smallest];
      const alone = inputs.map((x) => run(Float32Array.of(x, x, x, x))[0]);
      for (let turn = 0; turn < inputs.length; turn++) {
        const rotate = <T>(values: readonly T[]) => [...values.slice(turn), ...values.slice(0, turn)];
        expect([...run(Float32Array.from(rotate(inputs)))]).toEqual(rotate(alone));
      }
    });
  });
});

describe('the range of', () => {
  const rangeOf = (name: string) => {
    const run = compile(functions.find((entry) => entry.name === name)!.emit, { relaxed: false });
    let lowest = Infinity;
    let highest = -Infinity;
    for (const input of floatBlocks(4001)) {
      for (const y of run(input)) {
        if (y < lowest) lowest = y;
        if (y > highest) highest = y;
      }
    }
    return [lowest, highest];
  };

  test('tanh is −1 to 1', () => {
    expect(rangeOf('tanh')).toEqual([-1, 1]);
  });

  test('sigmoid is 0 to 1', () => {
    expect(rangeOf('sigmoid')).toEqual([0, 1]);
  });
});

test('tanh is odd to the bit', () => {
  const run = compile(functions.find(({ name }) => name === 'tanh')!.emit, { relaxed: false });
  for (const input of floatBlocks(65537)) {
    const positive = run(input).slice();
    const negative = run(input.map((x) => -x));
    expect(negative.map((y) => -y)).toEqual(positive);
  }
});
