import { evaluate, scan, trace, zeros, type Program, type Value, type Values } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../math/test/expect-close.js';
import { distribute } from '../../src/distribute/index.js';
import { simplify } from '../../src/simplify/index.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { allLoopsOf, countOf, loopsOf } from '../support/loops.js';
import { f32, i32, tensorsFor } from '../support/specs.js';

const distributed = (program: Program): Program => simplify(distribute(simplify(program)));

describe('distribute', () => {
  it('changes no result of random programs', patient, () =>
    [false, true].forEach((gradients) =>
      forPrograms({ count: 60, operations: 10, gradients }, ({ program, inputs }) => {
        const [before, after] = [program, distributed(program)].map((p) =>
          evaluate(p, inputs, { precision: 'f64' }),
        );
        before!.forEach((expected, i) => expectClose(after![i]!, expected, 1e-10));
      }),
    ),
  );
});

/** Records a loop over the first axis of `x`; returns its last carries and its stacked outputs. */
type Loop = (
  x: Value,
  start: readonly Value[],
  step: (carry: Value[], x: Value) => { carry: readonly Value[]; outputs?: readonly Value[] },
) => Value[];

const numbered = (values: readonly Value[]): Values => Object.fromEntries(values.entries());

const loopIn =
  (reverse: boolean): Loop =>
  (x, start, step) => {
    const { carry, outputs } = scan({ carry: numbered(start), inputs: { x }, reverse }, (before, { x }) => {
      const { carry, outputs = [] } = step(Object.values(before), x);
      return { carry: numbered(carry), outputs: numbered(outputs) };
    });
    return [...Object.values(carry), ...Object.values(outputs)];
  };

interface Case {
  readonly name: string;
  readonly body: (loop: Loop, x: Value, w: Value, v: Value) => readonly Value[];
  /** The operations of each loop that is left. */
  readonly loops: readonly (readonly string[])[];
  /** Products outside of loops. */
  readonly products?: number;
}

const h0 = (): Value => zeros([2, 3]);

const cases: Case[] = [
  {
    name: 'what is no recurrence leaves no loop',
    body: (loop, x, w) => loop(x, [], (_, x) => ({ carry: [], outputs: [x.matmul(w).tanh()] })),
    loops: [],
  },
  {
    name: 'a recurrence keeps its product, the projection leaves',
    body: (loop, x, w, v) =>
      loop(x, [h0()], ([h], x) => {
        const next = x.matmul(w).add(h!.matmul(v)).tanh();
        return { carry: [next], outputs: [next.matmul(w)] };
      }),
    loops: [['matmul', 'add', 'tanh']],
  },
  {
    name: 'two recurrences that do not meet are two loops',
    body: (loop, x, w) =>
      loop(x, [h0(), h0()], ([a, b], x) => ({ carry: [a!.mul(x).tanh(), b!.add(x.matmul(w)).sigmoid()] })),
    loops: [
      ['mul', 'tanh'],
      ['add', 'sigmoid'],
    ],
  },
  {
    name: 'a recurrence over another is a loop behind it',
    body: (loop, x, w) =>
      loop(x, [h0(), h0()], ([a, b], x) => {
        const first = a!.mul(x).tanh();
        return { carry: [first, b!.add(first.matmul(w)).sigmoid()] };
      }),
    loops: [
      ['mul', 'tanh'],
      ['add', 'sigmoid'],
    ],
  },
  {
    name: 'two recurrences that need each other are one loop',
    body: (loop, x) =>
      loop(x, [h0(), h0()], ([a, b], x) => ({ carry: [b!.mul(x).tanh(), a!.add(x).sigmoid()] })),
    loops: [['mul', 'tanh', 'add', 'sigmoid']],
  },
  {
    name: 'a linear recurrence keeps no product',
    body: (loop, x, w, v) =>
      loop(x, [h0()], ([h], x) => ({
        carry: [x.matmul(w).sigmoid().mul(h!).add(x.matmul(v))],
        outputs: [h!],
      })),
    loops: [['sigmoid', 'mul', 'add']],
  },
  {
    name: 'a running sum that nobody watches is no loop',
    body: (loop, x, w) =>
      loop(x, [h0(), zeros([])], ([s, n], x) => ({ carry: [s!.add(x.matmul(w)), x.sum().add(n!).add(1)] })),
    loops: [],
  },
  {
    name: 'a sum of products is one product',
    products: 2,
    body: (loop, x, w) =>
      loop(x, [zeros([3, 3])], ([g], x) => ({
        carry: [g!.add(x.matmul(x.matmul(w), { transposeLeft: true }))],
      })),
    loops: [],
  },
  {
    name: 'a running sum that is watched is a loop',
    body: (loop, x) => loop(x, [h0()], ([s], x) => ({ carry: [s!.add(x)], outputs: [s!] })),
    loops: [['add']],
  },
  {
    name: 'a carry that doubles is no sum',
    body: (loop, x) => loop(x, [x.sliceAxis(0, 0, 1).reshape([2, 3])], ([s]) => ({ carry: [s!.add(s!)] })),
    loops: [['add']],
  },
  {
    name: 'a sum of what a loop computes inside is taken behind it',
    body: (loop, x) =>
      loop(x, [h0(), h0(), zeros([])], ([h, s, n], x) => {
        const inner = h!.mul(x).add(1);
        const negative = inner.neg();
        return { carry: [negative.mul(inner).tanh(), s!.add(negative), n!.add(negative.sum())] };
      }),
    loops: [['mul', 'add', 'neg', 'mul', 'tanh']],
  },
  {
    name: 'a carry that hands on what it is given is a delay',
    body: (loop, x, w) =>
      loop(x, [h0(), h0()], ([before, twice], x) => ({
        carry: [x.matmul(w), before!],
        outputs: [before!, twice!],
      })),
    loops: [],
  },
  {
    name: 'a carry that never changes is a constant',
    body: (loop, x, w) => loop(x, [w], ([w], x) => ({ carry: [w!], outputs: [x.matmul(w!), w!] })),
    loops: [],
  },
  {
    name: 'carries that change places are a loop without equations',
    body: (loop, x, w, v) => loop(x, [w, v], ([a, b]) => ({ carry: [b!, a!], outputs: [a!] })),
    loops: [[]],
  },
  {
    name: 'a loop inside that reads no carry runs over all steps at once',
    body: (loop, x, w) =>
      loop(x, [h0()], ([h], x) => {
        const [inner] = loop(x, [zeros([3])], ([r], row) => ({ carry: [row.add(r!).tanh()] }));
        return {
          carry: [h!.add(inner!).mul(w.sum()).tanh()],
        };
      }),
    loops: [
      ['add', 'tanh'],
      ['broadcast', 'add', 'mul', 'tanh'],
    ],
  },
  {
    name: 'a loop inside that reads the carry stays there',
    body: (loop, x) =>
      loop(x, [h0()], ([h], x) => {
        const [inner] = loop(x, [h!.sum(0)], ([r], row) => ({ carry: [row.mul(r!).tanh()] }));
        return { carry: [h!.add(inner!).tanh()] };
      }),
    loops: [['sum', 'scan', 'broadcast', 'add', 'tanh']],
  },
];

describe.each([false, true])('loops, in reverse: %s', (reverse) => {
  for (const { name, body, loops, products } of cases) {
    it(name, () => {
      const specs = [f32(4, 2, 3), f32(3, 3), f32(3, 3)];
      const program = trace((x, w, v) => body(loopIn(reverse), x, w, v), specs);
      expectDistributed(program, loops);
      if (products !== undefined) expect(countOf(distributed(program), 'matmul')).toBe(products);
    });
  }
});

/** Expects the same results, and the operations of the loops that are left. */
function expectDistributed(program: Program, loops: readonly (readonly string[])[]): void {
  const after = distributed(program);
  const inputs = tensorsFor(program.inputs);
  const results = evaluate(after, inputs, { precision: 'f64' });
  evaluate(program, inputs, { precision: 'f64' }).forEach((expected, i) =>
    expectClose(results[i]!, expected, 1e-12),
  );
  const left = loopsOf(after).map(({ attributes }) => attributes.body.equations.map(({ op }) => op));
  expect(left.map((ops) => ops.filter((op) => op !== 'fill'))).toEqual(loops);
}

describe('loops of other kinds', () => {
  const lengths = [0, 1, 2];
  it.each(lengths)('of %i steps', (length) => {
    const program = trace(
      (x, w) =>
        [true, false].flatMap((reverse) =>
          loopIn(reverse)(x, [w, w, w, w], ([h, sum, before, same], x) => ({
            carry: [h!.mul(x).tanh(), sum!.add(x), x, same!],
            outputs: [h!, before!, same!, x.neg()],
          })),
        ),
      [f32(length, 3), f32(3)],
    );
    const whole = [['mul', 'tanh', 'add', 'neg']];
    const recurrence = [['mul', 'tanh']];
    expectDistributed(program, length === 0 ? [...whole, ...whole] : [...recurrence, ...recurrence]);
  });

  it('with integers', () => {
    const program = trace(
      (x) => {
        const step = ([hash, count, sum]: Value[], x: Value): { carry: Value[]; outputs: Value[] } => ({
          carry: [hash!.mul(31).add(x), count!.add(1), sum!.add(x.mul(x)).add(7)],
          outputs: [hash!, count!],
        });
        return loopIn(false)(x, [zeros([3], 'i32'), zeros([], 'i32'), zeros([3], 'i32')], step);
      },
      [i32(5, 3)],
    );
    expectDistributed(program, [['mul', 'add'], ['add']]);
  });

  it('without inputs', () => {
    const program = trace(
      (w) => {
        const { carry, outputs } = scan({ carry: { h: w }, inputs: {}, length: 3 }, ({ h }) => ({
          carry: { h: h.tanh() },
          outputs: { h, w: w.neg() },
        }));
        return [carry.h, outputs.h, outputs.w];
      },
      [f32(3)],
    );
    expectDistributed(program, [['tanh']]);
  });

  it('in a chain of twenty are twenty loops', () => {
    const program = trace(
      (x) =>
        loopIn(false)(
          x,
          Array.from({ length: 20 }, () => zeros([3])),
          (carries, x) => {
            const carry: Value[] = [];
            for (const before of carries) carry.push(before.mul(carry.at(-1) ?? x).tanh());
            return { carry };
          },
        ),
      [f32(4, 3)],
    );
    expectDistributed(
      program,
      Array.from({ length: 20 }, () => ['mul', 'tanh']),
    );
    expect(allLoopsOf(distributed(program))).toHaveLength(20);
  });
});
