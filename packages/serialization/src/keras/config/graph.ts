import { quote } from '../../text.js';
import { asHistory, type Call, type Reference } from './inbound.js';
import type { LayerSpec } from './model-spec.js';
import type { Settings } from './settings.js';

/** A layer of a graph, and how it is called. */
export interface GraphLayer extends LayerSpec {
  readonly nodes: readonly Call[];
}

/**
 * Finds out whether the layers of a graph follow each other, each reading the one before.
 *
 * @returns them in that order, or the reason why they do not.
 */
export function findChain(graph: readonly GraphLayer[], config: Settings): readonly LayerSpec[] | string {
  const masks = findMasks(graph);
  const layers = graph.filter(({ name }) => !masks.has(name));
  const reason = layers.map((layer) => whyNotSimple(layer, masks)).find((found) => found !== undefined);
  if (reason !== undefined) return reason;
  const byInput = new Map<string, GraphLayer>();
  for (const layer of layers) {
    const from = layer.nodes[0]?.inputs[0]?.layer;
    if (from === undefined) continue;
    const other = byInput.get(from);
    if (other) return `${quote(from)} is read by ${quote(other.name)} and by ${quote(layer.name)}`;
    byInput.set(from, layer);
  }
  const [input, output] = [endsOf(config, 'input_layers'), endsOf(config, 'output_layers')];
  if (input.length !== 1 || output.length !== 1) {
    return `it has ${input.length} inputs and ${output.length} outputs`;
  }
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const chain: GraphLayer[] = [];
  for (let at = byName.get(input[0]!.layer); at && chain.length <= layers.length; at = byInput.get(at.name))
    chain.push(at);
  if (chain.at(-1)?.name !== output[0]!.layer || output[0]!.output !== 0 || chain.length !== layers.length) {
    return 'its layers do not follow each other from the input to the output';
  }
  return chain;
}

function whyNotSimple({ name, nodes }: GraphLayer, masks: ReadonlyMap<string, Mask>): string | undefined {
  const [call, second] = nodes;
  if (second) return `${quote(name)} is called ${nodes.length} times`;
  if (!call) return undefined;
  const [from, other] = call.inputs;
  if (other) return `${quote(name)} reads ${call.inputs.map(({ layer }) => quote(layer)).join(' and ')}`;
  if (call.further.length > 0)
    return `${quote(name)} is given its ${call.further.join(' and ')} by other layers`;
  if (call.training) return `${quote(name)} runs as in training`;
  if (from && (from.output !== 0 || from.call !== 0))
    return `${quote(name)} reads output ${from.output} of ${quote(from.layer)}`;
  if (call.mask && !masks.has(call.mask.layer)) return `${quote(name)} has a mask of its own`;
  return undefined;
}

/**
 * Keras 3 writes the masks of `mask_zero` and `Masking` into a graph: `NotEqual`, and `Any` behind it. They say
 * nothing that the layers do not, so they are left aside where nothing reads them as numbers.
 */
function findMasks(graph: readonly GraphLayer[]): Map<string, Mask> {
  const masks = new Map<string, Mask>();
  for (const { className, name, nodes } of graph) {
    const [call, second] = nodes;
    const from = call?.inputs[0]?.layer;
    if (from === undefined || second) continue;
    const before = masks.get(from);
    if (className === 'Any' && before) masks.set(name, before);
    else if (className === 'NotEqual') masks.set(name, { from, value: call?.constants[0] });
  }
  const isRead = new Set(
    graph
      .filter(({ className }) => className !== 'Any')
      .flatMap(({ nodes }) => nodes.flatMap(({ inputs }) => inputs.map(({ layer }) => layer))),
  );
  const givers = graph.filter(({ className }) => className === 'Masking' || className === 'Embedding');
  const isGiven = ({ from, value }: Mask): boolean =>
    givers.some(
      ({ className, settings, nodes }) =>
        nodes[0]?.inputs[0]?.layer === from &&
        (className === 'Masking'
          ? settings.getOr('mask_value', 0) === value
          : settings.get('mask_zero') === true && value === 0),
    );
  return new Map([...masks].filter(([name, mask]) => !isRead.has(name) && isGiven(mask)));
}

/** A mask that says where a layer's output is another number. */
interface Mask {
  readonly from: string;
  readonly value: unknown;
}

/** The inputs or outputs of a model: one reference, or several in a list or by name. */
function endsOf(config: Settings, name: string): Reference[] {
  const given = config.get(name);
  const list = typeof given === 'object' && given !== null ? (Object.values(given) as unknown[]) : [];
  return typeof list[0] === 'string' ? [asHistory(list)] : list.map(asHistory);
}
