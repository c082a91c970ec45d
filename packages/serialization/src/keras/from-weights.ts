import { ArgumentError, type Tensor } from '@sluice/math';
import { layersOf, type ImportedLayers } from '../imported.js';
import { assembleDiscovery, assembleModel } from './assemble.js';
import { dialectOf, readDialect } from './config/dialect.js';
import { discoverLists } from './discover.js';
import { readConfig } from './config/read-config.js';
import { checkGiven, type KerasOptions } from './options.js';
import type { NamedWeight } from './weights/list.js';
import { namedModel } from './weights/named.js';

/**
 * Makes layers of arrays in Keras' layout, wherever they come from: `model.get_weights()` in a safetensors file, an
 * npz, a C program's tables.
 *
 * Names are Keras' own: `gru/kernel`, `gru/recurrent_kernel`, `gru/bias`; `dense/kernel`; `embedding/embeddings`;
 * `bidirectional/forward_lstm/lstm_cell/kernel:0`. What layers do beside that is said by `layers` or `config`.
 *
 * @returns all layers that can be made, Dense and Embedding too, or the model as one where `config` makes it a chain.
 * @throws FormatError when arrays do not fit their layers, or nothing can be made of them.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { fromKerasWeights } from '@sluice/serialization';
 * const weights = {
 *   'gru/kernel': tensor(new Float32Array(18), [3, 6]),
 *   'gru/recurrent_kernel': tensor(new Float32Array(12), [2, 6]),
 *   'gru/bias': tensor(new Float32Array(6), [6]), // one bias: the reset gate acts before the product
 * };
 * const [{ layer, params }] = fromKerasWeights(weights, {
 *   layers: { gru: { activation: 'relu', recurrent_activation: 'sigmoid' } },
 * });
 * ```
 */
export function fromKerasWeights(
  weights: Readonly<Record<string, Tensor>>,
  { config, layers: given, kerasVersion, split = 'all' }: KerasOptions = {},
): ImportedLayers {
  const list = Object.entries(weights).map(([path, tensor]): NamedWeight => ({ path, read: () => tensor }));
  if (config === undefined) {
    const discovery = discoverLists(grouped(list), given ?? {});
    checkGiven(given, discovery);
    return layersOf(
      assembleDiscovery(discovery, { dialect: readDialect(kerasVersion), format: 'Keras, arrays', split }),
    );
  }
  if (given !== undefined)
    throw new ArgumentError('fromKerasWeights: takes { layers } or { config }, not both.');
  const { spec, version } = readConfig(config);
  const whole = assembleModel(spec, {
    weights: namedModel(list),
    dialect: dialectOf(kerasVersion ?? version, spec),
    format: 'Keras, arrays and their configuration',
    split: split === 'all' ? false : split,
  });
  return layersOf(whole);
}

/** Weights by layer: the first part of their names, behind the model's name where all have it in common. */
function grouped(list: readonly NamedWeight[]): (readonly [string, NamedWeight[]])[] {
  const partsOf = ({ path }: NamedWeight): string[] => path.split('/');
  const first = list[0] && partsOf(list[0])[0];
  const isCommon = list.every((weight) => partsOf(weight)[0] === first && partsOf(weight).length > 2);
  const seconds = new Set(list.map((weight) => partsOf(weight)[1]));
  const at =
    isCommon && seconds.size > 1 && ![...seconds].some((name) => /^(forward|backward)_/.test(name ?? ''))
      ? 1
      : 0;
  const groups = new Map<string, NamedWeight[]>();
  for (const weight of list) {
    const name = partsOf(weight)[at] ?? '';
    const group = groups.get(name);
    if (group) group.push(weight);
    else groups.set(name, [weight]);
  }
  return [...groups];
}
