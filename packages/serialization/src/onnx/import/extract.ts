import { SluiceError } from '@sluice/math';
import type { ImportedLayer, LeftOut } from '../../imported.js';
import { quote } from '../../text.js';
import { build } from './chain/build.js';
import { compute } from './compute.js';
import { unknown, type Item } from './item.js';
import type { OnnxModel } from './model.js';
import { Positions } from './positions.js';
import { readStart } from './recurrent/initial.js';
import { inputsOf, isRecurrent, type RecurrentOp } from './recurrent/read.js';
import { readNode } from './recurrent/node.js';
import { openInputs } from './scope.js';
import { Walk, type Visit } from './walk.js';

/** The recurrent layers of a model one by one, and what else it holds. */
export interface Extracted {
  readonly layers: readonly ImportedLayer[];
  readonly left: readonly LeftOut[];
}

/** Takes every recurrent node by itself, wherever it stands: in branches, in bodies of loops, in functions. */
export function extractRecurrent(model: OnnxModel): Extracted {
  const layers: ImportedLayer[] = [];
  const left: LeftOut[] = [];
  const others = new Map<string, number>();
  const visitor = (visit: Visit): Item[] => {
    const { node, title, standard, enter, attributes } = visit;
    const outputs = (reason: string): Item[] => node.output.map(() => unknown(reason));
    if (standard && isRecurrent(node.opType)) {
      try {
        layers.push({ ...extract(model, visit, node.opType), name: unusedName(visit.name, layers) });
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error;
        left.push({ name: visit.name, reason: `${node.opType}: ${error.message}` });
      }
      return outputs(`it follows from ${title}`);
    }
    const graphs = ['then_branch', 'else_branch', 'body'].flatMap((name) => {
      const graph = attributes.has(name) ? attributes.graph(name) : undefined;
      return graph ? [[name, graph] as const] : [];
    });
    if (graphs.length > 0) {
      for (const [name, graph] of graphs) {
        enter(
          graph,
          graph.input.map((input) => unknown(`it follows from ${quote(input.name)} in ${title}`)),
          name,
        );
      }
      return outputs(`it follows from ${title}`);
    }
    const items = compute(visit, model.budget);
    if (items.some(({ kind }) => kind !== 'known')) {
      others.set(node.opType, (others.get(node.opType) ?? 0) + 1);
    }
    return items;
  };
  const inputs = openInputs(model.graph).map(
    ({ name }) => [name, unknown(`it follows from the input ${quote(name)}`)] as const,
  );
  new Walk(model, 'all', visitor).run(new Map(inputs), []);
  if (others.size > 0) left.push({ name: model.graph.name, reason: describeOthers(others) });
  return { layers, left };
}

function extract(model: OnnxModel, visit: Visit, op: RecurrentOp): Omit<ImportedLayer, 'name'> {
  const { name } = visit;
  const { attributes, converted } = readNode(model, op, visit);
  const start = readStart(visit, attributes, converted.hiddenSize, new Positions());
  const notes = start.others.map(
    ([name, item]) =>
      `the state ${name} is given as the model runs (${describe(item)}): the option state of predict`,
  );
  const layer = build([
    {
      kind: 'recurrent',
      name,
      attributes,
      converted,
      initial: start.initial,
      inputs: start.inputs,
      ended: false,
    },
  ]);
  const lengths = visit.inputs[inputsOf(op).lengths];
  if (lengths) {
    const given = lengths.kind === 'known' ? `[${lengths.tensor.data.join(', ')}]` : describe(lengths);
    notes.push(`its rows have lengths of their own (sequence_lens: ${given}): the option lengths of predict`);
  }
  return { ...layer, notes: [...layer.notes, ...notes] };
}

const describe = (item: Item): string => (item.kind === 'unknown' ? item.reason : 'known as it runs');

function unusedName(name: string, layers: readonly ImportedLayer[]): string {
  const taken = new Set(layers.map((layer) => layer.name));
  let candidate = name;
  for (let i = 2; taken.has(candidate); i++) candidate = `${name}#${i}`;
  return candidate;
}

function describeOthers(others: ReadonlyMap<string, number>): string {
  const listed = [...others]
    .slice(0, 12)
    .map(([op, count]) => (count === 1 ? quote(op) : `${count} ${quote(op)}`));
  const more = others.size > 12 ? ' and others' : '';
  return `one by one only recurrent nodes come along, not those around them: ${listed.join(', ')}${more}`;
}
