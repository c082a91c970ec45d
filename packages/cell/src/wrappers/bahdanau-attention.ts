import { ArgumentError, concat, initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { memoryConstants, memoryOf, readMemory } from './memory.js';
import { inputSizeOf, wrap } from './wrap.js';

/** What attention before a cell is made with. */
export interface BahdanauOptions {
  /** Size of each place of the memory. */
  readonly memorySize: number;
  /** Number of units by which places are compared with the state. */
  readonly size: number;
  /** The name of the state that looks for a place; `'h'` by default. */
  readonly query?: string;
}

/**
 * Lets a cell see, beside its input, what its state looks for in a memory: additive attention before the step.
 *
 * Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and translate", 2015.
 *
 *     eⱼ = tanh(h·W + mⱼ·U)·v          for each place j of the memory; h is the state of the step before
 *     a = softmax(e)
 *     the cell takes [x, Σ aⱼ·mⱼ]
 *
 * The memory is the constant `memory`, f32 `[batch, places, memorySize]`; with a constant `memoryMask`, i32 `[batch, places]`,
 * places where that is 0 do not count. The cell takes `memorySize` numbers more than the wrapper. Beside the cell's parameters
 * there are `attention.w` `[state's size, size]`, `attention.u` `[memorySize, size]` and `attention.v` `[size, 1]`; the gate
 * `attention` `[batch, places]` is a.
 *
 * @throws ArgumentError when the cell does not take more numbers than the memory has, has no such state, or a size is not a
 * positive integer; as it is traced, ShapeError when the memory has another size, and MissingConstantError when there is none.
 *
 * @example
 * ```ts
 * import { bahdanauAttention } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * // takes [batch, 32], and a memory of [batch, places, 64]
 * const decoder = bahdanauAttention(gru({ inputSize: 32 + 64, hiddenSize: 128 }), { memorySize: 64, size: 48 });
 * ```
 */
export function bahdanauAttention<C extends Cell>(
  cell: C,
  { memorySize, size, query = 'h' }: BahdanauOptions,
): Cell<StateNames<C>> {
  const taken = inputSizeOf('bahdanauAttention', cell);
  if (!(taken > memorySize)) {
    throw new ArgumentError(
      `bahdanauAttention: ${cell.kind} must take its input and what is read, but takes ${taken} numbers, of which ${memorySize} ` +
        `are the memory's.`,
    );
  }
  const [hiddenSize, ...more] = cell.state[query] ?? [];
  if (hiddenSize === undefined || more.length > 0) {
    throw new ArgumentError(
      `bahdanauAttention: the query must be a state of ${cell.kind} that is a row of numbers, but '${query}' is none; ` +
        `its states are ${Object.keys(cell.state).join(', ')}.`,
    );
  }
  const initial = initializers.glorotUniform();
  return wrap(cell, {
    kind: 'bahdanauAttention',
    options: { memorySize, size, query },
    input: { shape: [taken - memorySize], dtype: 'f32' },
    params: {
      'attention.w': { shape: [hiddenSize, size], initial },
      'attention.u': { shape: [memorySize, size], initial },
      'attention.v': { shape: [size, 1], initial },
    },
    constants: memoryConstants(memorySize),
    prepare: ({ constants, params }) => ({
      'attention.keys': constants!['memory']!.matmul(params['attention.u']!),
    }),
    step: (context, run) => {
      const { x, state, params, constants } = context;
      const memory = memoryOf(context);
      const [batch, places] = memory.memory.shape as [number, number, number];
      const asked = state[query]!.matmul(params['attention.w']!).reshape([batch, 1, size]);
      const scores = constants!['attention.keys']!.add(asked).tanh().matmul(params['attention.v']!);
      const { read, weights } = readMemory(memory, scores.reshape([batch, places]));
      const { gates, ...rest } = run({ x: concat([x, read]) });
      return { ...rest, gates: { ...gates, attention: weights } };
    },
  });
}
