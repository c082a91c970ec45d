import type { Tensor } from '@sluice/math';

/** A layer of Keras, to be written. */
export interface KerasLayer {
  readonly className: string;
  /** What `get_config` tells, but for its name, its dtype and whether it trains. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Its weights, in Keras' order. */
  readonly weights: readonly Tensor[];
  /**
   * Layers inside of it, by the attribute that holds them, whose configuration is not in the tree of layers: `cell`.
   */
  readonly cell?: { readonly name: string; readonly weights: readonly Tensor[] };
  readonly directions?: { readonly forward_layer: KerasLayer; readonly backward_layer: KerasLayer };
  /** Size of the last axis of its input; undefined for indices. */
  readonly features: number | undefined;
  /** What was changed on the way. */
  readonly note?: string;
}

/** A layer without weights. */
export const withoutWeights = (
  className: string,
  features: number | undefined,
  config: Readonly<Record<string, unknown>> = {},
): KerasLayer => ({ className, config, weights: [], features });
