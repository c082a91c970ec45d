import type { SequenceLayer } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import type { Dialect } from '../config/dialect.js';
import type { Settings } from '../config/settings.js';
import type { LayerWeights } from '../weights/layer-weights.js';

/** What goes from one layer to the next. */
export interface Flow {
  /** Size of the last axis; undefined where it is not known. */
  readonly features: number | undefined;
  /** Whether each step is an index, for an embedding to look up. */
  readonly isTokens: boolean;
  /** Whether there is an axis of time. */
  readonly isSequence: boolean;
  /** Whether there is a mask. */
  readonly isMasked: boolean;
  /** Whether the mask is in the order of steps that there was before `go_backwards`, so that nobody may use it. */
  readonly isMaskStale: boolean;
}

/** A layer of Sluice with its weights. */
export interface Part {
  readonly layer: SequenceLayer;
  readonly params: Readonly<Record<string, Tensor>>;
}

/** What becomes of a layer. */
export interface Converted {
  /** What does the same, one after the other; none where it does nothing but in training. */
  readonly parts: readonly Part[];
  readonly flow: Flow;
  readonly notes: readonly string[];
}

/** What a layer is converted from. */
export interface Conversion {
  readonly className: string;
  readonly name: string;
  readonly settings: Settings;
  readonly weights: LayerWeights;
  readonly flow: Flow;
  readonly dialect: Dialect;
}

/**
 * Converts the layers of a class.
 *
 * @throws CannotTake when nothing here does what a layer does; FormatError when it is damaged.
 */
export type Converter = (conversion: Conversion) => Converted;

/** Names of parameters under a part's name. */
export const prefixed = <T>(
  prefix: string | number,
  values: Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));

/** A layer without weights. */
export const bare = (layer: SequenceLayer): Part => ({ layer, params: {} });
