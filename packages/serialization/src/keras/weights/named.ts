import type { ModelWeights } from './layer-weights.js';
import { listModel, type NamedWeight } from './list.js';

/** Weights of a model in one list, whose names say which layer they belong to. */
export function namedModel(list: readonly NamedWeight[]): ModelWeights {
  return listModel((layer) => {
    const ofLayer = ({ path }: NamedWeight): boolean => path === layer || path.startsWith(`${layer}/`);
    const own = list.filter(ofLayer);
    // Keras 3 puts the model's name before the layer's
    return own.length > 0 ? own : list.filter(({ path }) => path.includes(`/${layer}/`));
  });
}
