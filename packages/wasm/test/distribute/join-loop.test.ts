import {
  evaluate,
  scan,
  sizeOf,
  trace,
  valueAndGrad,
  zeros,
  type Program,
  type Value,
  type Values,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../math/test/expect-close.js';
import { distribute } from '../../src/distribute/index.js';
import { simplify } from '../../src/simplify/index.js';
import { expectEvaluated } from '../support/expect-compiled.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { runLowered } from '../support/lowered.js';
import { loopsOf, type Loop } from '../support/loops.js';
import { f32, tensorsFor } from '../support/specs.js';

/** Distributes a program with loops that join what works on values of at least so many numbers. */
const joined = (program: Program, leastLarge: number): Program =>
  simplify(distribute(simplify(program), leastLarge));

const [steps, batch, rows, columns] = [4, 2, 9, 11];
const stateSize = batch * rows * columns;

type Memory = Readonly<{ values: Value; keys: Value; queries: Value; keep: Value }>;

const memorySpecs = [
  f32(steps, batch, rows),
  f32(steps, batch, columns),
  f32(steps, batch, columns),
  f32(steps, batch),
];

const memoryOf = ([values, keys, queries, keep]: Value[]): Memory => ({
  values: values!,
  keys: keys!,
  queries: queries!,
  keep: keep!.sigmoid(),
});

/** What a memory of values under keys, which fades, answers to a query in each step. */
function answers(memory: Memory): Value {
  const { outputs } = scan<Values, Values, Values>(
    { carry: { s: zeros([batch, rows, columns]) }, inputs: memory },
    ({ s }, { values, keys, queries, keep }) => {
      const stored = values!.reshape([batch, rows, 1]).matmul(keys!.reshape([batch, 1, columns]));
      const next = s!.mul(keep!.reshape([batch, 1, 1])).add(stored);
      return {
        carry: { s: next },
        outputs: { answer: next.matmul(queries!.reshape([batch, columns, 1])).tanh() },
      };
    },
  );
  return outputs['answer']!;
}

/** Numbers of one step in each stack that a loop reads or returns. */
const stackSizes = ({ attributes: { constants, carries }, inputs, outputs }: Loop): number[] =>
  [...inputs.slice(constants + carries), ...outputs.slice(carries)].map(({ shape }) =>
    sizeOf(shape.slice(1)),
  );

describe('joinLoop', () => {
  it('changes no result of random programs, however small a large value is', patient, () => {
    for (const leastLarge of [1, 6]) {
      forPrograms({ count: 40, operations: 10, gradients: true }, ({ program, inputs }) => {
        const after = joined(program, leastLarge);
        const [expected, actual] = [program, after].map((p) => evaluate(p, inputs, { precision: 'f64' }));
        expected!.forEach((numbers, i) => expectClose(actual![i]!, numbers, 1e-10));
        expectEvaluated(runLowered(after, inputs), program, inputs);
      });
    }
  });

  it('asks a matrix in the loop that makes it, which then returns no matrices', () => {
    const program = trace((...inputs) => [answers(memoryOf(inputs))], memorySpecs);
    const [loop, ...others] = loopsOf(joined(program, 1));
    expect(others).toEqual([]);
    expect(Math.max(...stackSizes(loop!))).toBe(batch * columns);
    // With so high a mark, nothing is large, and all states are asked at once behind the loop.
    expect(Math.max(...stackSizes(loopsOf(joined(program, 1000))[0]!))).toBe(stateSize);
  });

  it('adds up the gradients of a matrix in the loop that makes it: the states are kept, and nothing else of their size', () => {
    const program = trace((...inputs) => {
      const { values, keys, queries, keep } = memoryOf(inputs);
      const { gradients } = valueAndGrad((memory: Values) =>
        answers(memory as Memory)
          .square()
          .sum(),
      )({
        values,
        keys,
        queries,
        keep,
      });
      return Object.values(gradients);
    }, memorySpecs);
    const after = joined(program, 1);
    const [forward, back] = loopsOf(after);
    expect(stackSizes(forward!).filter((size) => size >= stateSize)).toHaveLength(1);
    expect(stackSizes(back!).filter((size) => size >= stateSize)).toHaveLength(1);
    expect(loopsOf(after)).toHaveLength(2);
    const inputs = tensorsFor(program.inputs);
    expectEvaluated(runLowered(after, inputs), program, inputs);
  });

  it('leaves what others read in its full size, and what waits for a product with it', () => {
    const program = trace(
      (x, w) => {
        const { outputs } = scan({ carry: { h: zeros([8, 8]) }, inputs: { x } }, ({ h }, { x }) => {
          const next = h.mul(x).tanh();
          const product = next.matmul(w);
          return { carry: { h: next }, outputs: { seen: next.exp(), sum: next.mul(product).sum() } };
        });
        return [outputs.seen, outputs.sum];
      },
      [f32(3, 8, 8), f32(8, 8)],
    );
    const [loop] = loopsOf(joined(program, 1));
    expect(loop!.attributes.body.equations.map(({ op }) => op)).toEqual(['mul', 'tanh']);
  });

  it('leaves what is only made for a loop, however large', () => {
    const program = trace(
      (x, w, b) => {
        const { outputs } = scan({ carry: { h: zeros([9, 9]) }, inputs: { x } }, ({ h }, { x }) => {
          const next = b.add(x.matmul(w)).add(h.matmul(w)).tanh();
          return { carry: { h: next }, outputs: { total: next.sum() } };
        });
        return [outputs.total];
      },
      [f32(3, 9, 9), f32(9, 9), f32(9)],
    );
    const [loop] = loopsOf(joined(program, 1));
    expect(loop!.attributes.body.equations.map(({ op }) => op)).toEqual(['matmul', 'add', 'tanh', 'sum']);
  });

  it('joins a loop that needs another one to that one alone', () => {
    const program = trace(
      (x) => {
        const start = { a: zeros([9, 9]), b: zeros([9, 9]) };
        const { outputs } = scan({ carry: start, inputs: { x } }, ({ a, b }, { x }) => {
          const first = a.mul(x).tanh();
          const second = b.add(first.sum(0).exp()).sigmoid();
          return {
            carry: { a: first, b: second },
            outputs: { both: first.mul(second).sum(), own: first.square().sum(1) },
          };
        });
        return [outputs.both, outputs.own];
      },
      [f32(3, 9, 9)],
    );
    const after = joined(program, 1);
    const [first, second] = loopsOf(after).map(({ attributes }) =>
      attributes.body.equations.map(({ op }) => op),
    );
    expect(first).toEqual(['mul', 'tanh', 'sum', 'square', 'sum']);
    expect(second).toContain('sigmoid');
    expect(second!.filter((op) => op === 'sum')).toHaveLength(1);
    const inputs = tensorsFor(program.inputs);
    expectEvaluated(runLowered(after, inputs), program, inputs);
  });
});
