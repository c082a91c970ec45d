import { scanInputs, type Equation, type Variable } from '@sluice/math';
import { copy, createBlock, temporary, viewOf, write, type Block } from './block.js';
import type { Destinations, Wanted } from './destinations.js';
import { lowerBlock, type Lowering } from './lower.js';
import { sliceAxisView, stepView, type LoopIndex, type View } from './view.js';

type Scan = Equation<'scan'>;

/** Where a carry lives. */
interface CarryPlace {
  /** What a step reads. */
  readonly before: View;
  /** Where a step writes the next value. */
  readonly after: View;
  /** The value that the first step reads. */
  readonly first: View;
  /** The value after the last step. */
  readonly last: View;
  /** The stack of what each step reads, and of what each step makes, where all of them are kept. */
  readonly stacks?: { readonly before: View; readonly after: View };
}

/** Turns a scan into a loop step. */
export function lowerScan(block: Block, equation: Scan, { direct }: Destinations, lowering: Lowering): void {
  const { attributes, inputs, outputs } = equation;
  const { body, length, carries, reverse, chunks } = attributes;
  const [constantInputs, carryInputs] = scanInputs(body.inputs, attributes);
  const [constants, initial, sequences] = scanInputs(inputs, attributes);
  const index: LoopIndex = { name: `t${depth(block)}` };
  const stacked = body.outputs.slice(carries);

  const places = carryInputs.map((carry, i): CarryPlace => {
    const next = body.outputs[i]!;
    const keepsAll = stacked.includes(carry) || stacked.includes(next);
    return keepsAll && length > 0 ? stackOf(carry, length, index, reverse) : single(carry);
  });
  const stackViews = stacked.map((variable): View | undefined => {
    const i = carryInputs.indexOf(variable);
    if (i >= 0 && places[i]!.stacks) return places[i]!.stacks.before;
    const j = body.outputs.slice(0, carries).indexOf(variable);
    if (j >= 0 && places[j]!.stacks) return places[j]!.stacks.after;
    return undefined;
  });

  const wanted: Wanted[] = places.map(({ after, stacks }, i) => ({
    variable: body.outputs[i]!,
    view: after,
    ...(!stacks && { replaces: carryInputs[i]! }),
  }));
  stacked.forEach((variable, k) => {
    const output = outputs[carries + k]!;
    let view = stackViews[k];
    if (!view) {
      view = direct.get(output)?.[0] ?? temporary(output, 'stack');
      wanted.push({ variable, view: stepView(view, index) });
    }
    block.views.set(output, view);
  });

  const bodyInputs = [
    ...constants.map((variable) => viewOf(block, variable)),
    ...places.map(({ before }) => before),
    ...sequences.map((variable) => stepView(viewOf(block, variable), index)),
  ];
  initial.forEach((variable, i) => write(block, variable, places[i]!.first));
  const inner = createBlock(
    body,
    bodyInputs,
    block,
    new Map(constantInputs.map((own, i) => [own, constants[i]!])),
  );
  lowerBlock(inner, wanted, lowering);
  block.steps.push({ kind: 'loop', index, length, reverse, ...(chunks && { chunks }), body: inner.steps });

  places.forEach(({ last }, i) => block.views.set(outputs[i]!, last));
  for (const output of outputs) {
    const view = block.views.get(output)!;
    for (const target of direct.get(output) ?? []) if (target !== view) copy(block, view, target);
  }
}

/** All values of a carry in one stack with a row more than steps: each step reads one row and writes the next. */
function stackOf(carry: Variable, length: number, index: LoopIndex, reverse: boolean): CarryPlace {
  const rows = temporary({ shape: [length + 1, ...carry.shape], dtype: carry.dtype }, 'carries');
  const [lower, upper] = [sliceAxisView(rows, 0, 0, length), sliceAxisView(rows, 0, 1, length + 1)];
  const [before, after] = reverse ? [upper, lower] : [lower, upper];
  const row = (at: number): View => ({
    ...rows,
    shape: carry.shape,
    strides: rows.strides.slice(1),
    offset: at * rows.strides[0]!,
  });
  return {
    before: stepView(before, index),
    after: stepView(after, index),
    first: row(reverse ? length : 0),
    last: row(reverse ? 0 : length),
    stacks: { before, after },
  };
}

function single(carry: Variable): CarryPlace {
  const view = temporary(carry, 'carry');
  return { before: view, after: view, first: view, last: view };
}

const depth = (block: Block): number => (block.parent ? depth(block.parent) + 1 : 0);
