import { defineCell, masked, sequential, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { initializers, ones, sizeOf } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createModel,
  type Backend,
  type Model,
  type StateTensors,
  type Stream,
  type StreamRow,
} from '../src/index.js';

/** Its state has every rank, a part that stays as it is, and one that is the same after each step. */
const odd = defineCell({
  kind: 'odd',
  input: () => ({ shape: [2, 3], dtype: 'f32' }),
  state: () => ({ grid: [2, 3], total: [], kept: [3], fresh: [2] }),
  params: ({ size }: { size: number }) => ({
    rate: { shape: [size], initial: initializers.uniform(0.1, 0.9) },
  }),
  step({ x, state: { grid, total, kept }, params: { rate } }) {
    const next = grid.mul(rate).add(x);
    const sum = total.mul(0.5).add(next.mean([1, 2]));
    const output = next
      .sum(1)
      .add(kept)
      .mul(sum.reshape([-1, 1]).tanh());
    return {
      output,
      state: { grid: next, total: sum, kept, fresh: ones([x.shape[0]!, 2]) },
    };
  },
});

const layers: readonly (readonly [string, SequenceLayer])[] = [
  ['lstm', lstm({ inputSize: 3, hiddenSize: 5 })],
  ['lstm of a size that fills vectors', lstm({ inputSize: 16, hiddenSize: 32, recurrentBias: true })],
  [
    'lstm with all options',
    lstm({ inputSize: 2, hiddenSize: 7, projectionSize: 3, peepholes: true, clip: 1 }),
  ],
  ['gru', gru({ inputSize: 5, hiddenSize: 9 })],
  ['gru, reset before', gru({ inputSize: 1, hiddenSize: 6, resetAfter: false, activation: 'relu' })],
  ['rnn', rnn({ inputSize: 4, hiddenSize: 3 })],
  ['no state', sequential(linear(3, 4), layerNorm(4))],
  ['any ranks', odd({ size: 3 })],
  [
    'a stack with tokens',
    sequential(
      embedding(7, 4),
      lstm({ inputSize: 4, hiddenSize: 6 }),
      layerNorm(6),
      rnn({ inputSize: 6, hiddenSize: 3 }),
    ),
  ],
  [
    'masked by padding',
    sequential(
      embedding(7, 4, { maskZero: true }),
      masked(gru({ inputSize: 4, hiddenSize: 5 })),
      linear(5, 2),
    ),
  ],
];

/** How many sequences there are at the most. */
const most = 6;

const place = fc.nat(most - 1);
const what = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ what: what('open'), who: place, row: fc.boolean(), from: fc.option(place) }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ what: what('step'), all: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ what: what('reset'), who: place }) },
  { weight: 1, arbitrary: fc.record({ what: what('put'), who: place, from: place }) },
  { weight: 1, arbitrary: fc.record({ what: what('leave'), who: place }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const plan = fc.record({
  rowsAtOnce: fc.integer({ min: 1, max: 9 }),
  commands: fc.array(command, { minLength: 20, maxLength: 40 }),
});
const replayable = { seed: 20260404, numRuns: 25 * Number(process.env['FUZZ_RUNS'] ?? 1) };

/** A stream or a row, and the lone streams of other models that it must equal. */
interface Pair {
  readonly subject: Pick<Stream, 'state' | 'reset'>;
  /** Gives it an input; a row takes its step with the batch. */
  readonly give: (input: readonly number[]) => void;
  readonly output: () => Float32Array;
  /** Takes a row out of its batch. */
  readonly leave: () => StateTensors;
  /** On the same backend: to the bit. */
  readonly same: Stream;
  /** On the reference: to f32 rounding. */
  readonly reference: Stream;
}

function ofStream(stream: Stream): Omit<Pair, 'same' | 'reference'> {
  let output: Float32Array = new Float32Array();
  return {
    subject: stream,
    give: (input) => {
      output = stream.step(input);
    },
    output: () => output,
    leave: () => stream.state,
  };
}

const ofRow = (row: StreamRow): Omit<Pair, 'same' | 'reference'> => ({
  subject: row,
  give: (input) => row.write(input),
  output: () => row.output,
  leave: () => row.leave(),
});

function inputOf({ input }: SequenceLayer, who: number, t: number): number[] {
  return Array.from({ length: sizeOf(input!.shape) }, (_, i) =>
    input!.dtype === 'i32' ? (t * 3 + who * 5) % 7 : Math.sin(t * 1.3 + who * 0.7 + i),
  );
}

describe.each(['reference', 'wasm'] as const)('streams and rows side by side (%s)', (backend) => {
  it.each(layers)('are what each would be alone: %s', { timeout: 60_000 }, async (_, layer) => {
    const create = (on: Backend): Promise<Model> => createModel(layer, { seed: 3, backend: on });
    const model = await create(backend);
    const alone = await Promise.all(
      Array.from({ length: most }, async () => ({
        same: (await create(backend)).stream(),
        reference: (await create('reference')).stream(),
      })),
    );
    let stepped = 0;

    fc.assert(
      fc.property(plan, ({ rowsAtOnce, commands }) => {
        const batch = model.streamBatch({ rowsAtOnce });
        const pairs = new Map<number, Pair>();
        const leave = (who: number): StateTensors | undefined => {
          const state = pairs.get(who)?.leave();
          pairs.delete(who);
          return state;
        };
        const put = ({ subject, same, reference }: Pair, state: StateTensors): void => {
          for (const stream of [subject, same, reference]) stream.state = structuredClone(state);
        };
        const stateOf = (who: number | null): StateTensors | undefined =>
          who === null ? undefined : pairs.get(who)?.subject.state;

        const run: { [C in Command as C['what']]: (command: C, t: number) => void } = {
          open: ({ who, row, from }) => {
            const state = stateOf(from);
            leave(who);
            const pair = { ...(row ? ofRow(batch.join(state)) : ofStream(model.stream())), ...alone[who]! };
            pairs.set(who, pair);
            for (const stream of [pair.same, pair.reference]) stream.reset();
            if (state) put(pair, state);
          },
          step: ({ all }, t) => {
            const present = all.filter((who) => pairs.has(who));
            for (const who of present) pairs.get(who)!.give(inputOf(layer, who, t));
            batch.step();
            for (const who of present) {
              const { output, same, reference } = pairs.get(who)!;
              const input = inputOf(layer, who, t);
              expect(output()).toEqual(same.step(input));
              expectClose(output(), reference.step(input));
              stepped++;
            }
          },
          reset: ({ who }) => {
            const { subject, same, reference } = pairs.get(who) ?? {};
            for (const stream of [subject, same, reference]) stream?.reset();
          },
          put: ({ who, from }) => {
            const [pair, state] = [pairs.get(who), stateOf(from)];
            if (pair && state) put(pair, state);
          },
          // with an input: a row never takes it, a stream does
          leave: ({ who }, t) => {
            const { subject, give, same } = pairs.get(who) ?? {};
            give?.(inputOf(layer, who, t));
            if (subject && 'step' in subject) same!.step(inputOf(layer, who, t));
            const expected = same?.state;
            expect(leave(who)).toEqual(expected);
          },
        };

        commands.forEach((command, t) => {
          (run[command.what] as (command: Command, t: number) => void)(command, t);
          for (const { subject, same } of pairs.values()) expect(subject.state).toEqual(same.state);
        });
      }),
      replayable,
    );
    expect(stepped).toBeGreaterThan(300);
  });
});

function expectClose(actual: Float32Array, expected: Float32Array): void {
  actual.forEach((number, i) =>
    expect(Math.abs(number - expected[i]!)).toBeLessThanOrEqual(1e-5 + 1e-5 * Math.abs(expected[i]!)),
  );
}
