import { defineCell, type Cell } from '@sluice/cell';
import { initializers, type NamedInitializer } from '@sluice/math';

/** What an embedding is made with beside its sizes. */
export interface EmbeddingOptions {
  /** Whether index 0 is padding: such steps are masked for the `masked` cells that follow. False by default. */
  readonly maskZero?: boolean;
  /** What the table starts with; `'normal'` by default, as in PyTorch. Keras' is `{ name: 'uniform', low: -0.05, high: 0.05 }`. */
  readonly initial?: NamedInitializer;
}

/**
 * Turns each index into a row of a trained table: words or characters into vectors.
 *
 * It takes i32 `[batch]` at each step and gives `[batch, size]`. The table `weight` is `[vocabularySize, size]`.
 *
 * @throws ArgumentError when there is no such initializer; IndexError when an index is outside of the vocabulary, as the
 * program runs.
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
  { maskZero = false, initial = 'normal' }: EmbeddingOptions = {},
): Cell<never> => define({ vocabularySize, size, maskZero, initial });

interface Options extends Required<EmbeddingOptions> {
  readonly vocabularySize: number;
  readonly size: number;
}

const define = defineCell({
  kind: 'embedding',
  input: () => ({ shape: [], dtype: 'i32' }),
  state: () => ({}),
  params: ({ vocabularySize, size, initial }: Options) => ({
    weight: { shape: [vocabularySize, size], initial: initializers.named(initial) },
  }),
  step: ({ x, params: { weight }, options: { maskZero } }) => ({
    output: weight.gather(x),
    state: {},
    ...(maskZero && { mask: x.notEqual(0) }),
  }),
});
