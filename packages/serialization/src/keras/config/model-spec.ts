import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';
import { findChain, type GraphLayer } from './graph.js';
import { readInboundNodes } from './inbound.js';
import { Settings } from './settings.js';

/** A layer as a model's configuration describes it. */
export interface LayerSpec {
  readonly className: string;
  readonly name: string;
  readonly settings: Settings;
  /** The model that it is, where it is one. */
  readonly model?: ModelSpec | undefined;
  /** Layers that it reads, where the model is a graph. */
  readonly readsFrom?: readonly string[] | undefined;
}

/** A model as its configuration describes it. */
export interface ModelSpec {
  readonly className: string;
  readonly name: string;
  /** All layers, in the file's order. */
  readonly layers: readonly LayerSpec[];
  /** The layers that follow each other from the input to the output; or the reason why they are no chain. */
  readonly chain: readonly LayerSpec[] | string;
}

const modelClasses = new Set(['Sequential', 'Functional', 'Model']);

/** Whether a class is one whose layers are in its configuration. */
export const isModelClass = (className: string): boolean => modelClasses.has(className);

/** Reads the configuration of a model, as `model.to_json()` gives it and files hold it. */
export function readModelSpec(json: unknown): ModelSpec {
  const settings = new Settings(json, { where: 'the model' });
  const className = settings.text('class_name');
  if (!isModelClass(className)) {
    throw new FormatError(
      `Keras: the model is a ${quote(className)}, whose layers its configuration does not tell; only ` +
        `${[...modelClasses].join(', ')} can be taken as models. Give its weights alone: a .weights.h5 file.`,
    );
  }
  return readModel(className, settings, undefined);
}

/** Reads what stands behind `class_name` and `config`. */
function readModel(className: string, settings: Settings, givenName: string | undefined): ModelSpec {
  const given = settings.get('config');
  // before Keras 2.2.3 a Sequential was the list of its layers
  const config = settings.inner(Array.isArray(given) ? { layers: given } : given);
  const name = givenName ?? (config.has('name') ? config.text('name') : className);
  const entries = config.list('layers').map((entry) => settings.inner(entry));
  const layers = entries.map(readLayer);
  const names = new Set(layers.map((layer) => layer.name));
  if (names.size < layers.length)
    throw new FormatError(`Keras: two layers of ${quote(name)} have the same name.`);
  if (className === 'Sequential') return { className, name, layers, chain: layers };
  const graph = layers.map((layer, i): GraphLayer => ({ ...layer, nodes: readInboundNodes(entries[i]!) }));
  const withInputs = graph.map(({ nodes, ...layer }) => ({
    ...layer,
    readsFrom: [...new Set(nodes.flatMap(({ inputs }) => inputs.map((input) => input.layer)))],
  }));
  return { className, name, layers: withInputs, chain: findChain(graph, config) };
}

/** Reads one layer: an object with `class_name` and `config`. */
export function readLayer(entry: Settings): LayerSpec {
  const className = ownClass(entry);
  const bare = entry.inner(entry.get('config'));
  const name = entry.has('name') ? entry.text('name') : bare.has('name') ? bare.text('name') : className;
  const where = `${className} ${quote(name)}`;
  if (!isModelClass(className)) return { className, name, settings: entry.inner(entry.get('config'), where) };
  return { className, name, settings: bare, model: readModel(className, entry, name) };
}

/** The class of a layer, with its package where it is not one of Keras' own, so that it is taken for none of those. */
function ownClass(entry: Settings): string {
  const className = entry.text('class_name');
  const registered = entry.get('registered_name');
  const module = entry.get('module');
  const isOwn =
    (module === undefined ||
      module === null ||
      (typeof module === 'string' && /^(tf_)?keras(\.|$)/.test(module))) &&
    (registered === undefined || registered === null || registered === className);
  return isOwn
    ? className
    : typeof registered === 'string' && registered !== ''
      ? registered
      : `custom ${className}`;
}
