import { formatShape, sizeOf } from '@sluice/math';
import type { ImportedLayer } from '../../../imported.js';
import { quote } from '../../../text.js';
import type { Item } from '../item.js';
import type { OnnxModel } from '../model.js';
import { isFixed, sizesToTry, type SizedInput } from '../sizes.js';
import { Walk } from '../walk.js';
import { build } from './build.js';
import { Chain } from './chain.js';
import { inOrder } from '../positions.js';

/** A layer that may have no name of its own. */
type Nameless = Omit<ImportedLayer, 'name'> & { readonly name?: string };

/** A graph as one layer, or what is in the way. */
export type Followed = { readonly layer: Nameless } | { readonly reason: string };

/** What comes of one output of the graph: layers that end there, or nothing but their last states. */
type Outcome = Followed | 'state';

/**
 * Finds that a graph amounts to one layer after another, whatever else it does to put their inputs and outputs into shape.
 *
 * @param output - the output that the layer gives; by default the first that is no state.
 */
export function followChain(model: OnnxModel, output: string | undefined): Followed {
  const names = model.graph.output.map(({ name }) => name);
  const tries = sizesToTry(model.graph);
  let failed: Followed = { reason: 'the sizes of its inputs are not in the file' };
  for (const [i, inputs] of tries.entries()) {
    const followed = followFirst(model, output === undefined ? names : [output], inputs);
    if ('layer' in followed) return followed;
    if (i === 0) failed = followed;
  }
  return failed;
}

function followFirst(model: OnnxModel, names: readonly string[], inputs: readonly SizedInput[]): Followed {
  let first: Followed | undefined;
  for (const name of names) {
    const outcome = followOutput(model, name, inputs, false);
    if (outcome === 'state') continue;
    first = outcome;
    const others = names.filter((other) => {
      return other !== name && followOutput(model, other, inputs, false) !== 'state';
    });
    if ('layer' in outcome && others.length > 0) return withNote(outcome, name, others);
    break;
  }
  // all outputs are states: the first is what somebody wants to see
  return first ?? (followOutput(model, names[0]!, inputs, true) as Followed);
}

function followOutput(
  model: OnnxModel,
  name: string,
  inputs: readonly SizedInput[],
  statesToo: boolean,
): Outcome {
  const chain = new Chain(model, isFixed(model.graph));
  const given = new Map<string, Item>();
  for (const { name: input, shape, integers } of inputs) {
    const size = sizeOf(shape);
    model.budget.compute(size);
    given.set(
      input,
      inOrder(chain.flow.positions.add({ kind: 'input', name: input, integers }, size), shape),
    );
  }
  const [item] = new Walk(model, 'wanted', chain.visit).run(given, [name]) as [Item];
  if (item.kind === 'unknown') return { reason: item.reason };
  if (item.kind !== 'known' || item.origin !== 'moved')
    return { reason: `the output ${quote(name)} does not follow from an input` };
  const roles = chain.flow.positions.sourcesOf(item).map(({ role }) => role.kind);
  if (!statesToo && roles.length > 0 && roles.every((kind) => kind === 'ends' || kind === 'state'))
    return 'state';
  if (!chain.flow.ends(item) || chain.flow.parts.length === 0) {
    return { reason: `the output ${quote(name)} is not all that the last layer gives` };
  }
  const layer = build(chain.flow.parts);
  const features = layer.layer.input?.shape;
  // beside steps and rows the input would have axes that no layer in the row knows
  if (features && inputs[0]!.shape.length > features.length + 2) {
    return { reason: `the input has more axes than steps, rows and ${formatShape(features)}` };
  }
  return { layer: { ...layer, notes: [...layer.notes, ...chain.notes] } };
}

function withNote(followed: { readonly layer: Nameless }, name: string, others: readonly string[]): Followed {
  const note = `of the outputs ${[name, ...others].map(quote).join(', ')} the first is given; the option output takes another`;
  return { layer: { ...followed.layer, notes: [...followed.layer.notes, note] } };
}
