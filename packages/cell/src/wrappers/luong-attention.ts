import { concat, initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { memoryConstants, memoryOf, readMemory } from './memory.js';
import { outputSizeOf, wrap } from './wrap.js';

/** What attention behind a cell is made with. */
export interface LuongOptions {
  /** Size of each place of the memory. */
  readonly memorySize: number;
}

/**
 * Looks in a memory for what a cell gives, and gives both: multiplicative attention behind the step.
 *
 * Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation", 2015: its global attention
 * with the score that it calls general; what was given is not fed to the next step.
 *
 *     eⱼ = h·W·mⱼ                      for each place j of the memory; h is what the cell gives
 *     a = softmax(e)
 *     y = tanh([Σ aⱼ·mⱼ, h]·V)
 *
 * The memory is the constant `memory`, f32 `[batch, places, memorySize]`; with a constant `memoryMask`, i32 `[batch, places]`,
 * places where that is 0 do not count. Beside the cell's parameters there are `attention.w` `[output's size, memorySize]`,
 * which is W, and `attention.v` `[memorySize + output's size, output's size]`; the gate `attention` `[batch, places]` is a.
 *
 * @throws ArgumentError when the cell's output is not known beforehand to be a row of numbers, or the size is not a positive
 * integer; as it is traced, ShapeError when the memory has another size, and MissingConstantError when there is none.
 *
 * @example
 * ```ts
 * import { luongAttention } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * // reads a memory of [batch, places, 64]
 * const decoder = luongAttention(lstm({ inputSize: 32, hiddenSize: 128 }), { memorySize: 64 });
 * ```
 */
export function luongAttention<C extends Cell>(cell: C, { memorySize }: LuongOptions): Cell<StateNames<C>> {
  const size = outputSizeOf('luongAttention', cell);
  const initial = initializers.glorotUniform();
  return wrap(cell, {
    kind: 'luongAttention',
    options: { memorySize },
    params: {
      'attention.w': { shape: [size, memorySize], initial },
      'attention.v': { shape: [memorySize + size, size], initial },
    },
    constants: memoryConstants(memorySize),
    step: (context, run) => {
      const memory = memoryOf(context);
      const [batch, places] = memory.memory.shape as [number, number, number];
      const { output, gates, ...rest } = run();
      const asked = output.matmul(context.params['attention.w']!).reshape([batch, memorySize, 1]);
      const { read, weights } = readMemory(memory, memory.memory.matmul(asked).reshape([batch, places]));
      const joined = concat([read, output]).matmul(context.params['attention.v']!).tanh();
      return { ...rest, output: joined, gates: { ...gates, attention: weights } };
    },
  });
}
