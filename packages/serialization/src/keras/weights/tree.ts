import type { Tensor } from '@sluice/math';
import type { Group } from '../../hdf5/index.js';
import { quote } from '../../text.js';
import {
  wrongWeights,
  type LayerPlace,
  type LayerWeights,
  type ModelWeights,
  type PartName,
} from './layer-weights.js';
import { readVariable } from './read-variable.js';

/** What the group of a model's layers is called: since Keras 3, and in TensorFlow 2.12 to 2.14. */
const containers = ['layers', '_layer_checkpoint_dependencies'];

/**
 * Weights in a tree of groups as Keras 3 saves them: `layers/lstm_1/cell/vars/0`, where a layer is named by its class
 * and by how many of the same class came before it.
 */
export function treeModel(group: Group, layers: readonly LayerPlace[]): ModelWeights {
  const container = containers.map((name) => group.get(name)).find((found) => found?.kind === 'group');
  const where = quote(group.path);
  if (container?.kind !== 'group') {
    return wrongWeights(`the model at ${where}`, `have none of the groups ${containers.join(' and ')}`);
  }
  const places = assign(container, layers);
  return {
    layer({ className, name }) {
      const found = places.get(name);
      return found ? treeLayer(found) : noWeights(`${className} ${quote(name)}`, container.path);
    },
    strangers() {
      const known = new Set([...places.values()].map(({ path }) => path));
      const groups = container.names
        .map((name) => container.get(name))
        .filter((found) => found?.kind === 'group');
      return groups.filter((found) => !known.has(found.path) && holdsNumbers(found)).map(({ path }) => path);
    },
  };
}

/** Whether there is a dataset in a group, however deep. */
function holdsNumbers(group: Group): boolean {
  return group.names.some((name) => {
    const found = group.get(name);
    return found?.kind === 'dataset' || (found?.kind === 'group' && holdsNumbers(found));
  });
}

/** A layer without a group, which is right where it has no weights. */
function noWeights(where: string, path: string): LayerWeights {
  const fail = (): never => wrongWeights(where, `are not in ${quote(path)}, where it has no group`);
  return {
    where,
    conversions: new Set(),
    take: (needed) => (needed.length > 0 ? fail() : {}),
    part: fail,
    cells: fail,
    model: fail,
    finish: () => undefined,
  };
}

/** Finds the group of each layer: the first of a class has the lowest number. Numbers may be left out. */
function assign(container: Group, layers: readonly LayerPlace[]): Map<string, Group> {
  const places = new Map<string, Group>();
  const byClass = new Map<string, string[]>();
  for (const { className, name } of layers) {
    const snake = toSnakeCase(className);
    byClass.set(snake, [...(byClass.get(snake) ?? []), name]);
  }
  for (const [snake, names] of byClass) {
    const groups = numbered(container, snake);
    names.forEach((name, i) => {
      const group = groups[i];
      if (group) places.set(name, group);
    });
  }
  return places;
}

/** The groups of a class in a container: `lstm`, `lstm_1`, `lstm_2` … */
function numbered(container: Group, snake: string): Group[] {
  const numberOf = (name: string): number =>
    name === snake
      ? 0
      : name.startsWith(`${snake}_`)
        ? Number(/^\d+$/.exec(name.slice(snake.length + 1))?.[0] ?? NaN)
        : NaN;
  return container.names
    .filter((name) => !Number.isNaN(numberOf(name)))
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((name) => container.get(name))
    .filter((found): found is Group => found?.kind === 'group');
}

/** The weights of a layer in a group of such a tree. */
export function treeLayer(group: Group, conversions = new Set<string>()): LayerWeights {
  const where = quote(group.path);
  const inner = (name: string): Group => {
    const found = group.get(name);
    return found?.kind === 'group' ? found : wrongWeights(where, `have no group ${quote(name)}`);
  };
  return {
    where,
    conversions,
    take(needed, optional = []) {
      const names = [...needed, ...optional];
      const variables = readVariables(group, conversions);
      if (variables.length < needed.length || variables.length > names.length) {
        wrongWeights(where, `are ${variables.length}, but should be ${describeCount(needed, optional)}`);
      }
      return Object.fromEntries(names.map((name, i) => [name, variables[i]]));
    },
    part: (name: PartName) => treeLayer(inner(name), conversions),
    cells: (classNames) => {
      const container = inner('cells');
      const places = classNames.map((className, i) => ({ className, name: String(i) }));
      const found = assign(container, places);
      return places.map(({ className, name }) => {
        const cell = found.get(name);
        return cell
          ? treeLayer(cell, conversions)
          : wrongWeights(quote(container.path), `have no group for cell ${name}, ${className}`);
      });
    },
    model: (layers) => treeModel(group, layers),
    // a variable that nobody asked for would have been counted
    finish: () => undefined,
  };
}

/** The variables of a layer itself, in their order. */
export function readVariables(group: Group, conversions: Set<string>): Tensor[] {
  const vars = group.get('vars');
  if (vars?.kind !== 'group') return [];
  return vars.names.map((_, i) => {
    const found = vars.get(String(i));
    if (found?.kind !== 'dataset')
      return wrongWeights(quote(vars.path), `are not numbered from 0 to ${vars.names.length - 1}`);
    return readVariable(found, conversions);
  });
}

function describeCount(needed: readonly string[], optional: readonly string[]): string {
  const all = [...needed, ...optional.map((name) => `perhaps ${name}`)];
  return all.length === 0 ? 'none' : all.join(', ');
}

/** The name under which Keras saves a layer of a class: `SimpleRNN` as `simple_rnn`, `LSTM` as `lstm`. */
export const toSnakeCase = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
