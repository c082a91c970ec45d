import type { SequenceLayer } from '@sluice/cell';
import { ArgumentError, formatShape, sameShape, ShapeError, type Tensor } from '@sluice/math';
import { quote } from '../text.js';
import { convert } from './export/convert.js';

/** Where the weights are to stand. */
export interface ToTorchOptions {
  /** What comes before every name, with or without a dot at its end: `rnn` gives `rnn.weight_ih_l0`. */
  readonly prefix?: string;
}

/** A layer and its weights as PyTorch has them. */
export interface TorchExport {
  /** A state dict, in PyTorch's order. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The code that makes the module: `nn.LSTM(64, 128, num_layers=2, batch_first=True)`. */
  readonly module: string;
  /** What was converted, and what is to be done there, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Turns a layer's weights into the state dict of a PyTorch module, for `load_state_dict(tensors, strict=True)`.
 *
 * | layer | module |
 * | --- | --- |
 * | `rnn`, `lstm`, `gru` | `nn.RNN`, `nn.LSTM`, `nn.GRU` |
 * | `bidirectional` of one of these | the same with `bidirectional=True` |
 * | `sequential` of these alone, where all have one form | the same with `num_layers` |
 * | any other `sequential` | `nn.Sequential`, whose names begin with the index: `0.weight`, `1.weight_ih_l0` |
 * | `embedding`, `linear`, `layerNorm`, `dropout` | `nn.Embedding`, `nn.Linear`, `nn.LayerNorm`, `nn.Dropout` |
 * | `activation` | `nn.Tanh` and so on |
 * | `last` | `nn.Identity`, only to keep the numbers of the parts |
 *
 * Recurrent modules return a pair, so that an `nn.Sequential` with one in it holds the weights, but cannot be called: go through
 * its parts, and pass on the first of the pair. A layer with one bias gets a second one of zeros, as PyTorch wants two; in a GRU
 * the last part of `bias_hh` is `c`. `exportTorch` tells such things, and the code that makes the module.
 *
 * @throws ArgumentError when PyTorch has no module that computes the same, naming the layer and the option: peepholes, coupled
 * gates, clipping, other activations, `resetAfter: false`, another merge than concat, masks, cells of your own.
 * @throws ArgumentError or ShapeError when the parameters are not the layer's.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { toTorch, writeTorch } from '@sluice/serialization';
 * const { layer, params } = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }));
 * const tensors = toTorch(layer, params); // weight_ih_l0 [12, 2], weight_hh_l0 [12, 3], bias_ih_l0, bias_hh_l0
 * const bytes = writeTorch(tensors); // for torch.load
 * ```
 */
export function toTorch(
  layer: SequenceLayer,
  params: Readonly<Record<string, Tensor>>,
  options: ToTorchOptions = {},
): Readonly<Record<string, Tensor>> {
  return exportTorch(layer, params, options).tensors;
}

/**
 * As `toTorch`, and says which module the weights are for, and what was converted.
 *
 * @throws ArgumentError and ShapeError as `toTorch`.
 *
 * @example
 * ```ts
 * import { sequential } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * import { createModel } from '@sluice/model';
 * import { exportTorch } from '@sluice/serialization';
 * const { layer, params } = await createModel(sequential(gru({ inputSize: 2, hiddenSize: 3 }), gru({ inputSize: 3, hiddenSize: 3 })));
 * const { module, notes } = exportTorch(layer, params);
 * module; // nn.GRU(2, 3, num_layers=2, batch_first=True)
 * ```
 */
export function exportTorch(
  layer: SequenceLayer,
  params: Readonly<Record<string, Tensor>>,
  { prefix = '' }: ToTorchOptions = {},
): TorchExport {
  checkParams(layer, params);
  const { module, tensors, notes } = convert({ layer, params, where: '' });
  const before = prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`;
  return {
    tensors: Object.fromEntries(tensors.map(([name, tensor]) => [`${before}${name}`, tensor])),
    module,
    notes,
  };
}

function checkParams(layer: SequenceLayer, params: Readonly<Record<string, Tensor>>): void {
  const [wanted, given] = [Object.keys(layer.params), Object.keys(params)];
  const missing = wanted.find((name) => !Object.hasOwn(params, name));
  const unknown = given.find((name) => !Object.hasOwn(layer.params, name));
  if (missing !== undefined || unknown !== undefined) {
    const problem =
      missing === undefined ? `has no parameter ${quote(unknown!)}` : `needs the parameter ${quote(missing)}`;
    throw new ArgumentError(
      `toTorch: the layer (${layer.kind}) ${problem}; its parameters are ${wanted.map(quote).join(', ') || 'none'}.`,
    );
  }
  for (const name of wanted) {
    const [{ shape }, { shape: found, dtype }] = [layer.params[name]!, params[name]!];
    if (dtype === 'f32' && sameShape(shape, found)) continue;
    throw new ShapeError(
      `toTorch: the parameter ${quote(name)} must be f32${formatShape(shape)}, but is ${dtype}${formatShape(found)}.`,
    );
  }
}
