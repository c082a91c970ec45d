import {
  currentTrace,
  fill,
  literal,
  tensor,
  type DType,
  type Equation,
  type Shape,
  type Tensor,
  type Value,
  type Variable,
} from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { knownCondition } from '../branch.js';
import { foldingNotes } from '../folding-notes.js';
import type { OnnxModel } from '../model.js';
import type { Positions } from '../positions.js';
import { describeInput, stateInput } from '../recurrent/initial.js';
import type { Item, Known } from '../item.js';
import type { RecurrentOp } from '../recurrent/read.js';
import type { Visit } from '../walk.js';
import type { Analysis } from './analysis.js';
import { axesOfNumbers, isPure, shapeWith, type Axes, type Sizes } from './axes.js';
import { discoverRecurrent } from './discover-recurrent.js';
import { discoverScan } from './discover-scan.js';
import type { Layout } from './layout.js';
import type { PlannedParam, Reshapes, Site } from './plan.js';
import { notTheSequence, type Host } from './run.js';

/** Says what axes a value has, once those of the values before it are known. */
export type Resolve = (axesOf: (variable: Variable) => Axes) => Axes;

/** What a discovery is told beside the model. */
interface Surroundings {
  readonly layout: Layout;
  readonly sizes: Sizes;
  /** Knows the inputs that states may start from. */
  readonly positions: Positions;
  readonly reshapes: Reshapes;
}

/** Runs a graph for the first time, with a stand-in for all that recurs, to learn what it is made of. */
export class Discovery implements Host {
  readonly opaque = new Map<Variable, Resolve>();
  readonly params = new Map<string, PlannedParam>();
  readonly sites = new Map<string, Site>();
  readonly decisions = new Map<string, boolean>();
  /** Why the whole sequence is needed at once. */
  readonly mixes = new Set<string>();
  readonly notes: string[] = [];
  /** What is to be looked at when all axes are known. */
  readonly checks: ((analysis: Analysis) => void)[] = [];
  /** What sequences end with: the last states. */
  readonly ends = new Set<Variable>();
  /** Values whose axes must be known though the output need not follow from them. */
  readonly watched: Value[] = [];
  readonly model: OnnxModel;
  readonly sizes: Sizes;
  readonly #layout: Layout;
  /** Knows the inputs that states may start from. */
  readonly positions: Positions;
  /** What reshapes gave, by the names of nodes. */
  readonly reshaped = new Map<string, Value>();
  readonly #reshapes: Reshapes;
  readonly #stateNames = new Set<string>();
  readonly #owners = new Map<Variable, string>();

  #isInLoop = false;

  constructor(model: OnnxModel, { layout, sizes, positions, reshapes }: Surroundings) {
    this.model = model;
    this.#layout = layout;
    this.sizes = sizes;
    this.positions = positions;
    this.#reshapes = reshapes;
  }

  /** Runs the body of a loop. */
  inLoop<T>(run: () => T): T {
    this.#isInLoop = true;
    try {
      return run();
    } finally {
      this.#isInLoop = false;
    }
  }

  /** A loop inside of another begins anew at each step of that, so its state is none of the layer's. */
  checkOutermost(): void {
    if (this.#isInLoop) throw new FormatError('It stands in the body of a loop, and is one itself.');
  }

  /** Floats that follow from the file are parameters, under the name of the first value that they are. */
  lift(item: Known): Value {
    const { origin, name } = item;
    const { shape, dtype, data } = item.tensor;
    if (origin === 'moved') throw notTheSequence(item);
    const isParam = origin === 'file' && dtype === 'f32' && data.length > 1 && data.every(Number.isFinite);
    if (!isParam || name === undefined) return constant({ shape, dtype, data });
    if (!this.params.has(name)) {
      this.notes.push(...foldingNotes({ [quote(name)]: item }));
      this.params.set(name, { name: this.#unusedName(name), tensor: tensor(data as Float32Array, shape) });
    }
    const axes = axesOfNumbers({ shape, dtype, data });
    return this.standIn(shape, 'f32', () => ({ axes, when: 'always' }));
  }

  recurrent(visit: Visit, op: RecurrentOp): readonly Item[] {
    return discoverRecurrent(this, visit, op);
  }

  scan(visit: Visit): readonly Item[] {
    return discoverScan(this, visit);
  }

  decide(visit: Visit): boolean | undefined {
    const decision = knownCondition(visit);
    if (decision !== undefined) this.decisions.set(visit.name, decision);
    return decision;
  }

  reshape({ name }: Visit, x: Value): Value | undefined {
    const axes = this.#reshapes.get(name);
    return axes && x.reshape(shapeWith(axes, this.sizes));
  }

  traced({ name, title, node }: Visit, [first]: readonly Item[]): void {
    if (node.opType === 'Reshape' && first?.kind === 'traced') this.reshaped.set(name, first.value);
    const { equations } = currentTrace();
    for (let i = equations.length - 1; i >= 0; i--) {
      const [output] = equations[i]!.outputs;
      if (!output || this.#owners.has(output)) break;
      this.#owners.set(output, title);
    }
  }

  /** The node that an equation was traced for. */
  ownerOf({ outputs: [output] }: Equation): string {
    return (output && this.#owners.get(output)) ?? 'the graph';
  }

  /** A value of which only the axes are known. */
  standIn(shape: Shape, dtype: DType, axes: Resolve): Value {
    const value = fill(shape, 0, dtype);
    this.opaque.set(value, axes);
    return value;
  }

  /** What a sequence ends with. */
  standInEnd(shape: Shape, dtype: DType, axes: Resolve): Value {
    const value = this.standIn(shape, dtype, axes);
    this.ends.add(value);
    return value;
  }

  valueOf(item: Item | undefined): Value {
    if (item?.kind === 'traced') return item.value;
    if (item?.kind === 'known') return this.lift(item);
    throw new FormatError(item ? item.reason : 'Its input is missing.');
  }

  get hasBatch(): boolean {
    return this.#layout.batch !== undefined;
  }

  /** Whether a sequence has the input's steps in its first axis, or one step only, and the input's rows in its second one. */
  isStepped({ axes: [steps, rows] }: Axes): boolean {
    const { time, batch } = this.#layout;
    const hasSteps = time === undefined ? steps!.length === 0 : isPure(steps!, 'time');
    return hasSteps && (batch === undefined ? rows!.length === 0 : isPure(rows!, 'batch'));
  }

  /** Tells which input a state starts from. Where it is all of the input, the state has the input's name. */
  nameState(wish: string, item: Known): string {
    const input = stateInput(this.positions, item.tensor);
    const { name } = input;
    const state = item.name === name && !this.#stateNames.has(name) ? name : wish;
    this.#stateNames.add(state);
    if (state !== name) this.notes.push(`the state ${quote(state)} is ${describeInput(input)}`);
    return state;
  }

  #unusedName(wish: string): string {
    const taken = new Set([...this.params.values()].map(({ name }) => name));
    let name = wish;
    for (let i = 2; taken.has(name); i++) name = `${wish}#${i}`;
    return name;
  }
}

/** Numbers that are part of the layer, and no parameter of it. */
export function constant({ shape, dtype, data }: Tensor): Value {
  const [first = 0] = data;
  const isUniform = data.every((value) => Object.is(value, first));
  return isUniform ? fill(shape, first, dtype) : literal({ shape, dtype, data });
}
