import {
  concat,
  fill,
  iota,
  literal,
  scan,
  tensor,
  trace,
  type Program,
  type Spec,
  type Value,
  type Values,
} from '@sluice/math';
import { describe, it } from 'vitest';
import { expectLowered } from '../support/expect-lowered.js';
import { f32 } from '../support/specs.js';

type Step = (
  carry: readonly Value[],
  x: Value,
  constant: Value,
) => {
  readonly carry: readonly Value[];
  readonly outputs?: readonly Value[];
};

const numbered = (values: readonly Value[]): Values => Object.fromEntries(values.entries());

/** A loop with three carries of one shape, whole as it is written down. */
const looping = (step: Step, shape: readonly number[], length: number, reverse: boolean): Program =>
  trace(
    (xs, constant, ...start) => {
      const { carry, outputs } = scan(
        { carry: numbered(start), inputs: { xs }, reverse },
        (before, { xs }) => {
          const { carry, outputs = [] } = step(Object.values(before), xs, constant);
          return { carry: numbered(carry), outputs: numbered(outputs) };
        },
      );
      return [...Object.values(carry), ...Object.values(outputs)];
    },
    [f32(length, ...shape), ...new Array<Spec>(4).fill(f32(...shape))],
  );

const half = (value: Value): Value => value.mul(0.5);

const vectorSteps: [name: string, step: Step][] = [
  ['change places', ([a, b, c]) => ({ carry: [b!, a!, c!] })],
  ['go round', ([a, b, c]) => ({ carry: [b!, c!, a!], outputs: [a!, c!] })],
  ['change places through a computation', ([a, b, c]) => ({ carry: [b!.neg(), a!.neg(), c!] })],
  ['shift', ([, b, c], x) => ({ carry: [b!, c!, x] })],
  ['shift the other way', ([a, b], x) => ({ carry: [x, a!, b!], outputs: [b!] })],
  [
    'are reversed',
    ([a, b, c]) => ({ carry: [a!.flip(0), b!.flip(0).mul(b!).mul(0.25), half(c!.add(c!.flip(0)))] }),
  ],
  [
    'are read behind their next value',
    ([a, b, c], x) => ({ carry: [b!.sigmoid(), half(a!.mul(x)), half(c!.add(a!))] }),
  ],
  [
    'are read by a reduction behind their next value',
    ([a, b, c], x) => ({ carry: [half(x), half(b!.add(a!.sum())), half(c!.add(a!.max()))] }),
  ],
  ['are kept before a step', ([a, b, c], x) => ({ carry: [half(a!.add(x)), b!, c!], outputs: [a!, b!] })],
  [
    'are kept behind a step',
    ([a, b, c], x) => {
      const next = half(a!.add(x));
      return { carry: [next, half(b!.add(next)), c!], outputs: [next] };
    },
  ],
  [
    'are kept before and behind',
    ([a, b, c], x) => {
      const next = half(a!.add(x));
      return { carry: [next, b!.tanh(), c!], outputs: [next, a!, next, a!, b!] };
    },
  ],
  [
    'have one next value',
    ([a, b, c], x) => {
      const next = half(a!.add(b!).sub(x));
      return { carry: [next, next, half(c!)], outputs: [next] };
    },
  ],
  ['never change', ([a, b, c], x) => ({ carry: [a!, b!, c!], outputs: [x.add(a!), b!] })],
  ['become constants', ([a], x, w) => ({ carry: [w, w.neg(), x], outputs: [a!] })],
  [
    'become one number',
    ([a, , c], x) => ({ carry: [fill([5], 2), iota([5]).convert('f32'), half(c!.add(a!).add(x))] }),
  ],
  [
    'become a literal',
    ([a, b, c], x) => ({ carry: [literal(tensor([1, 2, 3, 4, 5])), half(a!.add(x)), half(b!.sub(c!))] }),
  ],
  [
    'are joined from parts',
    ([a, b, c], x) => ({
      carry: [
        concat([a!.slice([3], [5]), b!.slice([0], [3])]),
        concat([a!.slice([1], [5]), x.slice([0], [1])]),
        c!.slice([1], [5]).pad([1], [0]),
      ],
    }),
  ],
  [
    'are gathered and scattered',
    ([a, b, c], x) => ({
      carry: [
        a!.gather(iota([5]).mul(-1).add(4)),
        half(iota([5]).mul(0).scatterAdd(b!, 5)),
        half(c!.add(x).add(a!)),
      ],
    }),
  ],
  [
    'hand on a part of a joined value',
    ([a, b, c], x) => {
      const joined = concat([half(a!.add(x)), half(b!)]);
      return {
        carry: [joined.slice([0], [5]), joined.slice([5], [10]), joined.slice([3], [8]).add(c!).tanh()],
        outputs: [joined],
      };
    },
  ],
];

const squareSteps: [name: string, step: Step][] = [
  [
    'are transposed',
    ([a, b, c]) => ({ carry: [a!.transpose(), half(b!.add(b!.transpose())), half(c!.sub(a!))] }),
  ],
  [
    'are multiplied',
    ([a, b, c], x, w) => ({
      carry: [half(a!.matmul(w)).tanh(), b!.matmul(b!).tanh(), half(c!.matmul(a!).add(x)).tanh()],
    }),
  ],
  [
    'are multiplied with what the step made',
    ([a, b, c], x) => {
      const next = a!.matmul(x).tanh();
      return {
        carry: [next, next.matmul(b!).tanh(), b!.matmul(c!, { transposeRight: true }).tanh()],
        outputs: [next.transpose()],
      };
    },
  ],
  [
    'are reshaped',
    ([a, b, c], x) => ({
      carry: [
        half(a!.reshape([9]).add(x.reshape([9]))).reshape([3, 3]),
        half(b!).reshape([9]).reshape([3, 3]),
        half(c!.transpose().reshape([3, 3])),
      ],
    }),
  ],
  [
    'are added up in the pass that replaces them',
    ([a, b, c], x) => {
      const next = half(a!.mul(x));
      return {
        carry: [next, half(b!.add(next)), half(c!.sub(b!))],
        outputs: [a!.sum(0), next.sum(1), next.mul(b!).sum(), c!.max(1), b!.add(c!).sum(0)],
      };
    },
  ],
  [
    'pass through a loop inside',
    ([a, b, c], x) => {
      const inner = scan({ carry: { a: a!, r: b!.sum(0) }, inputs: { x } }, ({ a, r }, { x }) => ({
        carry: { a: half(r.reshape([1, 3]).add(a)), r: half(x.add(r)) },
        outputs: { r, product: a.matmul(c!).sum(0) },
      }));
      return {
        carry: [inner.carry.a, inner.outputs.r, inner.outputs.product.tanh()],
        outputs: [inner.outputs.r],
      };
    },
  ],
  [
    'are constants of a loop inside',
    ([a, b, c], x) => {
      const inner = scan({ carry: { r: x }, inputs: {}, length: 2 }, ({ r }) => ({
        carry: { r: half(r.matmul(a!).add(r.matmul(b!, { transposeRight: true }))).tanh() },
        outputs: { a: a!, r },
      }));
      return {
        carry: [inner.carry.r, half(a!), inner.outputs.r.sum(0).tanh().sub(c!).mul(0.5)],
        outputs: [inner.outputs.a],
      };
    },
  ],
];

describe.each([0, 1, 4])('carries of a loop of %i steps', (length) => {
  describe.each([false, true])('in reverse: %s', (reverse) => {
    it.each(vectorSteps)('%s', (_, step) => expectLowered(looping(step, [5], length, reverse)));
    it.each(squareSteps)('%s', (_, step) => expectLowered(looping(step, [3, 3], length, reverse)));
  });
});
