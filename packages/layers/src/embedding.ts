import { defineCell, type Cell } from '@sluice/cell';
import { initializers } from '@sluice/math';

/** What an embedding is made with beside its sizes. */
export interface EmbeddingOptions {
  /** Whether index 0 is padding: such steps are masked for the `masked` cells that follow. False by default. */
  readonly maskZero?: boolean;
}

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
export const embedding = (
  vocabularySize: number,
  size: number,
  { maskZero = false }: EmbeddingOptions = {},
): Cell<never> => define({ vocabularySize, size, maskZero });

interface Options extends Required<EmbeddingOptions> {
  readonly vocabularySize: number;
  readonly size: number;
}

const define = defineCell({
  kind: 'embedding',
  input: () => ({ shape: [], dtype: 'i32' }),
  state: () => ({}),
  params: ({ vocabularySize, size }: Options) => ({
    weight: { shape: [vocabularySize, size], initial: initializers.normal() },
  }),
  step: ({ x, params: { weight }, options: { maskZero } }) => ({
    output: weight.gather(x),
    state: {},
    ...(maskZero && { mask: x.notEqual(0) }),
  }),
});
