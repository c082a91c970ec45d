import { SluiceError } from '@sluice/math';
import type { ImportedLayer, LeftOut } from '../../../imported.js';
import { quote } from '../../../text.js';
import type { NodeProto } from '../../proto/messages.js';
import { completeState } from '../chain/build.js';
import { standardDomain, type OnnxModel } from '../model.js';
import { isRecurrent } from '../recurrent/read.js';
import { rules } from '../rules/index.js';
import { wantedNodes } from '../wanted.js';
import { discover, type Attempt } from './discover.js';
import { layerOfPlan } from './layer.js';
import { layoutsToTry, type Layout } from './layout.js';
import type { Plan } from './plan.js';

/** A graph as one layer and what does not come along, or what is in the way. */
export type FollowedGraph =
  | { readonly layer: Omit<ImportedLayer, 'name'>; readonly left: readonly LeftOut[] }
  | { readonly left: readonly LeftOut[] };

/** Sizes that no axis of weights has are taken for steps and rows. */
const SIZES = [7, 5, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47];

/** How many outputs are looked at. */
const MAX_OUTPUTS = 16;

/**
 * Makes one layer of a graph of any operations that Sluice has, if rows do not mix in it.
 *
 * @param output - the output that the layer gives; by default the first that is no state.
 */
export function followGraph(model: OnnxModel, output: string | undefined): FollowedGraph {
  const { graph } = model;
  const names = output === undefined ? graph.output.map(({ name }) => name).slice(0, MAX_OUTPUTS) : [output];
  const search = new Search(model);
  const plans: Plan[] = [];
  for (const name of names) {
    const plan = search.plan(name);
    if ('layout' in plan) plans.push(plan);
    // the first output that is no state is the one that counts
    else if (plans.every(({ isState }) => isState)) return plan;
  }
  const plan = plans.find(({ isState }) => !isState) ?? plans[0]!;
  const others = names.filter(
    (name) => name !== plan.output && !plans.some((each) => each.output === name && each.isState),
  );
  try {
    return finish(plan, others, search.recurs(plan.output));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return { left: [{ name: graph.name, reason: error.message }] };
  }
}

function finish(plan: Plan, others: readonly string[], recurs: boolean): FollowedGraph {
  const { layer, params, state } = layerOfPlan(plan);
  const notes = [...plan.notes];
  const { fixed, mixes, output } = plan;
  if (fixed.batch !== undefined)
    notes.push(`the file is made for ${fixed.batch} rows, and no other number of them`);
  if (mixes.length > 0) notes.push(`it needs the whole sequence at once: ${mixes.slice(0, 3).join('; ')}`);
  if (others.length > 0) {
    notes.push(
      `of the outputs ${[output, ...others].map(quote).join(', ')} the first is given; the option output takes another`,
    );
  }
  const unrolled = unrolledSteps(plan, recurs);
  const left: LeftOut[] = [];
  if (unrolled !== undefined) {
    const reason =
      `it holds no recurrent node: its loop was unrolled when it was exported, for ${unrolled} steps, ` +
      `so there is no cell in it that could be stepped`;
    notes.push(reason);
    left.push({ name: plan.model.graph.name, reason });
  }
  return { layer: { layer, params, ...completeState(layer, state), notes }, left };
}

/** How many steps a loop had that an exporter wrote out, step after step. */
function unrolledSteps({ fixed, mixes }: Plan, recurs: boolean): number | undefined {
  const takesApart = mixes.some((mix) => /cuts a sequence|takes some steps/.test(mix));
  return recurs || !takesApart ? undefined : fixed.time;
}

/** Finds the steps and rows of a graph by trying. */
class Search {
  readonly #model: OnnxModel;
  readonly #sizes: readonly number[];
  /** What was found for one output serves for all. */
  #found: Omit<Attempt, 'output'> | undefined;

  constructor(model: OnnxModel) {
    this.#model = model;
    const taken = new Set(model.graph.initializer.flatMap(({ dims }) => Array.from(dims)));
    this.#sizes = SIZES.filter((size) => !taken.has(size));
  }

  /** Whether anything that an output follows from recurs. */
  recurs(output: string): boolean {
    const { graph, functions } = this.#model;
    return hasLoop(wantedNodes(graph.node, [output])) || functions.some(({ node }) => hasLoop(node));
  }

  /** A plan for an output, or what is in the way. */
  plan(output: string): Plan | { readonly left: readonly LeftOut[] } {
    const unknown = unknownOperations(this.#model, [output]);
    if (unknown.length > 0) return { left: unknown };
    const recurs = this.recurs(output);
    const attempts = this.#found ? [this.#found] : this.#attempts(recurs);
    let best: Plan | undefined;
    let reason: string | undefined;
    for (const attempt of attempts) {
      // what knows steps is better than what knows none
      if (best && attempt.layout.time === undefined && !recurs) break;
      try {
        const plan = discover(this.#model, { ...attempt, output });
        const isBetter = !best || costOf(plan) < costOf(best);
        if (isBetter) {
          best = plan;
          this.#found = attempt;
        }
        if (plan.mixes.length === 0) break;
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error;
        reason ??= error.message;
      }
    }
    if (best) return this.#withAnySizes(best) ?? best;
    reason ??= 'the shapes of its inputs are not in the file';
    return { left: [{ name: this.#model.graph.name, reason }] };
  }

  /** Where reshapes alone fix the sizes, what they mean tells how they go with others. */
  #withAnySizes({ layout, fixed, output, reshaped: reshapes }: Plan): Plan | undefined {
    if (fixed.time === undefined && fixed.batch === undefined) return undefined;
    const attempt = this.#attempt(layout, false, false);
    if (!attempt || reshapes.size === 0) return undefined;
    try {
      return discover(this.#model, { ...attempt, output, reshapes });
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      return undefined;
    }
  }

  *#attempts(recurs: boolean): Generator<Omit<Attempt, 'output'>> {
    for (const layout of layoutsToTry(this.#model.graph, recurs)) {
      for (const [keepTime, keepBatch] of [
        [false, false],
        [false, true],
        [true, false],
        [true, true],
      ] as const) {
        const attempt = this.#attempt(layout, keepTime, keepBatch);
        if (attempt) yield attempt;
      }
    }
  }

  /** Sizes that the file fixes are first tried as if it did not: most graphs do not mind. */
  #attempt(layout: Layout, keepTime: boolean, keepBatch: boolean): Omit<Attempt, 'output'> | undefined {
    const [time = 7, batch = 5] = this.#sizes;
    const given = {
      time: layout.time === undefined ? 0 : layout.extents[layout.time]!,
      batch: layout.batch === undefined ? 0 : layout.extents[layout.batch]!,
    };
    if ((keepTime && given.time < 2) || (keepBatch && given.batch === 0)) return undefined;
    return {
      layout,
      sizes: {
        time: layout.time === undefined ? 1 : keepTime ? given.time : time,
        batch: layout.batch === undefined ? 1 : keepBatch ? given.batch : batch,
      },
      fixed: {
        ...(keepTime && { time: given.time }),
        ...(keepBatch && { batch: given.batch }),
      },
    };
  }
}

/** Nodes whose steps are none of the input's count most, then all else that keeps a graph from being stepped. */
function costOf({ sites, mixes }: Plan): number {
  const apart = [...sites.values()].filter((site) => site.kind === 'recurrent' && !site.free).length;
  return 1000 * apart + mixes.length;
}

const hasLoop = (nodes: readonly NodeProto[]): boolean =>
  nodes.some(
    ({ opType, attribute }) =>
      isRecurrent(opType) || opType === 'Scan' || attribute.some(({ g }) => g && hasLoop(g.node)),
  );

/** Nodes that the outputs follow from and that Sluice cannot compute. */
function unknownOperations(model: OnnxModel, outputs: readonly string[]): LeftOut[] {
  const { graph } = model;
  const left: LeftOut[] = [];
  for (const node of wantedNodes(graph.node, outputs)) {
    const { domain, opType, name } = node;
    const isStandard = standardDomain(domain) === '';
    const isKnown =
      isStandard && (rules.has(opType) || isRecurrent(opType) || opType === 'If' || opType === 'Scan');
    if (isKnown || model.functionOf(node)) continue;
    const operation = isStandard ? opType : `${domain}.${opType}`;
    left.push({
      name: name || (node.output[0] ?? ''),
      reason: `${quote(operation)}: Sluice has no such operation`,
    });
  }
  return left.slice(0, 100);
}
