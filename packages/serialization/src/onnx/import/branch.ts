import type { GraphProto } from '../proto/messages.js';
import { unknown, type Item } from './item.js';
import type { Visit } from './walk.js';

/** Says which branch an `If` takes. */
export type Decide = (visit: Visit) => boolean | undefined;

/** Whether the condition of an `If` is known, and what it is. */
export const knownCondition: Decide = ({ inputs: [condition] }) =>
  condition?.kind === 'known' && condition.origin !== 'moved' ? condition.tensor.data[0] !== 0 : undefined;

/** Runs the branch of an `If` that is taken. */
export function runBranch(visit: Visit, decide: Decide = knownCondition): readonly Item[] {
  const { node, title, attributes, enter } = visit;
  const taken = decide(visit);
  const name = taken ? 'then_branch' : 'else_branch';
  const graph: GraphProto | undefined = taken === undefined ? undefined : attributes.graph(name);
  if (graph) return enter(graph, [], name);
  const problem = taken === undefined ? 'which branch it takes follows from the input' : `it has no ${name}`;
  return node.output.map(() => unknown(`${title}: ${problem}`));
}
