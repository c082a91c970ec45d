import { ArgumentError, SluiceError, type Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import type { Imported, ImportedLayer, LeftOut } from '../imported.js';
import { quote } from '../text.js';
import { buildModule } from './build-module.js';
import { readModule } from './module.js';
import type { FromTorchOptions } from './options.js';
import { others } from './others.js';
import { findPlaces, messageStart, placeName, placesUnder, type Place } from './places.js';
import { describeConversions, readTorch, type ReadTorchOptions } from './read.js';

/** How a file, or a state dict out of one, is imported. */
export type ImportTorchOptions = FromTorchOptions & ReadTorchOptions;

/**
 * Makes a layer of the weights of an `nn.RNN`, `nn.LSTM` or `nn.GRU`, or of an `RNNCell`, `LSTMCell` or `GRUCell`.
 *
 * Kind, sizes, number of layers, directions, biases and projection are read off names and shapes. One layer comes as it is,
 * several as `sequential`, two directions as `bidirectional`; so the state `h_n[2·layer + direction]` of a bidirectional module
 * is `'LAYER.forward.h'` or `'LAYER.backward.h'` here, `[batch, hidden]`.
 *
 * A state dict does not say three things. `nonlinearity` must be given for an RNN. `batch_first` makes no difference to the
 * weights; here the batch is always the first axis and time the second. `dropout` between the layers of a stack acts only in
 * training: to train on with it, put `dropout` between the layers yourself.
 *
 * @param tensors - a state dict: `readTorch(bytes).tensors` or `readSafetensors(bytes).tensors`.
 * @returns the layer with its weights, for `createModel(layer, { params })`.
 * @throws FormatError when there is no recurrent module, or its parts are missing or do not fit together.
 * @throws ArgumentError when there are several modules and no prefix, or an RNN and no nonlinearity.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { createModel } from '@sluice/model';
 * import { fromTorch } from '@sluice/serialization';
 * const stateDict = {
 *   'rnn.weight_ih_l0': tensor([1, 2, 3], [3, 1]),
 *   'rnn.weight_hh_l0': tensor([4, 5, 6], [3, 1]),
 * };
 * const { layer, params } = fromTorch(stateDict); // a GRU of size 1 without bias
 * const model = await createModel(layer, { params });
 * ```
 */
export function fromTorch(
  tensors: Readonly<Record<string, Tensor>>,
  options: FromTorchOptions = {},
): ImportedLayer {
  checkOptions('fromTorch', tensors, options);
  const place = onlyPlace(tensors, options.prefix);
  const module = readModule(place);
  if (module.kind !== 'rnn' && options.nonlinearity !== undefined) {
    throw new ArgumentError(
      `fromTorch: nonlinearity is for an RNN, but ${quote(placeName(place, 'the state dict'))} holds a ${module.kind}, whose ` +
        `activations PyTorch cannot change; leave it out.`,
    );
  }
  return buildModule(place, module, options);
}

/**
 * Looks for all recurrent modules in a file by `torch.save` or in a state dict, and tells what else is there.
 *
 * A state dict names tensors, not layers: an embedding, a linear layer or a layer norm cannot be told apart with certainty, nor
 * where they stand. So recurrent modules come one by one, and all else is listed in `left`, as are modules that cannot be taken.
 *
 * @param source - the bytes of a `.pt` file, or the tensors of a state dict.
 * @throws FormatError when the bytes cannot be read.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { importTorch } from '@sluice/serialization';
 * const { layers, left } = importTorch({
 *   'rnn.weight_ih_l0': tensor([1, 2, 3], [3, 1]),
 *   'rnn.weight_hh_l0': tensor([4, 5, 6], [3, 1]),
 *   'head.weight': tensor([1, 2], [2, 1]),
 * });
 * layers[0].layer.kind; // 'gru'
 * left[0].name; // 'head'
 * ```
 */
export function importTorch(
  source: Uint8Array | Readonly<Record<string, Tensor>>,
  options: ImportTorchOptions = {},
): Imported {
  const { format, tensors, dtypes } = ArrayBuffer.isView(source)
    ? readTorch(source, options)
    : { format: 'PyTorch state dict', tensors: source, dtypes: {} };
  checkOptions('importTorch', tensors, options);
  const places = findPlaces(tensors);
  const wanted = new Set(placesUnder(places, options.prefix));
  const layers: ImportedLayer[] = [];
  const left: LeftOut[] = [];
  for (const place of places) {
    const name = placeName(place, 'state dict');
    if (!wanted.has(place)) {
      left.push({ name, reason: `it does not stand under the prefix ${quote(options.prefix!)}` });
      continue;
    }
    try {
      const { notes, ...layer } = buildModule(place, readModule(place), options);
      layers.push({ ...layer, notes: [...notes, ...describeConversions(dtypesOf(place, dtypes))] });
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      left.push({ name, reason: cause.message.replace(messageStart(place), '').replace(/\.$/, '') });
    }
  }
  left.push(...others(tensors, places));
  return { format, whole: layers.length === 1 && left.length === 0, layers, left };
}

function checkOptions(
  what: string,
  tensors: Readonly<Record<string, Tensor>>,
  { nonlinearity, biases = 'separate' }: FromTorchOptions,
): void {
  if (ArrayBuffer.isView(tensors)) {
    throw new ArgumentError(
      `${what}: takes tensors by name, not a file's bytes; read them with readTorch(bytes).tensors.`,
    );
  }
  const strange = Object.entries(tensors).find(([, value]: [string, unknown]) => !isTensor(value));
  if (strange) {
    throw new ArgumentError(
      `${what}: takes tensors by name, but what stands under ${quote(strange[0])} is none; of what readTorch gives, ` +
        `hand over { tensors }.`,
    );
  }
  if (nonlinearity !== undefined && nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
    throw new ArgumentError(
      `${what}: nonlinearity must be 'tanh' or 'relu', but is '${String(nonlinearity)}'.`,
    );
  }
  if (biases !== 'separate' && biases !== 'summed') {
    throw new ArgumentError(`${what}: biases must be 'separate' or 'summed', but is '${String(biases)}'.`);
  }
}

const isTensor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);

function onlyPlace(tensors: Readonly<Record<string, Tensor>>, prefix: string | undefined): Place {
  const places = findPlaces(tensors);
  const [place, ...others] = placesUnder(places, prefix);
  if (!place) {
    const names = places.length > 0 ? places.map(({ prefix }) => prefix) : Object.keys(tensors);
    throw new FormatError(
      `fromTorch: there is no recurrent module${prefix ? ` under ${quote(prefix)}` : ''}, whose names would be ` +
        `weight_ih_l0, weight_hh_l0 and so on. ${places.length > 0 ? 'There are modules under' : 'The tensors are'} ` +
        `${listSome(names) || 'none'}.`,
    );
  }
  if (others.length > 0) {
    throw new ArgumentError(
      `fromTorch: there are several recurrent modules. Say which one is meant, as prefix: ` +
        `${listSome([place, ...others].map((one) => one.prefix))}; or take them all with importTorch.`,
    );
  }
  return place;
}

function listSome(names: readonly string[]): string {
  return names.slice(0, 12).map(quote).join(', ') + (names.length > 12 ? ', …' : '');
}

function dtypesOf(
  { prefix, parts }: Place,
  dtypes: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap(({ name }) => {
      const dtype = dtypes[prefix + name];
      return dtype === undefined ? [] : [[name, dtype]];
    }),
  );
}
