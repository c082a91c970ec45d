import { initializers, type Initializer } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { checkStartValues, gateInitializers, type Gate, type StartValues } from '../src/index.js';

const [inputSize, hiddenSize] = [24, 16];
const gates: readonly Gate[] = [
  { role: 'input' },
  { role: 'forget', bias: 1 },
  {},
  { role: 'update', bias: -1 },
];
const start = (initial: StartValues) => gateInitializers(initial, { gates, hiddenSize });

const input = ({ input }: { input: Initializer }) => input([inputSize, 4 * hiddenSize], 3);
const recurrent = ({ recurrent }: { recurrent: Initializer }) => recurrent([hiddenSize, 4 * hiddenSize], 3);
const bias = ({ bias }: { bias: Initializer }, each = 1) => [...bias([4 * each], 3)];

const largest = (numbers: Float32Array) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** How far rows of a matrix, or of one block of its columns, are from orthonormal ones. */
function offOrthonormal(matrix: Float32Array, from = 0, to = 4 * hiddenSize): number {
  const row = (i: number) => matrix.subarray(i * 4 * hiddenSize + from, i * 4 * hiddenSize + to);
  const rows = Array.from({ length: hiddenSize }, (_, i) => row(i));
  const errors = rows.flatMap((a, i) =>
    rows.map((b, j) => Math.abs(a.reduce((sum, x, k) => sum + x * b[k]!, 0) - (i === j ? 1 : 0))),
  );
  return Math.max(...errors);
}

const blockErrors = (matrix: Float32Array) =>
  [0, 1, 2, 3].map((gate) => offOrthonormal(matrix, gate * hiddenSize, (gate + 1) * hiddenSize));

describe('families of start values', () => {
  it('glorot fills the block of each gate as a matrix of its own', () => {
    const bound = Math.sqrt(6 / (inputSize + hiddenSize));
    expect(largest(input(start('glorot')))).toBeGreaterThan(0.98 * bound);
    expect(largest(input(start('glorot')))).toBeLessThanOrEqual(Math.fround(bound));
    for (const error of blockErrors(recurrent(start('glorot')))) expect(error).toBeLessThan(1e-6);
    expect(bias(start('glorot'))).toEqual([0, 1, 0, -1]);
  });

  it('keras sees all gates as one matrix: the bound of [24, 64], and 16 orthonormal rows of 64', () => {
    const bound = Math.sqrt(6 / (inputSize + 4 * hiddenSize));
    expect(largest(input(start('keras')))).toBeGreaterThan(0.98 * bound);
    expect(largest(input(start('keras')))).toBeLessThanOrEqual(Math.fround(bound));
    expect(offOrthonormal(recurrent(start('keras')))).toBeLessThan(1e-6);
    for (const error of blockErrors(recurrent(start('keras')))) expect(error).toBeGreaterThan(0.1);
    expect(bias(start('keras'))).toEqual([0, 1, 0, -1]);
  });

  it('torch is even within 1 / √16, biases too', () => {
    const { vector, ...all } = start('torch');
    const numbers = [input(all), recurrent(all), all.bias([400], 3), vector([400], 3)];
    for (const some of numbers) {
      expect(largest(some)).toBeGreaterThan(0.24);
      expect(largest(some)).toBeLessThanOrEqual(0.25);
    }
  });

  it('all but torch leave vectors beside the bias at zero', () => {
    for (const family of ['glorot', 'keras'] as const)
      expect([...start(family).vector([2], 1)]).toEqual([0, 0]);
  });
});

describe('start values by use', () => {
  it('leave the rest to the family', () => {
    const identity = start({ recurrent: 'identity' });
    expect(input(identity)).toEqual(input(start('glorot')));
    expect(bias(identity)).toEqual([0, 1, 0, -1]);
    const uniform = start({ family: 'torch', recurrent: 'identity', bias: 'zeros' });
    expect(input(uniform)).toEqual(input(start('torch')));
    expect(bias(uniform)).toEqual([0, 0, 0, 0]);
  });

  it('fill the block of each gate by itself', () => {
    const matrix = recurrent(start({ recurrent: { name: 'identity', gain: 0.5 } }));
    matrix.forEach((x, at) => {
      const [row, column] = [Math.floor(at / (4 * hiddenSize)), at % hiddenSize];
      expect(x).toBe(row === column ? 0.5 : 0);
    });
    // the deviation of one block, √(1 / 24), and not of four
    const squares = input(start({ input: 'lecunNormal' })).map((x) => x * x);
    const variance = squares.reduce((a, b) => a + b) / squares.length;
    expect(variance * inputSize).toBeCloseTo(1, 0);
  });

  it('know what a gate does to the memory', () => {
    expect(bias(start({ bias: 'unitForget' }))).toEqual([0, 1, 0, -1]);
    expect(bias(start({ family: 'torch', bias: 'unitForget' }))).toEqual([0, 1, 0, -1]);
    expect(bias(start({ bias: { name: 'forget', bias: 2.5 } }))).toEqual([0, 2.5, 0, -2.5]);
    expect(() => start({ bias: { name: 'forget', bias: Infinity } })).toThrow(
      'initial must give the bias of gates that forget',
    );
    expect(bias(start({ bias: { name: 'constant', value: 2 } }))).toEqual([2, 2, 2, 2]);
    const chrono = bias(start({ bias: { name: 'chrono', longest: 50 } }), 100);
    const [adds, forgets, other, replaces] = [0, 1, 2, 3].map((gate) =>
      chrono.slice(100 * gate, 100 * (gate + 1)),
    ) as [number[], number[], number[], number[]];
    expect(new Set(other)).toEqual(new Set([0]));
    expect(adds).toEqual(forgets.map((bias) => -bias));
    expect(replaces).toEqual(adds);
    // a unit with a forget gate of σ(log(τ − 1)) remembers for about τ steps, from 2 to 50
    const times = forgets.map((bias) => 1 / (1 - 1 / (1 + Math.exp(-bias))));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(2);
    expect(Math.min(...times)).toBeLessThan(5);
    expect(Math.max(...times)).toBeLessThanOrEqual(50.001);
    expect(Math.max(...times)).toBeGreaterThan(45);
  });

  it('fill stacked matrices, too', () => {
    const stack = start('glorot').recurrent([2, hiddenSize, 4 * hiddenSize], 3);
    const size = hiddenSize * 4 * hiddenSize;
    for (const matrix of [stack.subarray(0, size), stack.subarray(size)]) {
      for (const error of blockErrors(matrix)) expect(error).toBeLessThan(1e-6);
    }
  });

  it.each<[unknown, string]>([
    [
      'zeros',
      "initial must be 'glorot' or 'keras' or 'torch', or say what starts how, as { recurrent: 'identity' }, but is 'zeros'.",
    ],
    ['toString', "but is 'toString'."],
    [{ family: 'he' }, "but is 'he'."],
    [{ kernel: 'zeros' }, "but says how 'kernel' starts."],
    [null, "but is 'null'."],
    [{ recurrent: 'orthonormal' }, "There is no initializer 'orthonormal'; there are zeros,"],
    [
      { input: { name: 'uniform', high: Infinity } },
      'finite numbers for low and high, but was given high: Infinity.',
    ],
    [{ bias: 'orthogonal' }, 'orthogonal: needs a shape [inputs, outputs], but got [1]'],
    [{ bias: { name: 'chrono', longest: 2 } }, 'the longest dependency must span a number of steps above 2'],
    [
      { bias: { name: 'chrono' } },
      'the longest dependency must span a number of steps above 2, but is undefined.',
    ],
  ])('%j is refused', (initial, message) => {
    expect(() => checkStartValues(initial as StartValues)).toThrow(message);
  });

  it('are drawn from the seed alone', () => {
    for (const initial of ['glorot', 'keras', 'torch'] as const) {
      expect(recurrent(start(initial))).toEqual(recurrent(start(initial)));
      expect(recurrent(start(initial))).not.toEqual(
        start(initial).recurrent([hiddenSize, 4 * hiddenSize], 4),
      );
    }
    expect(initializers.named('orthogonal')([2, 2], 3)).toEqual(initializers.orthogonal()([2, 2], 3));
  });
});
