import {
  unroll,
  type Cell,
  type ParameterSpec,
  type SequenceContext,
  type SequenceLayer,
  type SequenceResult,
  type StepContext,
  type StepResult,
} from '@sluice/cell';
import {
  ArgumentError,
  fill,
  inScope,
  iota,
  ShapeError,
  type Shape,
  type Tensor,
  type Value,
} from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { moved } from '../positions.js';
import type { Item } from '../item.js';
import { directionPrefix, layerOf } from '../recurrent/convert.js';
import { axisOf, extentOf, type Axis, type Sizes } from './axes.js';
import { featuresOf, noUse, stateShape, type GraphInput } from './layout.js';
import type { Plan } from './plan.js';
import { runGraph } from './run.js';
import { keepValid, Tracing, type Surroundings } from './tracing.js';

/** What a whole graph needs and starts from. */
export interface GraphLayer {
  readonly layer: SequenceLayer;
  readonly params: Readonly<Record<string, Tensor<'f32'>>>;
  /** What the file starts the state from, where it is not zero. */
  readonly state: Readonly<Record<string, Tensor<'f32'>>>;
}

/** Makes a layer of a graph: a cell, unless it needs the whole sequence at once. */
export function layerOfPlan(plan: Plan): GraphLayer {
  const { layout, mixes, manyToOne } = plan;
  const { params, shapes, state } = gather(plan);
  const layer: SequenceLayer = {
    kind: 'onnx',
    options: { graph: plan.model.graph.name, output: plan.output },
    input: { shape: featuresOf(layout), dtype: layout.integers ? 'i32' : 'f32' },
    state: Object.fromEntries(shapes),
    params: Object.fromEntries([...params].map(([name, tensor]) => [name, specOf(tensor)])),
    manyToOne,
    unroll: (context) => inScope('onnx', () => runSequence(plan, context)),
  };
  return {
    layer: mixes.length > 0 ? layer : asCell(plan, layer),
    params: Object.fromEntries(params),
    state: Object.fromEntries(state),
  };
}

/** The weights of the file are the start values too. */
const specOf = ({ shape, data }: Tensor<'f32'>): ParameterSpec => ({ shape, initial: () => data.slice() });

/** Parameters and states by name. The names are the file's and may be any, also such as no record should be given. */
interface Gathered {
  readonly params: ReadonlyMap<string, Tensor<'f32'>>;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly state: ReadonlyMap<string, Tensor<'f32'>>;
}

/** @throws FormatError where two go by one name. */
function gather({ sites, params: planned }: Plan): Gathered {
  const params = new Map<string, Tensor<'f32'>>();
  const shapes = new Map<string, Shape>();
  const state = new Map<string, Tensor<'f32'>>();
  for (const [name, site] of sites) {
    if (site.kind === 'scan') {
      for (const carry of site.carries.filter(({ free }) => free)) {
        add(shapes, carry.name, carry.shape);
        if (carry.initial) add(state, carry.name, carry.initial);
      }
      continue;
    }
    const { attributes, converted, initial, free } = site;
    converted.directions.forEach((direction, d) => {
      const prefix = `${name}.${directionPrefix(attributes, d)}`;
      for (const [own, tensor] of Object.entries(direction.params)) add(params, `${prefix}${own}`, tensor);
      for (const [own, rows] of Object.entries(free ? initial[d]! : {})) add(state, `${prefix}${own}`, rows);
    });
    const own = free ? layerOf(attributes, converted).state : {};
    for (const [key, shape] of Object.entries<Shape>(own)) add(shapes, `${name}.${key}`, shape);
  }
  for (const { name, tensor } of planned.values()) add(params, name, tensor);
  return { params, shapes, state };
}

function add<T>(map: Map<string, T>, name: string, value: T): void {
  if (map.has(name)) throw new FormatError(`Two weights or states of it would be called ${quote(name)}.`);
  map.set(name, value);
}

function asCell(plan: Plan, layer: SequenceLayer): Cell {
  const cell: Cell = {
    ...layer,
    step: (context) => inScope('onnx', () => runStep(plan, context)),
    // a graph of one step is run step by step
    ...(plan.layout.time === undefined && { unroll: (context) => unroll(cell, context) }),
  };
  return cell;
}

function runStep(plan: Plan, context: StepContext): StepResult {
  const { x } = context;
  const hasTime = plan.layout.time !== undefined;
  const [batch] = x.shape as [number];
  const given = hasTime ? x.reshape([1, ...x.shape]) : x;
  const { output, tracing } = run(plan, given, { time: 1, batch }, { ...context, single: true });
  const isSequence = hasTime && !plan.manyToOne;
  return {
    output: isSequence ? output.reshape(output.shape.slice(1)) : output,
    state: Object.fromEntries(tracing.state),
    gates: Object.fromEntries(tracing.gates),
  };
}

function runSequence(plan: Plan, context: SequenceContext): SequenceResult {
  const { x, lengths, reverse = false } = context;
  const [time, batch] = x.shape as [number, number];
  const takesLengths = plan.layout.inputs.some(({ use }) => use === 'lengths');
  const isWhole = plan.mixes.length > 0;
  if (reverse && isWhole) {
    throw new ArgumentError(`The graph cannot run backwards: ${plan.mixes[0]!}.`);
  }
  if (lengths && !takesLengths && (isWhole || plan.takesLast)) {
    const reason = plan.mixes[0] ?? 'it takes the last step by its index';
    throw new ArgumentError(`The graph takes rows of one length only, for ${reason}; leave lengths out.`);
  }
  const surroundings = { ...context, lengths: takesLengths ? undefined : lengths, single: false };
  const { output, tracing } = run(plan, x, { time, batch }, surroundings, lengths);
  const valid = lengths && !plan.manyToOne ? iota([time, batch], 0).less(lengths) : undefined;
  return {
    output: keepValid(output, valid),
    state: Object.fromEntries(tracing.state),
    gates: Object.fromEntries(tracing.gates),
  };
}

/** Runs the graph on `[time, batch, …]`, or `[batch, …]` where it knows no steps, and gives its output in the same order. */
function run(
  plan: Plan,
  x: Value,
  sizes: Sizes,
  surroundings: Surroundings,
  lengths?: Value,
): { readonly output: Value; readonly tracing: Tracing } {
  const { layout, model, output, fixed } = plan;
  for (const [size, what] of [
    [fixed.time, 'time'],
    [fixed.batch, 'batch'],
  ] as const) {
    if (size === undefined || size === sizes[what]) continue;
    const unit = what === 'time' ? 'steps' : 'rows';
    throw new ShapeError(`The file is made for ${size} ${unit} at once, but ${sizes[what]} came.`);
  }
  const itemOf = (input: GraphInput): Item => {
    switch (input.use) {
      case 'sequence':
        return { kind: 'traced', value: toGraph(plan, x, sizes) };
      case 'lengths':
        return { kind: 'traced', value: lengths ?? fill([sizes.batch], sizes.time, 'i32') };
      case 'state':
        return moved(stateShape(input, sizes.batch), (i) => i);
      case 'none':
        return noUse(input.name);
    }
  };
  const inputs = new Map(layout.inputs.map((input) => [input.name, itemOf(input)]));
  const tracing = new Tracing(plan, sizes, surroundings);
  const item = runGraph(model, inputs, output, tracing);
  if (item.kind !== 'traced') {
    throw new FormatError(
      item.kind === 'unknown' ? item.reason : 'The output does not follow from the input.',
    );
  }
  return { output: fromGraph(plan, item.value, sizes), tracing };
}

/** Puts steps and rows where the graph has them. */
function toGraph({ layout: { extents, time, batch } }: Plan, x: Value, sizes: Sizes): Value {
  if (batch === undefined && sizes.batch !== 1) {
    throw new ShapeError(`The graph knows no batch, so it takes one row at a time, but ${sizes.batch} came.`);
  }
  const leading = [...(time === undefined ? [] : [time]), ...(batch === undefined ? [] : [batch])];
  const ordered = batch === undefined ? x.reshape(x.shape.filter((_, axis) => axis !== leading.length)) : x;
  let next = leading.length;
  return ordered.transpose(
    extents.map((_, axis) => (leading.includes(axis) ? leading.indexOf(axis) : next++)),
  );
}

/** Puts steps first and rows second, where the output has any, and all else after them. */
function fromGraph({ outputAxes, manyToOne, layout }: Plan, output: Value, sizes: Sizes): Value {
  const sized = outputAxes.map((axis, i) => sizedAxis(axis, output.shape[i]!, sizes));
  const atoms = sized.flat();
  const hasSteps = layout.time !== undefined && !manyToOne;
  const leading = [
    ...(hasSteps ? [atoms.findIndex(({ role }) => role === 'time')] : []),
    ...(layout.batch === undefined ? [] : [atoms.findIndex(({ role }) => role === 'batch')]),
  ];
  const order = [...leading, ...atoms.keys()].filter((at, i, all) => all.indexOf(at) === i);
  const apart = output.reshape(atoms.map(({ size }) => size)).transpose(order);
  const taken = leading.map((at) => atoms[at]!);
  const isTaken = sized.map((axis) => axis.some((atom) => taken.includes(atom)));
  const rest = sized.flatMap((axis, i) => featureExtent(axis, i < isTaken.lastIndexOf(true), taken));
  return apart.reshape([...(hasSteps ? [sizes.time] : []), sizes.batch, ...rest]);
}

/** The atoms of an axis with so many steps and rows. What was made of all steps may be as long as they are. */
function sizedAxis(axis: Axis, extent: number, { time, batch }: Sizes): Axis {
  const known = axis.filter(({ role }) => role === 'time' || role === 'batch');
  if (known.length === 0) return axisOf('feature', extent);
  const sized = axis.map((atom) => ({
    ...atom,
    size: atom.role === 'time' ? time : atom.role === 'batch' ? batch : atom.size,
  }));
  const own = sized.findIndex(({ role }) => role === 'feature');
  const others = extentOf(sized.filter((_, i) => i !== own));
  return own === -1 ? sized : sized.map((atom, i) => (i === own ? { ...atom, size: extent / others } : atom));
}

/**
 * What is left of an axis without steps and rows: nothing where it was only those, or where it is an extent of 1 in front of
 * them, as that of the directions of a recurrent node is.
 */
function featureExtent(axis: Axis, isInFront: boolean, taken: readonly Axis[number][]): number[] {
  if (axis.length === 0) return isInFront ? [] : [1];
  const left = axis.filter((atom) => !taken.includes(atom));
  return left.length === 0 ? [] : [extentOf(left)];
}
