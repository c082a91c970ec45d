import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan, trace, zeros, type Spec, type Value } from '../src/index.js';
import { runs } from './arbitraries.js';
import { compute, integers, list, reals } from './compute.js';

const sequence = reals([1, 2, 3, 4]);
const data = (outputs: readonly { data: ArrayLike<number> }[]): number[][] =>
  outputs.map((output) => Array.from(output.data));

describe('scan', () => {
  it('hands the carry from step to step and stacks the outputs', () => {
    const results = compute(
      (x) => {
        const { carry, outputs } = scan(
          { carry: { total: zeros([]) }, inputs: { x } },
          ({ total }, { x }) => {
            const next = total.add(x);
            return { carry: { total: next }, outputs: { next, before: total } };
          },
        );
        return [carry.total, outputs.next, outputs.before];
      },
      [sequence],
    );
    expect(data(results)).toEqual([[10], [1, 3, 6, 10], [0, 1, 3, 6]]);
    expect(results.map(({ shape }) => shape)).toEqual([[], [4], [4]]);
  });

  it('in reverse begins with the last slice and keeps the positions of the outputs', () => {
    const results = compute(
      (x) => {
        const { carry, outputs } = scan(
          { carry: { total: zeros([]) }, inputs: { x }, reverse: true },
          ({ total }, { x }) => {
            const next = total.mul(10).add(x);
            return { carry: { total: next }, outputs: { next } };
          },
        );
        return [carry.total, outputs.next];
      },
      [sequence],
    );
    expect(data(results)).toEqual([[4321], [4321, 432, 43, 4]]);
  });

  it('runs for a length without inputs, and counts in i32', () => {
    const squares = list(
      () =>
        scan({ carry: { i: zeros([], 'i32') }, inputs: {}, length: 5 }, ({ i }) => ({
          carry: { i: i.add(1) },
          outputs: { square: i.mul(i) },
        })).outputs.square,
    );
    expect(squares).toEqual([0, 1, 4, 9, 16]);
  });

  it('keeps several carries of different shapes and dtypes apart', () => {
    // Fibonacci in two carries, the step number in a third
    const results = compute(
      (a, b) => {
        const start = { a, b, n: zeros([], 'i32') };
        const { carry, outputs } = scan({ carry: start, inputs: {}, length: 6 }, ({ a, b, n }) => ({
          carry: { n: n.add(1), b: a.reshape([1]).add(b), a: b.reshape([]) },
          outputs: { a },
        }));
        return [carry.a, carry.b, carry.n, outputs.a];
      },
      [reals([0], []), reals([1])],
    );
    expect(data(results)).toEqual([[8], [13], [6], [0, 1, 1, 2, 3, 5]]);
    expect(results[1]!.shape).toEqual([1]);
  });

  it('needs no carry', () => {
    const doubled = list(
      (x) =>
        scan({ carry: {}, inputs: { x } }, (_, { x }) => ({ carry: {}, outputs: { y: x.mul(2) } })).outputs.y,
      [sequence],
    );
    expect(doubled).toEqual([2, 4, 6, 8]);
  });

  it('may leave its carry as it is, or replace it by a value from outside', () => {
    const results = compute(
      (x, w) => {
        const { carry } = scan({ carry: { kept: w, replaced: zeros([]) }, inputs: { x } }, ({ kept }) => ({
          carry: { kept, replaced: w },
          outputs: {},
        }));
        return [carry.kept, carry.replaced];
      },
      [sequence, reals([7], [])],
    );
    expect(data(results)).toEqual([[7], [7]]);
  });

  it('returns slices, constants and carries as outputs', () => {
    const results = compute(
      (x, w) => {
        const { outputs } = scan({ carry: { h: w }, inputs: { x } }, ({ h }, { x }) => ({
          carry: { h: x },
          outputs: { h, x, again: x, w },
        }));
        return [outputs.h, outputs.x, outputs.again, outputs.w];
      },
      [sequence, reals([9], [])],
    );
    expect(data(results)).toEqual([
      [9, 1, 2, 3],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [9, 9, 9, 9],
    ]);
  });

  it('reads values of all enclosing functions, and passes them through nested loops', () => {
    // y[i][j] = w · (i + 1) + x[j]
    const results = list(
      (x, w) =>
        scan({ carry: { scaled: zeros([]) }, inputs: {}, length: 2 }, ({ scaled }) => {
          const next = scaled.add(w);
          const { outputs } = scan({ carry: {}, inputs: { x } }, (_, { x }) => ({
            carry: {},
            outputs: { y: x.add(next) },
          }));
          return { carry: { scaled: next }, outputs };
        }).outputs.y,
      [reals([1, 2, 3]), reals([10], [])],
    );
    expect(results).toEqual([11, 12, 13, 21, 22, 23]);
  });

  it('captures a value once, however often it is read', () => {
    const program = trace(
      (x, w) => [
        scan({ carry: {}, inputs: { x } }, (_, { x }) => ({
          carry: {},
          outputs: { y: x.mul(w).add(w).sub(w) },
        })).outputs.y,
      ],
      [sequence, reals([2], [])],
    );
    const [loop] = program.equations;
    expect(loop!.inputs).toHaveLength(2);
    expect(loop!.attributes).toMatchObject({ constants: 1, carries: 0, length: 4 });
  });

  it('of no steps returns its start and outputs without extent', () => {
    const results = compute(
      (x, h) => {
        const { carry, outputs } = scan({ carry: { h }, inputs: { x } }, ({ h }, { x }) => {
          const next = h.add(x);
          return { carry: { h: next }, outputs: { next } };
        });
        return [carry.h, outputs.next];
      },
      [reals([], [0, 2]), reals([5, 6])],
    );
    expect(data(results)).toEqual([[5, 6], []]);
    expect(results[1]!.shape).toEqual([0, 2]);
  });

  it('equals a loop in plain numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }),
        fc.boolean(),
        (values, reverse) => {
          const actual = list(
            (x) =>
              scan({ carry: { h: zeros([], 'i32') }, inputs: { x }, reverse }, ({ h }, { x }) => {
                const next = h.mul(31).add(x);
                return { carry: { h: next }, outputs: { next } };
              }).outputs.next,
            [integers(values)],
          );
          const ordered = reverse ? [...values].reverse() : values;
          let h = 0;
          const expected = ordered.map((x) => (h = (Math.imul(h, 31) + x) | 0));
          expect(actual).toEqual(reverse ? expected.reverse() : expected);
        },
      ),
      runs(50),
    );
  });
});

describe('what scan refuses', () => {
  const spec: Spec = { shape: [4, 2], dtype: 'f32' };
  const attempt = (body: (x: Value) => unknown) => () =>
    trace(
      (x) => {
        body(x);
        return [];
      },
      [spec],
    );

  it('a carry that changes its shape or dtype', () => {
    expect(
      attempt((x) =>
        scan({ carry: { h: zeros([]) }, inputs: { x } }, (_, { x }) => ({ carry: { h: x }, outputs: {} })),
      ),
    ).toThrow('scan: carry "h" starts as f32[], but the step makes it f32[2].');
    expect(
      attempt((x) =>
        scan({ carry: { h: zeros([2]) }, inputs: { x } }, (_, { x }) => ({
          carry: { h: x.convert('i32') },
          outputs: {},
        })),
      ),
    ).toThrow('scan: carry "h" starts as f32[2], but the step makes it i32[2].');
  });

  it('a step that forgets a carry', () => {
    const forgetful = (): { carry: { h: Value }; outputs: Record<never, Value> } =>
      ({ carry: {}, outputs: {} }) as never;
    expect(attempt((x) => scan({ carry: { h: zeros([]) }, inputs: { x } }, forgetful))).toThrow(
      'scan: the step returns no carry "h".',
    );
  });

  it('inputs of different lengths', () => {
    expect(
      attempt((x) => scan({ carry: {}, inputs: { x, y: zeros([5]) } }, () => ({ carry: {}, outputs: {} }))),
    ).toThrow('scan: an input of shape [5] cannot be taken 4 steps apart.');
  });

  it('a scalar input', () => {
    expect(
      attempt(() => scan({ carry: {}, inputs: { s: zeros([]) } }, () => ({ carry: {}, outputs: {} }))),
    ).toThrow('scan: input "s" is a scalar; its first axis must be time.');
  });

  it.each<[number | undefined, string]>([
    [undefined, 'scan: without inputs the length must be given.'],
    [-1, 'scan: a shape holds integers of at least 0, but got [-1].'],
    [1.5, 'scan: a shape holds integers of at least 0, but got [1.5].'],
  ])('%s steps', (length, message) => {
    const options = length === undefined ? {} : { length };
    expect(
      attempt(() => scan({ carry: {}, inputs: {}, ...options }, () => ({ carry: {}, outputs: {} }))),
    ).toThrow(message);
  });
});
