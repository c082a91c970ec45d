import {
  formatProgram,
  scan,
  trace,
  zeros,
  type Program,
  type Spec,
  type Value,
  type Values,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { prune } from '../../src/simplify/prune.js';
import { f32 } from '../support/specs.js';

type Body = (...inputs: Value[]) => readonly Value[];

const specs: Spec[] = [f32(4, 3), f32(4, 3), f32(3)];
const start = (...names: string[]): Values => Object.fromEntries(names.map((name) => [name, zeros([3])]));

/** A loop over named inputs that starts from zeros; returns its last carry and its outputs by name. */
function loop(
  carries: string[],
  inputs: Values,
  step: (carry: Values, inputs: Values) => { carry: Values; outputs?: Values },
): Values {
  const { carry, outputs } = scan({ carry: start(...carries), inputs, length: 4 }, (carry, slice) => ({
    outputs: {},
    ...step(carry, slice),
  }));
  return { ...carry, ...outputs };
}

const cases: [name: string, before: Body, after?: Body][] = [
  [
    'keeps a loop of which everything is needed',
    (x, y, w) => [
      loop(['h'], { x, y }, ({ h }, { x, y }) => ({ carry: { h: h!.mul(x!).add(y!).mul(w) } })).h!,
    ],
  ],
  [
    'removes a loop that nobody reads',
    (x, y) => {
      loop(['h'], { y }, ({ h }, { y }) => ({ carry: { h: h!.add(y!) } }));
      return [x];
    },
    (x) => [x],
  ],
  [
    'removes outputs that nobody reads, and the inputs that only they read',
    (x, y, w) => [
      loop(['h'], { x, y }, ({ h }, { x, y }) => ({
        carry: { h: h!.add(x!).tanh() },
        outputs: { unread: h!.mul(y!).mul(w) },
      })).h!,
    ],
    (x) => [loop(['h'], { x }, ({ h }, { x }) => ({ carry: { h: h!.add(x!).tanh() } })).h!],
  ],
  [
    'removes carries that only they themselves read',
    (x, y) => [
      loop(['h', 'unread'], { x, y }, ({ h, unread }, { x, y }) => ({
        carry: { h: h!.add(x!).tanh(), unread: unread!.mul(y!).add(h!) },
      })).h!,
    ],
    (x) => [loop(['h'], { x }, ({ h }, { x }) => ({ carry: { h: h!.add(x!).tanh() } })).h!],
  ],
  [
    'removes carries that only read each other',
    (x) => [
      loop(['a', 'h', 'b'], { x }, ({ a, h, b }, { x }) => ({
        carry: { a: b!.add(1), h: h!.add(x!).tanh(), b: a!.mul(x!) },
      })).h!,
    ],
    (x) => [loop(['h'], { x }, ({ h }, { x }) => ({ carry: { h: h!.add(x!).tanh() } })).h!],
  ],
  [
    'keeps carries that another one needs, however far away',
    (x) => [
      loop(['a', 'b', 'c'], { x }, ({ a, b, c }, { x }) => ({
        carry: { a: b!.add(a!), b: c!.tanh(), c: c!.add(x!) },
      })).a!,
    ],
  ],
  [
    'keeps a carry that an output reads',
    (x) => [
      loop(['h'], { x }, ({ h }, { x }) => ({ carry: { h: h!.add(x!) }, outputs: { y: h!.neg() } })).y!,
    ],
  ],
  [
    'prunes loops inside of loops',
    (x, y) => [
      loop(['h'], { x }, ({ h }, { x }) => {
        const inner = loop(['a', 'unread'], { y }, ({ a, unread }, { y }) => ({
          carry: { a: a!.add(x!), unread: unread!.add(y!) },
        }));
        return { carry: { h: h!.add(inner['a']!) } };
      }).h!,
    ],
    (x) => [
      loop(['h'], { x }, ({ h }, { x }) => {
        const inner = loop(['a'], {}, ({ a }) => ({ carry: { a: a!.add(x!) } }));
        return { carry: { h: h!.add(inner['a']!) } };
      }).h!,
    ],
  ],
];

describe('prune', () => {
  it.each(cases)('%s', (_, before, after = before) => {
    expect(formatProgram(prune(trace(before, specs)))).toBe(formatProgram(trace(after, specs)));
  });

  it('keeps the inputs of the program', () => {
    const program: Program = trace((x) => [x], specs);
    expect(prune(program).inputs).toHaveLength(specs.length);
  });
});
