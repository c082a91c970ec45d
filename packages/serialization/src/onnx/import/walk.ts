import { tensor, type Tensor } from '@sluice/math';
import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';
import type { FunctionProto, GraphProto, NodeProto } from '../proto/messages.js';
import { dtypeOf } from '../proto/tensor.js';
import { Attributes } from './attributes.js';
import { MAX_NESTING } from './budget.js';
import { withIdioms } from './idioms.js';
import { unknown, type Item } from './item.js';
import { readOpsets, standardDomain, type OnnxModel, type Opsets } from './model.js';
import { Scope } from './scope.js';
import { wantedNodes } from './wanted.js';

/** A node, as a walk comes by. */
export interface Visit {
  readonly node: NodeProto;
  /** What the node is called, within the graphs that it stands in: `if_1/lstm`. No other node is called so. */
  readonly name: string;
  /** How messages name it: `node "lstm" (LSTM)`. */
  readonly title: string;
  /** Whether its operation is one of ONNX itself. */
  readonly standard: boolean;
  readonly opset: number;
  readonly attributes: Attributes;
  /** What stands at each input; undefined where one is omitted. */
  readonly inputs: readonly (Item | undefined)[];
  readonly readTensor: (attribute: string) => Tensor | undefined;
  /** Walks through a graph that stands in one of the node's attributes, and returns its outputs. */
  readonly enter: (graph: GraphProto, inputs: readonly Item[], name?: string) => Item[];
}

/** What a node gives, one item for each output. */
export type Visitor = (visit: Visit) => readonly Item[];

/** Where a walk is. */
interface Place {
  readonly scope: Scope;
  readonly opsets: Opsets;
  /** Names of the nodes around. */
  readonly path: readonly string[];
  /** In the body of a function: what its call was given. */
  readonly call?: Attributes | undefined;
}

/** Which nodes a walk comes by: those that something wanted follows from, or all of them, also in branches not taken. */
export type Reach = 'wanted' | 'all';

/** Walks through a model's nodes in their order, through calls of functions and the branches that are taken too. */
export class Walk {
  readonly #model: OnnxModel;
  readonly #visitor: Visitor;
  readonly #reach: Reach;
  #visits: number;

  constructor(model: OnnxModel, reach: Reach, visitor: Visitor) {
    this.#model = model;
    this.#reach = reach;
    this.#visits = model.budget.visits;
    this.#visitor = (visit) => {
      const before = model.folded.get(visit.name);
      if (before) return before;
      const items = visitor(visit);
      const isFolded = items.every((item) => item.kind === 'known' && item.origin === 'file');
      if (isFolded && items.length > 0) model.folded.set(visit.name, items);
      return items;
    };
  }

  /** Walks through the model's own graph. */
  run(inputs: ReadonlyMap<string, Item>, outputs: readonly string[]): Item[] {
    const { graph, opsets } = this.#model;
    const scope = new Scope(this.#model, '', graph.initializer);
    for (const [name, item] of inputs) scope.set(name, item);
    for (const { values } of graph.sparseInitializer) {
      scope.set(values?.name ?? '', unknown(`the tensor ${quote(values?.name ?? '')} is sparse`));
    }
    return this.#nodes(graph.node, outputs, { scope, opsets, path: [] });
  }

  #nodes(nodes: readonly NodeProto[], outputs: readonly string[], place: Place): Item[] {
    if (place.path.length > MAX_NESTING) {
      throw new FormatError(`ONNX: graphs and functions stand in each other more than ${MAX_NESTING} deep.`);
    }
    this.#visits -= nodes.length;
    if (this.#visits < 0) {
      throw new FormatError(
        `ONNX: calls make more than ${this.#model.budget.visits} nodes of those in the file, out of proportion to its length.`,
      );
    }
    const meant = this.#meant(nodes, place);
    const visited = this.#reach === 'all' ? meant : wantedNodes(meant, outputs);
    const names = ownNames(meant);
    for (const node of visited) this.#node(node, names.get(node)!, place);
    return outputs.map((name) => this.#read(name, place, 'The graph gives'));
  }

  /** The nodes with those that only one operation stands for replaced by it. */
  #meant(nodes: readonly NodeProto[], { scope }: Place): readonly NodeProto[] {
    const constants = new Map(
      nodes.flatMap((node) => (node.opType === 'Constant' ? [[node.output[0], node] as const] : [])),
    );
    return withIdioms(nodes, (name) => {
      const node = constants.get(name);
      const { data } = (node ? this.#constant(node) : knownTensor(scope, name)) ?? { data: [] };
      return data.length === 1 ? data[0] : undefined;
    });
  }

  #constant(node: NodeProto): Tensor | undefined {
    const { t, f, i } = node.attribute[0] ?? {};
    if (t && dtypeOf(t.dataType)) return this.#model.readTensor(t);
    const value = f ?? i;
    return value === undefined ? undefined : tensor([value], []);
  }

  #node(node: NodeProto, own: string, place: Place): void {
    const name = [...place.path, own].join('/');
    const inputs = node.input.map((input) =>
      input === '' ? undefined : this.#read(input, place, `The node ${quote(name)} reads`),
    );
    const attributes = new Attributes(node, place.call);
    const called = this.#model.functionOf(node);
    const path = [...place.path, own];
    const results = called
      ? this.#call(called, inputs, attributes, path)
      : this.#own(node, { ...place, path }, inputs, attributes);
    node.output.forEach((output, i) =>
      place.scope.set(output, results[i] ?? unknown(`node ${quote(name)} has no output ${i}`)),
    );
  }

  #own(
    node: NodeProto,
    place: Place,
    inputs: readonly (Item | undefined)[],
    attributes: Attributes,
  ): readonly Item[] {
    const domain = standardDomain(node.domain);
    const name = place.path.join('/');
    const enter = (graph: GraphProto, given: readonly Item[], inner?: string): Item[] => {
      const path = inner === undefined ? place.path : [...place.path, inner];
      const scope = new Scope(this.#model, prefixOf(path), graph.initializer, place.scope);
      graph.input.forEach((input, i) => {
        if (given[i]) scope.set(input.name, given[i]);
      });
      const names = graph.output.map((output) => output.name);
      return this.#nodes(graph.node, names, { ...place, scope, path });
    };
    return this.#visitor({
      node,
      name,
      title: `node ${quote(name)} (${domain === '' ? '' : `${domain}.`}${node.opType})`,
      standard: domain === '',
      opset: place.opsets.get(domain) ?? 1,
      attributes,
      inputs,
      readTensor: (attribute) => {
        const tensor = attributes.tensor(attribute);
        return tensor && this.#model.readTensor(tensor);
      },
      enter,
    });
  }

  #call(
    called: FunctionProto,
    inputs: readonly (Item | undefined)[],
    attributes: Attributes,
    path: readonly string[],
  ): Item[] {
    const scope = new Scope(this.#model, prefixOf(path));
    called.input.forEach((name, i) => {
      if (inputs[i]) scope.set(name, inputs[i]);
    });
    const own = readOpsets(called.opsetImport);
    return this.#nodes(called.node, called.output, {
      scope,
      opsets: own.size > 0 ? own : this.#model.opsets,
      path,
      call: attributes.withDefaults(called.attributeProto),
    });
  }

  #read(name: string, { scope }: Place, reader: string): Item {
    const item = scope.get(name);
    if (item) return item;
    throw new FormatError(
      `ONNX: ${reader} ${quote(name)}, which no node before it makes; the file is damaged, or its nodes are out of order.`,
    );
  }
}

/** A name for each node of a graph: its own, or that of what it gives; such that stand twice are numbered. */
function ownNames(nodes: readonly NodeProto[]): ReadonlyMap<NodeProto, string> {
  const taken = new Set<string>();
  const names = new Map<NodeProto, string>();
  nodes.forEach((node, i) => {
    const wish = [node.name, ...node.output].find((name) => name !== '') ?? node.opType;
    const name = taken.has(wish) ? `${wish}#${i}` : wish;
    taken.add(name);
    names.set(node, name);
  });
  return names;
}

function knownTensor(scope: Scope, name: string): Tensor | undefined {
  const item = name === '' ? undefined : scope.get(name);
  return item?.kind === 'known' && item.origin === 'file' ? item.tensor : undefined;
}

const prefixOf = (path: readonly string[]): string => `${path.join('/')}/`;
