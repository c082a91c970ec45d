import type { ModelWeights } from './layer-weights.js';
import { listModel, type NamedWeight } from './list.js';

/** How many parts of a name are looked at: deeper than any model in a model stands. */
const MAX_PARTS = 16;

/** Weights of a model in one list, whose names say which layer they belong to. */
export function namedModel(list: readonly NamedWeight[]): ModelWeights {
  const [starts, inside] = [new Map<string, NamedWeight[]>(), new Map<string, NamedWeight[]>()];
  const add = (index: Map<string, NamedWeight[]>, name: string, weight: NamedWeight): void => {
    const known = index.get(name);
    if (known) known.push(weight);
    else index.set(name, [weight]);
  };
  for (const weight of list) {
    const parts = weight.path.split('/', MAX_PARTS).slice(0, -1);
    parts.forEach((_, i) => add(starts, parts.slice(0, i + 1).join('/'), weight));
    new Set(parts.slice(1)).forEach((part) => add(inside, part, weight));
  }
  // Keras 3 puts the model's name before the layer's
  const listOf = (layer: string): readonly NamedWeight[] => starts.get(layer) ?? inside.get(layer) ?? [];
  return listModel(listOf, (layers) => {
    const owned = new Set([...layers].flatMap(listOf));
    return list.filter((weight) => !owned.has(weight)).map(({ path }) => path);
  });
}
