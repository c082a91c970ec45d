import type { SequenceLayer } from '@sluice/cell';
import type { Tensor } from '@sluice/math';

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
}
