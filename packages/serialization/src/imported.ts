import type { SequenceLayer } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import { FormatError } from './format-error.js';
import { quote } from './text.js';

/** A layer out of a file of another library, with its weights: what `createModel(layer, { params })` takes. */
export interface ImportedLayer {
  /** What the file calls it. */
  readonly name: string;
  readonly layer: SequenceLayer;
  /** The weights under the layer's names. */
  readonly params: Readonly<Record<string, Tensor>>;
  /** The state that the file starts from, `[batch, …]` for each name, where it holds one: for `predict` and streams. */
  readonly state?: Readonly<Record<string, Tensor<'f32'>>>;
  /** What was converted on the way, a sentence each: gate orders, biases summed, numbers rounded. */
  readonly notes: readonly string[];
}

/** The layers of a file out of which at least one could be taken. */
export type ImportedLayers = readonly [ImportedLayer, ...ImportedLayer[]];

/** Something in a file that does not come along, and why. */
export interface LeftOut {
  /** What the file calls it. */
  readonly name: string;
  readonly reason: string;
}

/** All that was found in a file of another library. */
export interface Imported {
  /** The format, as a person would say it: `ONNX, opset 17`. */
  readonly format: string;
  /** Whether the file's model came whole, as one layer; otherwise its recurrent layers come one by one. */
  readonly whole: boolean;
  readonly layers: readonly ImportedLayer[];
  readonly left: readonly LeftOut[];
  /** What the file says beside, by name, where its format has a place for that. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** So many reasons stand in a message. */
const MOST_REASONS = 8;

/**
 * The layers that were found.
 *
 * @throws FormatError when there are none, with what is in the file and why it cannot be taken.
 */
export function layersOf({ format, layers: [first, ...others], left }: Imported): ImportedLayers {
  if (first) return [first, ...others];
  const reasons = left.slice(0, MOST_REASONS).map(({ name, reason }) => `${quote(name)}: ${reason}`);
  if (left.length > MOST_REASONS) reasons.push('…');
  throw new FormatError(
    `${format}: nothing in it can be taken${reasons.length > 0 ? `. ${reasons.join('; ')}` : ', it holds no layers'}.`,
  );
}
