import type { Tensor } from '@sluice/math';
import { quote } from '../../text.js';
import { listNames, wrongWeights, type LayerWeights, type ModelWeights } from './layer-weights.js';

/** A weight under its name: `bidirectional/forward_lstm/lstm_cell/kernel:0`. */
export interface NamedWeight {
  readonly path: string;
  /** Reads the numbers; `conversions` is told what becomes of them. */
  readonly read: (conversions: Set<string>) => Tensor;
}

/** What a weight is, by the end of its name: `kernel`. A number behind it tells apart names that came twice. */
export const baseOf = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/:\d+$/, '')
    .replace(/_\d+$/, '');

/**
 * The weights of a model whose layers have a list each, by name.
 *
 * @param strangers - what belongs to none of these layers.
 */
export function listModel(
  listOf: (layer: string) => readonly NamedWeight[],
  strangers: (layers: ReadonlySet<string>) => readonly string[] = () => [],
): ModelWeights {
  return {
    layer: ({ className, name }) => listLayer(`${className} ${quote(name)}`, [...listOf(name)]),
    strangers: (layers) => strangers(new Set(layers.map(({ name }) => name))),
  };
}

/**
 * Weights in a list, in Keras' order: those of a layer's parts follow each other. `left` shrinks as they are taken.
 */
export function listLayer(where: string, left: NamedWeight[], conversions = new Set<string>()): LayerWeights {
  const layer: LayerWeights = {
    where,
    conversions,
    take(needed, optional = []) {
      const names = new Set([...needed, ...optional]);
      const taken: Record<string, Tensor | undefined> = {};
      // those of one part stand together, in whatever order
      while (left.length > 0) {
        const base = baseOf(left[0]!.path);
        if (!names.delete(base)) break;
        taken[base] = left.shift()!.read(conversions);
      }
      const missing = needed.filter((name) => names.has(name));
      if (missing.length > 0) {
        wrongWeights(
          where,
          `lack ${listNames(missing)}; next in the file are ${listNames(left.slice(0, 4).map(({ path }) => path))}`,
        );
      }
      return taken;
    },
    part: () => layer,
    cells: (classNames) => classNames.map(() => layer),
    model: () =>
      // the weights of a model inside of this one stand in one list, frozen ones at its end; names tell whose they are
      listModel((name) => {
        const own = left.filter(({ path }) => path.split('/').includes(name));
        left.splice(0, left.length, ...left.filter((weight) => !own.includes(weight)));
        return own;
      }),
    finish() {
      if (left.length > 0) {
        wrongWeights(where, `hold more than it has: ${listNames(left.slice(0, 8).map(({ path }) => path))}`);
      }
    },
  };
  return layer;
}
