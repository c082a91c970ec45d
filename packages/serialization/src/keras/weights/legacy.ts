import type { Attributes, Group } from '../../hdf5/index.js';
import { quote } from '../../text.js';
import { wrongWeights, type ModelWeights } from './layer-weights.js';
import { listModel, type NamedWeight } from './list.js';
import { readVariable } from './read-variable.js';

/**
 * Weights as Keras 2 saves them, and Keras 3 still does in `.h5`: a group for each layer, whose attribute
 * `weight_names` lists its weights in order.
 */
export function legacyModel(root: Group): ModelWeights {
  return listModel(
    (layer) => legacyList(root, layer),
    (layers) => layerNames(root).filter((name) => !layers.has(name) && legacyList(root, name).length > 0),
  );
}

/** The names of the layers, in the model's order. */
export const layerNames = (root: Group): string[] => splitTexts(root.attributes, 'layer_names');

/** The weights of one layer. */
export function legacyList(root: Group, layer: string): NamedWeight[] {
  const group = root.get(layer);
  // one without weights may have no group
  if (group?.kind !== 'group') return [];
  return splitTexts(group.attributes, 'weight_names').map((path) => ({
    path,
    read(conversions) {
      const found = group.get(path);
      return found?.kind === 'dataset'
        ? readVariable(found, conversions)
        : wrongWeights(quote(layer), `should hold ${quote(path)}, but there is no such dataset`);
    },
  }));
}

/** A list of texts, which Keras cuts into several attributes, `weight_names0`, `weight_names1` …, where it is long. */
function splitTexts(attributes: Attributes, name: string): string[] {
  const whole = attributes.texts(name);
  if (whole) return whole;
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = attributes.texts(`${name}${i}`);
    if (!part) return parts;
    parts.push(...part);
  }
}
