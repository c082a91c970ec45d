import { isCell } from '@sluice/cell';
import { quote } from '../../text.js';
import { CannotTake, cannotTake } from '../cannot-take.js';
import type { Dialect } from '../config/dialect.js';
import { readLayer, type LayerSpec, type ModelSpec } from '../config/model-spec.js';
import type { LayerWeights, ModelWeights } from '../weights/layer-weights.js';
import type { Conversion, Converted, Flow, Part } from './converter.js';
import { convertRecurrent, isRecurrent } from './recurrent.js';
import { stateless } from './stateless.js';

/** Says which layer of a chain is not taken, and why. */
export class LayerNotTaken extends CannotTake {
  readonly spec: LayerSpec;
  readonly reason: string;

  constructor(spec: LayerSpec, reason: string) {
    super(`${spec.className} ${quote(spec.name)}: ${reason}`);
    this.spec = spec;
    this.reason = reason;
  }
}

/** Converts layers that follow each other. */
export function convertChain(
  { chain, layers }: ModelSpec,
  { weights, flow, dialect }: { weights: ModelWeights; flow: Flow; dialect: Dialect },
): Converted {
  if (typeof chain === 'string') return cannotTake(`its layers are no chain: ${chain}`);
  const parts: Part[] = [];
  const notes: string[] = [];
  let current = startOf(chain, flow);
  const isAlone = layers.filter(({ className }) => className !== 'InputLayer').length === 1;
  for (const spec of chain) {
    try {
      const own = spec.className === 'InputLayer' ? nothing : weights.layer(spec);
      const converted = convertLayer(spec, { weights: own, flow: current, dialect });
      own.finish();
      parts.push(...converted.parts);
      const all = [...converted.notes, ...own.conversions, ...assumptions(spec)];
      notes.push(...all.map((note) => (isAlone ? note : `${spec.name}: ${note}`)));
      current = converted.flow;
    } catch (error) {
      if (!(error instanceof CannotTake) || error instanceof LayerNotTaken) throw error;
      throw new LayerNotTaken(spec, error.message);
    }
  }
  return { parts, flow: current, notes };
}

/** Whether layers of a class can be taken, unless their settings stand against it. */
export const isKnown = (className: string): boolean =>
  stateless.has(className) || isRecurrent(className) || className === 'TimeDistributed';

/** Converts one layer of any class. */
export function convertLayer(
  spec: LayerSpec,
  { weights, flow, dialect }: Pick<Conversion, 'weights' | 'flow' | 'dialect'>,
): Converted {
  const { className, model } = spec;
  if (model) return convertChain(model, { weights: weights.model(model.layers), flow, dialect });
  const conversion: Conversion = { ...spec, weights, flow, dialect };
  if (className === 'TimeDistributed') return convertTimeDistributed(conversion);
  if (isRecurrent(className)) return convertRecurrent(conversion);
  const convert = stateless.get(className) ?? cannotTake('there is no such layer here');
  return convert(conversion);
}

/** A layer at each step: the same layer here, where every layer without state acts so. */
function convertTimeDistributed({ settings, weights, flow, dialect }: Conversion): Converted {
  if (!flow.isSequence) return cannotTake('it runs over a sequence, but only one step comes to it');
  const inner = readLayer(settings.inner(settings.get('layer')));
  const part = weights.part('layer');
  const converted = convertLayer(inner, {
    weights: part,
    flow: { ...flow, isSequence: false, isMasked: false },
    dialect,
  });
  if (converted.parts.some(({ layer }) => !isCell(layer)))
    return cannotTake(`its layer ${inner.className} is no step's`);
  return { ...converted, flow: { ...converted.flow, isSequence: true, isMasked: flow.isMasked } };
}

const nothing: Pick<LayerWeights, 'finish' | 'conversions'> & LayerWeights = {
  where: 'an input',
  conversions: new Set(),
  take: () => ({}),
  part: () => nothing,
  cells: () => [],
  model: () => ({ layer: () => nothing, strangers: () => [] }),
  finish: () => undefined,
};

/** What comes to a chain, as far as its first layers tell. */
function startOf(chain: readonly LayerSpec[], flow: Flow): Flow {
  const [first] = chain;
  if (!first || flow.features !== undefined || !flow.isSequence) return flow;
  const shape = shapeOf(first);
  const isTokens = chain.find(({ className }) => className !== 'InputLayer')?.className === 'Embedding';
  if (!shape) return { ...flow, isTokens };
  // behind the batch there are time and features; of indices there is time only
  const rank = shape.length - 1 + (isTokens ? 1 : 0);
  if (rank < 1 || rank > 2)
    return cannotTake(`its input has ${shape.length} axes, but [batch, time, features] is taken`);
  const features = isTokens ? undefined : shape.at(-1);
  return {
    ...flow,
    isTokens,
    isSequence: rank === 2,
    features: Number.isSafeInteger(features) ? (features as number) : undefined,
  };
}

/** The shape of an input with its batch: what it is called depends on the version. */
function shapeOf({ settings, model }: LayerSpec): readonly unknown[] | undefined {
  if (model && typeof model.chain !== 'string' && model.chain[0]) return shapeOf(model.chain[0]);
  const name = ['batch_shape', 'batch_input_shape'].find(
    (candidate) => settings.get(candidate) !== undefined && settings.get(candidate) !== null,
  );
  return name === undefined ? undefined : settings.list(name);
}

/** Says what was taken for granted, since a file of weights alone does not tell. */
export function assumptions({ name, settings: { isPartial, assumed } }: LayerSpec): string[] {
  if (!isPartial || assumed.length === 0) return [];
  const list = [...new Map(assumed.map((one) => [one.name, String(one.value)]))].map(
    ([key, value]) => `${key} ${value}`,
  );
  return [
    `assumed, since the file holds weights only: ${list.join(', ')}; say otherwise by { layers: { '${name}': { … } } } or { config }`,
  ];
}
