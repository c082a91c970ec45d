import type { Cell } from '@sluice/cell';
import type { Shape } from '@sluice/math';
import { express } from './express.js';
import type { Expression } from './expression.js';
import { formulaOf, formulaText, type Formula, type Names, type Piece } from './formula.js';
import { namesFor } from './names.js';
import { markStatePaths } from './state-paths.js';
import { draftNodes, type Draft } from './structure.js';
import { traceStep } from './trace-step.js';

export type NodeKind = 'input' | 'state' | 'next-state' | 'gate' | 'operation' | 'output';

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** What stands on it: `forget`, `×`, `c′`. */
  readonly label: string;
  /** What it computes, in the names of other nodes and of the parameters. */
  readonly formula: Formula;
  /** The formula as it is drawn: without blocks, and with `•` for what an arrow brings. */
  readonly short: string;
  /** Shape of one row. */
  readonly shape: Shape;
  /** Parameters that it reads. */
  readonly parameters: readonly string[];
  /** Between which numbers it lies for certain. */
  readonly range: readonly [number, number];
  /** The gate's name. */
  readonly gate?: string;
  /** The state that runs through it. */
  readonly statePath?: string;
  /** Whether the next state is the cell's output too. */
  readonly isOutput?: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Whether it goes on number by number, rather than through a product with weights. */
  readonly isDirect: boolean;
  /** The state that runs along it. */
  readonly statePath?: string;
}

/** A line of the cell's equations. */
export interface GraphEquation {
  readonly node: string;
  readonly name: Piece;
  readonly formula: Formula;
}

/** A cell's step as a picture of it: plain data. */
export interface CellGraph {
  /** The cell's own name. */
  readonly cell: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly equations: readonly GraphEquation[];
  /** Gates in the order in which the cell names them. */
  readonly gates: readonly string[];
  readonly states: readonly string[];
}

/**
 * Makes a picture of any cell from its step: it is traced, and what only moves numbers about is left out of it.
 *
 * @throws whatever the cell's step throws.
 */
export function cellGraph(cell: Cell): CellGraph {
  const step = traceStep(cell);
  const outputs = express(step);
  const output = outputs.at(-1)!;
  const gates = new Map(step.gates.map((name, i) => [name, outputs[i]!]));
  const nextStates = new Map(step.states.map((name, i) => [name, outputs[step.gates.length + i]!]));
  const drafts = draftNodes(new Set([output, ...nextStates.values(), ...gates.values()]));
  const names = namesFor(drafts, gates, nextStates, output);

  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const idOf = new Map<Expression, string>();
  const add = (node: GraphNode, expression?: Expression): void => {
    nodes.push(node);
    if (expression) idOf.set(expression, node.id);
  };
  const source = (e: Expression): string => idOf.get(e) ?? leafNode(e);
  function leafNode(e: Expression): string {
    const { name, kind } = e.leaf!;
    const id = `${kind}:${name}`;
    add(
      {
        ...about(e),
        id,
        kind: kind === 'state' ? 'state' : 'input',
        label: name,
        formula: [{ text: name, role: kind === 'state' ? 'state' : 'input' }],
        ...(kind === 'parameter' && { parameters: [name] }),
      },
      e,
    );
    return id;
  }

  for (const draft of drafts) {
    const gate = [...gates].filter(([, e]) => e === draft.expression).map(([name]) => name);
    const id = gate.length > 0 ? `gate:${gate[0]}` : `operation:${draft.expression.id}`;
    const reads = [...draft.reads].map(([e, { isDirect }]) => ({ from: source(e), to: id, isDirect }));
    add(
      {
        ...about(draft.expression),
        id,
        kind: gate.length > 0 ? 'gate' : 'operation',
        label: gate.length > 0 ? gate.join(' = ') : symbolOf(draft),
        formula: names.formulaOf(draft.expression),
        short: shortOf(draft, names),
        parameters: [...draft.parameters],
        ...(gate.length > 0 && { gate: gate[0]! }),
      },
      draft.expression,
    );
    edges.push(...reads);
  }
  // a gate that shows what is given: it has no formula, but is a gate all the same
  for (const [name, e] of gates) {
    if (nodes.some(({ id, label }) => id === `gate:${name}` || label.split(' = ').includes(name))) continue;
    const from = source(e);
    add({
      ...about(e),
      id: `gate:${name}`,
      kind: 'gate',
      label: name,
      formula: names.formulaOf(e),
      gate: name,
    });
    edges.push({ from, to: `gate:${name}`, isDirect: true });
  }
  for (const [name, { shape }] of Object.entries(cell.state).map(
    ([name, shape]) => [name, { shape }] as const,
  )) {
    const id = `state:${name}`;
    if (!nodes.some((node) => node.id === id)) {
      add({
        id,
        kind: 'state',
        label: name,
        formula: [{ text: name, role: 'state' }],
        short: '',
        shape,
        parameters: [],
        range: [-Infinity, Infinity],
      });
    }
  }
  for (const [name, e] of nextStates) {
    const id = `next-state:${name}`;
    const from = source(e);
    add({
      ...about(e),
      id,
      kind: 'next-state',
      label: `${name}′`,
      formula: names.formulaOf(e),
      isOutput: e === output,
    });
    edges.push({ from, to: id, isDirect: true });
  }
  if (![...nextStates.values()].includes(output)) {
    const from = source(output);
    add({ ...about(output), id: 'output', kind: 'output', label: 'out', formula: names.formulaOf(output) });
    edges.push({ from, to: 'output', isDirect: true });
  }
  return {
    cell: cell.kind,
    ...markStatePaths(nodes, edges, step.states),
    equations: names.equations(idOf),
    gates: step.gates,
    states: step.states,
  };
}

/** What is known of any node. */
const about = ({
  shape,
  range,
}: Expression): Pick<GraphNode, 'shape' | 'range' | 'parameters' | 'short'> => ({
  // the first axis is the batch, of one row here
  shape: shape.slice(1),
  range,
  parameters: [],
  short: '',
});

/** Names for a formula in a picture: arrows bring what is read, and weights are told apart elsewhere. */
const drawn = (draft: Draft, names: Names): Names => ({
  nameOf(e) {
    if (e === draft.expression || !draft.reads.has(e)) return undefined;
    return e.op === 'leaf' || names.nameOf(e) ? names.nameOf(e) : { text: '•' };
  },
  belowOf: (): string => '',
});

const shortOf = (draft: Draft, names: Names): string =>
  formulaText(formulaOf(draft.expression, drawn(draft, names))).replaceAll('[]', '');

/** What an operation is drawn as: a sign, or its formula where it is more than that. */
function symbolOf(draft: Draft): string {
  const { expression, isPlain } = draft;
  const values = expression.inputs.filter((input) => !input.isFixed);
  if (isPlain && values.length > 1) return signs[expression.op] ?? expression.op;
  const bullets: Names = {
    nameOf: (e) => (e !== expression && draft.reads.has(e) && e.op !== 'leaf' ? { text: '•' } : undefined),
    belowOf: () => '',
  };
  const written = formulaText(formulaOf(expression, bullets)).replaceAll('[]', '');
  // `tanh(•)` and `1 − •` are drawn as `tanh` and `1 −`: the arrow says the rest
  return /^(?:(\w+|σ|√)\(•\)|([^•]+) •)$/.exec(written)?.slice(1).find(Boolean) ?? written;
}

const signs: Readonly<Partial<Record<Expression['op'], string>>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  matmul: '·',
  maximum: 'max',
  minimum: 'min',
  concat: '[ , ]',
  select: '?',
};
