import type { Tensor } from '@sluice/math';
import type { Group } from '../hdf5/index.js';
import { quote } from '../text.js';
import { CannotTake, cannotTake } from './cannot-take.js';
import { Settings } from './config/settings.js';
import type { LayerSpec } from './config/model-spec.js';
import { classByShape } from './convert/cells.js';
import type { LeftOut } from '../imported.js';
import { listLayer, baseOf, type NamedWeight } from './weights/list.js';
import { readVariables, treeLayer } from './weights/tree.js';
import type { LayerWeights } from './weights/layer-weights.js';

/** A layer that was made out from its weights, where nothing else tells of it. */
export interface Discovered {
  readonly spec: LayerSpec;
  readonly weights: LayerWeights;
}

/** What was made out in a file of weights. */
export interface Discovery {
  readonly found: readonly Discovered[];
  readonly left: readonly LeftOut[];
}

/** What is said of layers beside their weights, by name, in Keras' words. */
export type GivenSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Makes out the layers in lists of weights, by the weights' names and shapes. */
export function discoverLists(
  lists: readonly (readonly [layer: string, weights: readonly NamedWeight[]])[],
  given: GivenSettings,
): Discovery {
  const found: Discovered[] = [];
  const left: LeftOut[] = [];
  for (const [name, weights] of lists) {
    if (weights.length === 0) continue;
    const made = attempt(name, left, () => classOfList(name, weights));
    if (made)
      found.push({
        spec: specOf(name, made, given),
        weights: listLayer(`${made.className} ${quote(name)}`, [...weights]),
      });
  }
  return { found, left };
}

/** A class, and the settings that follow from it. */
interface Made {
  readonly className: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The class of its cell, where nothing but shapes tells it. */
  readonly byShape?: string;
}

const plain = (className: string): Made => ({ className, settings: {} });

function classOfList(name: string, weights: readonly NamedWeight[]): Made {
  const bases = weights.map(({ path }) => baseOf(path));
  const recurrent = weights.filter((_, i) => bases[i] === 'recurrent_kernel');
  const shapeOf = ({ read }: NamedWeight): Tensor => read(new Set());
  if (recurrent.length === 2 && recurrent.every(({ path }) => /(^|\/)(forward|backward)_/.test(path))) {
    const [there, back] = recurrent.map((weight) => classByShape(shapeOf(weight), name));
    return bidirectionalOf(there!, back!);
  }
  if (recurrent.length > 1)
    cannotTake(
      `it holds ${recurrent.length} recurrent layers, whose order the file does not tell; give the model's { config }`,
    );
  if (recurrent[0]) return plain(classByShape(shapeOf(recurrent[0]), name));
  return plain(
    simpleClass(
      bases,
      weights.map(({ path }) => path),
    ),
  );
}

function simpleClass(bases: readonly string[], names: readonly string[]): string {
  if (bases.join() === 'embeddings') return 'Embedding';
  if (bases.every((base) => base === 'kernel' || base === 'bias')) return 'Dense';
  if (bases.every((base) => base === 'gamma' || base === 'beta')) return 'LayerNormalization';
  return cannotTake(
    `what it is cannot be told from its weights ${names.map((one) => quote(one)).join(', ')}`,
  );
}

const bidirectionalOf = (there: string, back: string): Made => ({
  className: 'Bidirectional',
  settings: {
    layer: { class_name: there, config: {} },
    ...(there !== back && { backward_layer: { class_name: back, config: { go_backwards: true } } }),
  },
});

/** Makes out the layers in a tree of groups, by what the groups are called and by shapes. */
export function discoverTree(root: Group, given: GivenSettings): Discovery {
  const found: Discovered[] = [];
  const left: LeftOut[] = [];
  const visit = (group: Group, title: string): void => {
    const has = (name: string): Group | undefined => {
      const member = group.names.includes(name) ? group.get(name) : undefined;
      return member?.kind === 'group' ? member : undefined;
    };
    const name = nameOf(group);
    const made = attempt(name, left, () => classOfGroup(title, has));
    if (made) {
      found.push({ spec: specOf(name, made, given), weights: treeLayer(group) });
      return;
    }
    if (made === null) return;
    const own = readVariables(group, new Set());
    if (own.length > 0) {
      const known = simpleByTitle(title, own);
      if (known === undefined)
        left.push({ name, reason: `what it is cannot be told from its ${own.length} weights` });
      else found.push({ spec: specOf(name, known, given), weights: treeLayer(group) });
    }
    for (const member of group.names) {
      const below = has(member);
      if (below && !ignored.has(member)) visit(below, member);
    }
  };
  visit(root, '');
  return { found, left };
}

/** Groups in which there are no layers. */
const ignored = new Set(['vars', 'optimizer', 'seed_generator', '_metrics', 'metrics']);

/** The class of a recurrent layer, whatever its group is called; undefined where a group is none. */
function classOfGroup(title: string, has: (name: string) => Group | undefined): Made | undefined {
  const [there, back] = [has('forward_layer'), has('backward_layer')];
  if (there && back) return bidirectionalOf(cellClass(there), cellClass(back));
  if (!has('cell')) return undefined;
  const known = recurrentTitles.get(title.replace(/_\d+$/, ''));
  if (known) return known(has);
  const className = classByVariables(has('cell')!);
  return { className, settings: {}, byShape: className };
}

type Members = (name: string) => Group | undefined;

/** Layers with a cell, by what Keras calls their groups. */
const recurrentTitles: ReadonlyMap<string, (has: Members) => Made> = new Map([
  ['lstm', () => plain('LSTM')],
  ['gru', () => plain('GRU')],
  ['simple_rnn', () => plain('SimpleRNN')],
  ['rnn', rnnOf],
]);

/** `RNN` of a cell of Keras' own, or of several, which are named by their classes. */
function rnnOf(has: Members): Made {
  const cell = has('cell')!;
  const stack = cell.get('cells');
  if (stack?.kind !== 'group') {
    const className = `${classByVariables(cell)}Cell`;
    return { className: 'RNN', settings: { cell: cellOf(className) }, byShape: className };
  }
  const titles = new Map([
    ['lstm_cell', 'LSTMCell'],
    ['gru_cell', 'GRUCell'],
    ['simple_rnn_cell', 'SimpleRNNCell'],
  ]);
  const bases = stack.names.map((name) => name.replace(/_\d+$/, ''));
  if (new Set(bases).size !== 1)
    return cannotTake(
      "its cells are of several classes, whose order the file does not tell; give the model's { config }",
    );
  const className =
    titles.get(bases[0]!) ?? cannotTake(`it holds cells ${quote(bases[0]!)}, which are not known here`);
  return {
    className: 'RNN',
    settings: {
      cell: { class_name: 'StackedRNNCells', config: { cells: bases.map(() => cellOf(className)) } },
    },
  };
}

const cellOf = (className: string): object => ({ class_name: className, config: {} });

/** The class of a direction of Bidirectional. */
function cellClass(direction: Group): string {
  const cell = direction.get('cell');
  return cell?.kind === 'group' ? classByVariables(cell) : cannotTake('its directions have no cells');
}

function classByVariables(cell: Group): string {
  const [, recurrent] = readVariables(cell, new Set());
  return recurrent
    ? classByShape(recurrent, cell.path)
    : cannotTake(`${quote(cell.path)} holds no weights of a cell`);
}

function simpleByTitle(title: string, weights: readonly Tensor[]): Made | undefined {
  const base = title.replace(/_\d+$/, '');
  const ranks = weights.map(({ shape }) => shape.length).join();
  if (base === 'dense' && (ranks === '2,1' || ranks === '2')) return plain('Dense');
  if (base === 'embedding' && ranks === '2') return plain('Embedding');
  if (base === 'layer_normalization' && ranks === '1,1') return plain('LayerNormalization');
  return undefined;
}

/** The layer's own name, which newer versions keep beside its weights; otherwise its place. */
function nameOf(group: Group): string {
  const vars = group.get('vars');
  const own = vars?.kind === 'group' ? vars.attributes.text('name') : undefined;
  return own ?? group.path.slice(1);
}

function specOf(name: string, { className, settings, byShape }: Made, given: GivenSettings): LayerSpec {
  const own = Object.hasOwn(given, name) ? given[name] : {};
  const values = { ...settings, ...own };
  const assumed = byShape === undefined ? [] : [{ name: 'class_name', value: byShape }];
  const where = `${className} ${quote(name)}`;
  return { className, name, settings: new Settings(values, { where, isPartial: true, assumed }) };
}

/** Undefined and null where nothing is made: the latter where the reason is told. */
function attempt(name: string, left: LeftOut[], make: () => Made | undefined): Made | undefined | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CannotTake)) throw error;
    left.push({ name, reason: error.message });
    return null;
  }
}
