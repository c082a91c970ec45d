import { sequential } from '@sluice/cell';
import { SluiceError, type Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import type { Imported, ImportedLayer, LeftOut } from '../imported.js';
import { quote } from '../text.js';
import { CannotTake, cannotTake } from './cannot-take.js';
import type { Dialect } from './config/dialect.js';
import type { LayerSpec, ModelSpec } from './config/model-spec.js';
import { assumptions, convertChain, convertLayer, isKnown, LayerNotTaken } from './convert/convert-chain.js';
import { prefixed, type Flow, type Part } from './convert/converter.js';
import { isRecurrent } from './convert/recurrent.js';
import type { Discovery } from './discover.js';
import type { LayerWeights, ModelWeights } from './weights/layer-weights.js';

/**
 * Whether layers are wanted one by one: not unless it must be, those that are recurrent, or all that there are here.
 */
export type Split = boolean | 'all';

/** Nothing is known of what comes. */
const anything: Flow = {
  features: undefined,
  isTokens: false,
  isSequence: true,
  isMasked: false,
  isMaskStale: false,
};

/** Makes layers of a model whose configuration is known. */
export function assembleModel(
  spec: ModelSpec,
  {
    weights,
    dialect,
    format,
    split,
  }: { weights: ModelWeights; dialect: Dialect; format: string; split: Split },
): Imported {
  return asFormatError(() => {
    const strangers = weights
      .strangers(spec.layers)
      .map((name): LeftOut => ({ name, reason: 'weights of no layer that the configuration has' }));
    const { whole, layers, left } =
      split === false
        ? atOnce(spec, { weights, dialect })
        : { whole: false, ...oneByOne(spec, { weights, dialect, split }) };
    return { format, whole, layers, left: [...left, ...strangers] };
  });
}

/** The model as one layer where that can be, otherwise its recurrent layers. */
function atOnce(
  spec: ModelSpec,
  { weights, dialect }: { weights: ModelWeights; dialect: Dialect },
): Omit<Imported, 'format'> {
  try {
    const { parts, notes } = convertChain(spec, { weights, flow: anything, dialect });
    if (parts.length === 0) cannotTake('none of its layers computes anything');
    return { whole: true, layers: [joined(spec.name, parts, [...notes, ...precisionNotes(spec)])], left: [] };
  } catch (error) {
    if (!(error instanceof CannotTake)) throw error;
    const reason = `it cannot come whole: ${error.message}`;
    const { layers, left } = oneByOne(spec, { weights, dialect, split: false });
    const known = error instanceof LayerNotTaken ? left.filter(({ name }) => name !== error.spec.name) : left;
    return { whole: false, layers, left: [{ name: spec.name, reason }, ...known] };
  }
}

/** What layers compute in, where it is not float32: a policy has a name of its own. */
function precisionNotes({ layers }: ModelSpec): string[] {
  const names = layers.map(({ settings }) => {
    const dtype = settings.get('dtype');
    const config =
      typeof dtype === 'object' && dtype !== null ? settings.inner(dtype).get('config') : undefined;
    return typeof config === 'object' && config !== null ? settings.inner(config).get('name') : dtype;
  });
  const others = names.filter((name) => typeof name === 'string' && /^(mixed_)?b?float(16|64)$/.test(name));
  return [...new Set(others)].map((name) => `computes in ${String(name)} in Keras, in float32 here`);
}

/** Layers that are wanted each by itself. */
function oneByOne(
  spec: ModelSpec,
  { weights, dialect, split }: { weights: ModelWeights; dialect: Dialect; split: Split },
): { layers: ImportedLayer[]; left: LeftOut[] } {
  const layers: ImportedLayer[] = [];
  const left: LeftOut[] = [];
  const masks = spec.layers.some(
    ({ className, settings }) => className === 'Masking' || settings.get('mask_zero') === true,
  );
  for (const layer of spec.layers) {
    const own = weights.layer(layer);
    if (layer.model) {
      const inner = oneByOne(layer.model, { weights: own.model(layer.model.layers), dialect, split });
      layers.push(...inner.layers.map((one) => ({ ...one, name: `${layer.name}/${one.name}` })));
      left.push(...inner.left.map((one) => ({ ...one, name: `${layer.name}/${one.name}` })));
      continue;
    }
    if (layer.className === 'InputLayer') continue;
    if (!isRecurrent(layer.className) && split !== 'all') {
      const reason = isKnown(layer.className)
        ? "not recurrent; { split: 'all' } brings it"
        : `there is no such layer here${readsNote(layer)}`;
      left.push({ name: layer.name, reason: `${layer.className}, ${reason}` });
      continue;
    }
    takeOne(layer, {
      weights: own,
      dialect,
      layers,
      left,
      notes: masks && isRecurrent(layer.className) ? [maskNote] : [],
    });
  }
  return { layers, left };
}

/** What a layer puts together, so that somebody else can. */
const readsNote = ({ readsFrom = [] }: LayerSpec): string =>
  readsFrom.length > 1 ? `; it reads ${readsFrom.map((name) => quote(name)).join(', ')}` : '';

const maskNote = 'the model masks steps: put it in masked(), behind the layer that gives the mask';

/** Makes layers of weights without a model. */
export function assembleDiscovery(
  { found, left: unknown }: Discovery,
  { dialect, format, split }: { dialect: Dialect; format: string; split: Split },
): Imported {
  return asFormatError(() => {
    const layers: ImportedLayer[] = [];
    const left = [...unknown];
    for (const { spec, weights } of found) {
      if (isRecurrent(spec.className) || split === 'all') takeOne(spec, { weights, dialect, layers, left });
      else
        left.push({
          name: spec.name,
          reason: `${spec.className}, whose place the file does not tell; give the model's { config }, or { split: 'all' }`,
        });
    }
    return { format, whole: false, layers, left };
  });
}

function takeOne(
  spec: LayerSpec,
  {
    weights,
    dialect,
    layers,
    left,
    notes: further = [],
  }: {
    weights: LayerWeights;
    dialect: Dialect;
    layers: ImportedLayer[];
    left: LeftOut[];
    notes?: readonly string[];
  },
): void {
  try {
    const flow = { ...anything, isTokens: spec.className === 'Embedding' };
    const { parts, notes } = convertLayer(spec, { weights, flow, dialect });
    weights.finish();
    if (parts.length === 0) {
      left.push({ name: spec.name, reason: `${spec.className}, which does nothing outside of training` });
      return;
    }
    const from = spec.readsFrom?.map((name) => quote(name)).join(' and ');
    const place = from === undefined || from === '' ? [] : [`reads ${from}`];
    layers.push(
      joined(spec.name, parts, [
        ...place,
        ...further,
        ...notes,
        ...weights.conversions,
        ...assumptions(spec),
      ]),
    );
  } catch (error) {
    if (!(error instanceof CannotTake)) throw error;
    left.push({ name: spec.name, reason: `${spec.className}: ${error.message}` });
  }
}

/** Parts as one layer: one by itself, several one after the other. */
function joined(name: string, parts: readonly Part[], notes: readonly string[]): ImportedLayer {
  const [only] = parts;
  if (parts.length === 1) return { name, ...only!, notes };
  return {
    name,
    layer: sequential(...parts.map(({ layer }) => layer)),
    params: Object.assign({}, ...parts.map(({ params }, i) => prefixed(i, params))) as Record<string, Tensor>,
    notes,
  };
}

/** What layers say of sizes that do not fit is about the file. */
function asFormatError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof SluiceError)) throw error;
    throw new FormatError(`Keras: the layers in the file cannot be made: ${error.message}`, { cause: error });
  }
}
