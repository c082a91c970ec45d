import type { Imported, ImportedLayer } from '@sluice/serialization';

/** What a file does not say itself. */
export interface ReadOptions {
  /** Where in a state dict of PyTorch the layer stands: `encoder.rnn.` */
  readonly prefix?: string;
  /** What bounds the state of PyTorch's RNN. */
  readonly nonlinearity?: 'tanh' | 'relu';
  /** Whether PyTorch's two biases stay apart or become one. */
  readonly biases?: 'separate' | 'summed';
  /** The path of Keras' description of a model, for a file of weights alone. */
  readonly config?: string;
  /** Take the layers one by one, even where the model would come whole. */
  readonly split?: boolean;
}

/** A layer with its weights and the state that it starts from. */
export type LayerWithWeights = Pick<ImportedLayer, 'layer' | 'params' | 'state'>;

/** A file that is made, and what is to be said of it. */
export interface Written {
  readonly bytes: Uint8Array;
  readonly notes: readonly string[];
}

/** A format of files with models. */
export interface Format {
  /** What the command line calls it. */
  readonly name: string;
  readonly endings: readonly string[];
  /** The endings of what is written, where other files are read as well. */
  readonly writtenEndings?: readonly string[];
  /** Reads a file. */
  readonly read: (path: string, options: ReadOptions) => Promise<Imported>;
  /** Makes a file of a layer; absent where the format is only read. */
  readonly write?: (model: LayerWithWeights) => Promise<Written>;
}
