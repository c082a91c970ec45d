import { sizeOf, trace, type Op, type Program, type Spec, type Variable } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { inOrder, Positions } from '../positions.js';
import type { Item } from '../item.js';
import type { OnnxModel } from '../model.js';
import { analyse, type Analysis } from './analysis.js';
import { axisOf, has, type Axes, type Axis, type Sizes } from './axes.js';
import { Discovery } from './discovery.js';
import { inputShape, noUse, stateShape, type Layout } from './layout.js';
import type { Plan, Reshapes } from './plan.js';
import { runGraph } from './run.js';

/** What a graph is to be run with for the first time. */
export interface Attempt {
  readonly layout: Layout;
  readonly sizes: Sizes;
  /** Which of the sizes are those that the file fixes. */
  readonly fixed: Plan['fixed'];
  readonly output: string;
  /** What is known of reshapes from another attempt. */
  readonly reshapes?: Reshapes | undefined;
}

/**
 * Runs a graph once to learn what it is made of, and where steps and rows go in it.
 *
 * @throws SluiceError with what is in the way.
 */
export function discover(model: OnnxModel, attempt: Attempt): Plan {
  const { layout, sizes, output, fixed, reshapes = new Map() } = attempt;
  const positions = new Positions();
  const discovery = new Discovery(model, { layout, sizes, positions, reshapes });
  const specs: Spec[] = [{ shape: inputShape(layout, sizes), dtype: layout.integers ? 'i32' : 'f32' }];
  const inputAxes: Axes[] = [{ axes: axesOfInput(layout, sizes), when: 'each' }];
  for (const { use } of layout.inputs) {
    if (use !== 'lengths') continue;
    specs.push({ shape: [sizes.batch], dtype: 'i32' });
    inputAxes.push({ axes: [axisOf('batch', sizes.batch)], when: 'always' });
  }
  const program = trace((x, ...lengths) => {
    const inputs = new Map<string, Item>();
    for (const input of layout.inputs) {
      if (input.use === 'sequence') inputs.set(input.name, { kind: 'traced', value: x });
      else if (input.use === 'lengths') inputs.set(input.name, { kind: 'traced', value: lengths.shift()! });
      else if (input.use === 'none') inputs.set(input.name, noUse(input.name));
      else {
        const shape = stateShape(input, sizes.batch);
        model.budget.compute(sizeOf(shape));
        const source = positions.add({ kind: 'input', name: input.name, integers: false }, sizeOf(shape));
        inputs.set(input.name, inOrder(source, shape));
      }
    }
    const item = runGraph(model, inputs, output, discovery);
    if (item.kind === 'unknown') throw new FormatError(item.reason);
    if (item.kind === 'known')
      throw new FormatError(`The output ${quote(output)} does not follow from the input.`);
    return [item.value, ...discovery.watched];
  }, specs);
  const analysis = analyse(program, inputAxes, discovery.opaque, (equation) => discovery.ownerOf(equation));
  for (const check of discovery.checks) check(analysis);
  // what works on many steps at once may be right for as many as the file says, and for no others
  const [mix] = analysis.mixes;
  const isOther = layout.time !== undefined && layout.extents[layout.time]! > 0 && fixed.time === undefined;
  if (isOther && mix !== undefined) throw new FormatError(mix);
  const result = analysis.axesOf(program.outputs[0]!);
  return {
    model,
    layout,
    output,
    fixed,
    ...readOutput(result, layout),
    params: discovery.params,
    sites: discovery.sites,
    decisions: discovery.decisions,
    reshapes,
    reshaped: reshapesOf(discovery, analysis),
    mixes: [
      ...(fixed.time === undefined ? [] : [`the file is made for ${fixed.time} steps`]),
      ...analysis.mixes,
      ...discovery.mixes,
    ],
    takesLast: analysis.takesLast,
    isState: followsFrom(program, discovery.ends),
    notes: discovery.notes,
  };
}

function axesOfInput({ extents, time, batch }: Layout, sizes: Sizes): Axis[] {
  return extents.map((extent, axis) => {
    if (axis === time) return axisOf('time', sizes.time);
    return axis === batch ? axisOf('batch', sizes.batch) : axisOf('feature', extent);
  });
}

/** An output has the rows of the input, and its steps unless it comes only when the sequence has ended. */
function readOutput({ axes, when }: Axes, { time, batch }: Layout): Pick<Plan, 'outputAxes' | 'manyToOne'> {
  if (batch !== undefined && !has('batch', axes))
    throw new FormatError('Its output has no row for each of the batch.');
  const hasSteps = has('time', axes);
  if (when === 'always') throw new FormatError('Its output does not follow from the input.');
  return { outputAxes: axes, manyToOne: time !== undefined && !hasSteps };
}

/** What has steps or rows after it was reshaped, where no other size follows from theirs. */
function reshapesOf({ reshaped }: Discovery, analysis: Analysis): Reshapes {
  if (analysis.mixes.length > 0) return new Map();
  return new Map(
    [...reshaped].flatMap(([name, value]) => {
      const { axes } = analysis.has(value) ? analysis.axesOf(value) : { axes: [] };
      return has('time', axes) || has('batch', axes) ? [[name, axes] as const] : [];
    }),
  );
}

const moving: ReadonlySet<Op> = new Set<Op>(['reshape', 'transpose', 'slice', 'split', 'concat']);

/** Whether the first output only puts some values into another order or shape. */
function followsFrom({ equations, outputs }: Program, values: ReadonlySet<Variable>): boolean {
  const wanted = new Set<Variable>([outputs[0]!]);
  for (const { op, inputs, outputs: made } of [...equations].reverse()) {
    if (!made.some((each) => wanted.has(each)) || made.some((each) => values.has(each))) continue;
    if (!moving.has(op)) return false;
    made.forEach((each) => wanted.delete(each));
    inputs.forEach((each) => wanted.add(each));
  }
  return [...wanted].every((each) => values.has(each));
}
