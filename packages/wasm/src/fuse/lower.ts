import { sizeOf, type ExecutableOptions, type Program, type Variable } from '@sluice/math';
import { copy, createBlock, dense, makeStep, temporary, viewOf, type Block } from './block.js';
import { findDestinations, type Destinations, type Wanted } from './destinations.js';
import { lowerCluster } from './lower-cluster.js';
import { lowerMatmul } from './lower-matmul.js';
import { lowerScan } from './lower-scan.js';
import type { Single } from './cluster.js';
import type { Schedule, Step } from './schedule.js';
import { isContiguous, reshapeView, sliceView, wholeView, type View } from './view.js';

/** What lowering collects outside of blocks. */
export interface Lowering {
  /** Steps that depend on constant inputs alone. */
  readonly prepare: Step[];
  /** The program's inputs that keep their values over many runs. */
  readonly constants: ReadonlySet<Variable>;
}

/** Turns a program into steps over storages: fuses what belongs together and decides where each result is written. */
export function lower(program: Program, { constants = [], updates = [] }: ExecutableOptions = {}): Schedule {
  const inputs = program.inputs.map((variable, i) => pinned(variable, `input ${i}`));
  // An output that replaces inputs lives in the place of the first of them.
  const updatedBy = (output: number): number | undefined =>
    updates.find((update) => update.output === output)?.input;
  const outputs = program.outputs.map((variable, i) => {
    const input = updatedBy(i);
    return input === undefined ? pinned(variable, `output ${i}`) : inputs[input]!;
  });
  const wanted: Wanted[] = [
    ...program.outputs
      .map((variable, i) => ({ variable, view: outputs[i]! }))
      .filter((_, i) => updatedBy(i) === undefined),
    ...updates.map(({ input, output }) => ({
      variable: program.outputs[output]!,
      view: inputs[input]!,
      replaces: program.inputs[input]!,
    })),
  ];
  const lowering: Lowering = {
    prepare: [],
    constants: new Set(constants.map((i) => program.inputs[i]!)),
  };
  const block = createBlock(program, inputs);
  lowerBlock(block, wanted, lowering);
  return { inputs, outputs, prepare: lowering.prepare, run: block.steps };
}

const pinned = ({ shape, dtype }: Variable, label: string): View =>
  wholeView({ dtype, size: sizeOf(shape), label, pinned: true }, shape);

/** Lowers the units of a block in order, then copies what could not be written where it is wanted. */
export function lowerBlock(block: Block, wanted: readonly Wanted[], lowering: Lowering): void {
  const destinations = findDestinations(block, wanted);
  block.clustering.units.forEach((unit, at) => {
    if (unit.kind === 'single') lowerSingle(block, unit, destinations, lowering);
    else if (unit.equations.length > 0) lowerCluster(block, unit, at, destinations);
  });
  // A place may still hold what another copy reads, so such sources are set aside before anything is overwritten.
  const overwritten = new Set(
    destinations.deferred.filter(({ replaces }) => replaces).map(({ view }) => view.storage),
  );
  const copies = destinations.deferred.map(({ variable, view }) => {
    const source = viewOf(block, variable);
    if (!overwritten.has(source.storage)) return { source, view };
    const aside = temporary(variable, 'set aside');
    copy(block, source, aside);
    return { source: aside, view };
  });
  for (const { source, view } of copies) copy(block, source, view);
}

function lowerSingle(
  block: Block,
  { equation, sum }: Single,
  destinations: Destinations,
  lowering: Lowering,
): void {
  const { op, inputs, attributes } = equation;
  const { outputs } = sum?.equation ?? equation;
  if (op === 'scan') {
    lowerScan(block, equation, destinations, lowering);
    return;
  }
  const [result] = outputs as [Variable];
  const [target = temporary(result, op), ...others] = destinations.direct.get(result) ?? [];
  block.views.set(result, target);
  switch (op) {
    case 'matmul':
      lowerMatmul(block, { equation, target, start: sum?.other }, lowering);
      break;
    case 'concat':
      for (const { variable, view } of destinations.parts.get(result)!)
        copy(block, viewOf(block, variable), view);
      break;
    case 'pad': {
      const ends = attributes.before.map((count, axis) => count + inputs[0]!.shape[axis]!);
      fillZeros(block, target);
      copy(block, viewOf(block, inputs[0]!), sliceView(target, attributes.before, ends));
      break;
    }
    case 'gather': {
      const [table, indices] = inputs.map((input) => dense(block, viewOf(block, input))) as [View, View];
      const count = sizeOf(inputs[1]!.shape);
      const width = sizeOf(inputs[0]!.shape.slice(1));
      writeDense(block, target, (output) => ({
        kind: 'gather',
        table: reshapeView(table, [inputs[0]!.shape[0]!, width])!,
        indices: reshapeView(indices, [count])!,
        output: reshapeView(output, [count, width])!,
      }));
      break;
    }
    case 'scatterAdd': {
      const [indices, updates] = inputs.map((input) => dense(block, viewOf(block, input))) as [View, View];
      const count = sizeOf(inputs[0]!.shape);
      const width = sizeOf(result.shape.slice(1));
      writeDense(block, target, (output) => ({
        kind: 'scatterAdd',
        indices: reshapeView(indices, [count])!,
        updates: reshapeView(updates, [count, width])!,
        output: reshapeView(output, [result.shape[0]!, width])!,
      }));
      break;
    }
    case 'argmax': {
      const { shape } = inputs[0]!;
      const [outer, inner] = [shape.slice(0, attributes.axis), shape.slice(attributes.axis + 1)].map(
        sizeOf,
      ) as [number, number];
      const input = dense(block, viewOf(block, inputs[0]!));
      writeDense(block, target, (output) => ({
        kind: 'argmax',
        input: reshapeView(input, [outer, shape[attributes.axis]!, inner])!,
        output: reshapeView(output, [outer, inner])!,
      }));
      break;
    }
    case 'literal': {
      const { data, dtype, shape } = attributes.tensor;
      block.views.set(
        result,
        wholeView({ dtype, size: data.length, label: 'literal', pinned: true, data }, shape),
      );
      break;
    }
    default:
      throw new Error(`${op} is not an operation with a kernel of its own.`);
  }
  for (const view of others) copy(block, target, view);
}

/** Adds a step that can only write without gaps, and a copy where the target has some. */
function writeDense(block: Block, target: View, step: (output: View) => Step): void {
  const spread = !isContiguous(target);
  const output = spread ? temporary({ shape: target.shape, dtype: target.storage.dtype }, 'dense') : target;
  block.steps.push(step(output));
  if (spread) copy(block, output, target);
}

function fillZeros(block: Block, target: View): void {
  block.steps.push(makeStep({ kind: 'constant', value: 0, dtype: target.storage.dtype }, target));
}
