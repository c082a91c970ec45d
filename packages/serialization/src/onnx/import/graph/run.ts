import { SluiceError, type Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { runBranch } from '../branch.js';
import { compute } from '../compute.js';
import { isMoved, unknown, type Item, type Known } from '../item.js';
import type { OnnxModel } from '../model.js';
import { movesPositions, readsPositions } from '../moving.js';
import { isRecurrent, type RecurrentOp } from '../recurrent/read.js';
import { Walk, type Visit } from '../walk.js';

/** Who runs a graph: what becomes of known numbers, recurrent nodes, loops and branches. */
export interface Host {
  lift(item: Known): Value;
  recurrent(visit: Visit, op: RecurrentOp): readonly Item[];
  scan(visit: Visit): readonly Item[];
  decide(visit: Visit): boolean | undefined;
  /** A reshape by the meaning of its axes, where that is known, instead of by the sizes in the file. */
  reshape(visit: Visit, x: Value): Value | undefined;
  /** Is told that a node has been traced. */
  traced?(visit: Visit, items: readonly Item[]): void;
}

/** Traces the part of a graph that an output follows from. */
export function runGraph(
  model: OnnxModel,
  inputs: ReadonlyMap<string, Item>,
  output: string,
  host: Host,
): Item {
  const walk = new Walk(model, 'wanted', (visit) => {
    const items = attempt(visit, () => visitNode(visit, model, host));
    host.traced?.(visit, items);
    return items;
  });
  return walk.run(inputs, [output])[0]!;
}

/** A layer takes one sequence; another input may only be what a state starts from. */
export const notTheSequence = ({ name }: Known): FormatError =>
  new FormatError(
    `It reads ${quote(name ?? '')}, which follows from an input beside the sequence; such a one may only be a state to start from.`,
  );

/** What is wrong with a node is in the way only of what follows from it. */
function attempt({ node, title }: Visit, run: () => readonly Item[]): readonly Item[] {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return node.output.map(() => unknown(`${title}: ${error.message}`));
  }
}

function visitNode(visit: Visit, model: OnnxModel, host: Host): readonly Item[] {
  const { node, standard, inputs } = visit;
  if (standard && isRecurrent(node.opType)) return host.recurrent(visit, node.opType);
  if (standard && node.opType === 'If') return runBranch(visit, (each) => host.decide(each));
  const obstacle = inputs.find((input) => input?.kind === 'unknown');
  if (obstacle) return node.output.map(() => obstacle);
  if (standard && node.opType === 'Scan') return host.scan(visit);
  if (readsPositions(visit) && !movesPositions(visit)) {
    throw notTheSequence(inputs.find(isMoved)!);
  }
  const [first] = inputs;
  const reshaped =
    standard && node.opType === 'Reshape' && first?.kind === 'traced'
      ? host.reshape(visit, first.value)
      : undefined;
  if (reshaped) return [{ kind: 'traced', value: reshaped }];
  return compute(visit, model.budget, (item) => host.lift(item));
}
