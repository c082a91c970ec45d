import type { Tensor } from '@sluice/math';
import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';

/** The parts of a layer that have weights of their own, by Keras' names of the attributes. */
export type PartName = 'cell' | 'layer' | 'forward_layer' | 'backward_layer';

/** The weights of one layer, which are taken one after the other. */
export interface LayerWeights {
  /** Where they stand, in messages. */
  readonly where: string;
  /** What happened to the numbers on the way: `rounded from float64`. */
  readonly conversions: ReadonlySet<string>;
  /**
   * Takes the layer's own weights by Keras' names: those that are needed, and others where they are there.
   *
   * @throws FormatError when a needed one is missing.
   */
  take(needed: readonly string[], optional?: readonly string[]): Readonly<Record<string, Tensor | undefined>>;
  /** The weights of a layer inside of this one. */
  part(name: PartName): LayerWeights;
  /** The weights of cells that stand on each other, given their classes. */
  cells(classNames: readonly string[]): LayerWeights[];
  /** The weights of a model in the place of this layer. */
  model(layers: readonly LayerPlace[]): ModelWeights;
  /** Fails when there are weights that nobody took. */
  finish(): void;
}

/** What tells a layer's weights among those of its model. */
export interface LayerPlace {
  readonly className: string;
  readonly name: string;
}

/** The weights of a model. */
export interface ModelWeights {
  layer(place: LayerPlace): LayerWeights;
  /** What holds weights and belongs to none of the layers. */
  strangers(layers: readonly LayerPlace[]): readonly string[];
}

/** Says that weights are not as a layer has them. */
export function wrongWeights(where: string, problem: string): never {
  throw new FormatError(`Keras: the weights of ${where} ${problem}.`);
}

/** A list of names in a message. */
export const listNames = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => quote(name)).join(', ');
