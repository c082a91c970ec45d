import { defineCell, type Cell } from '@sluice/cell';
import { initializers } from '@sluice/math';

/**
 * Turns each index into a row of a trained table: words or characters into vectors.
 *
 * It takes i32 `[batch]` at each step and gives `[batch, size]`. The table `weight` is `[vocabularySize, size]` and
 * starts from the normal distribution, as in PyTorch.
 *
 * @throws IndexError when an index is outside of the vocabulary, as the program runs.
 *
 * @example
 * ```ts
 * import { embedding } from '@sluice/layers';
 * const layer = embedding(65, 64);
 * ```
 */
export const embedding = (vocabularySize: number, size: number): Cell<never> =>
  define({ vocabularySize, size });

const define = defineCell({
  kind: 'embedding',
  input: () => ({ shape: [], dtype: 'i32' }),
  state: () => ({}),
  params: ({ vocabularySize, size }: { vocabularySize: number; size: number }) => ({
    weight: { shape: [vocabularySize, size], initial: initializers.normal() },
  }),
  step: ({ x, params: { weight } }) => ({ output: weight.gather(x), state: {} }),
});
