import { isCell, type SequenceContext, type SequenceLayer, type SequenceResult } from '@sluice/cell';
import { iota, scan, stack, zeros, type Value, type Values } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Item, Known } from '../item.js';
import { directionPrefix, layerOf } from '../recurrent/convert.js';
import { initialInputs, isZero } from '../recurrent/initial.js';
import { inputsOf, type RecurrentOp } from '../recurrent/read.js';
import type { Visit } from '../walk.js';
import { shapeWith, type Sizes } from './axes.js';
import { constant } from './discovery.js';
import type { Carry, Plan, RecurrentSite, ScanSite } from './plan.js';
import type { Host } from './run.js';
import { readScan, type ScanNode } from './scan-node.js';

/** What a graph is run with as part of a layer. */
export interface Surroundings extends Omit<SequenceContext, 'x' | 'mask' | 'delta'> {
  /** Whether there is one step, which is taken by itself. */
  readonly single: boolean;
}

/** What a loop gives. */
interface Looped {
  readonly ends: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Runs a graph in a trace, and gathers what becomes of its states. */
export class Tracing implements Host {
  /** What became of the states, by their names, which are the file's and may be any. */
  readonly state = new Map<string, Value>();
  readonly gates = new Map<string, Value>();
  readonly #plan: Plan;
  readonly #sizes: Sizes;
  readonly #context: Surroundings;

  constructor(plan: Plan, sizes: Sizes, context: Surroundings) {
    this.#plan = plan;
    this.#sizes = sizes;
    this.#context = context;
  }

  lift({ tensor, name }: Known): Value {
    const param = name === undefined ? undefined : this.#plan.params.get(name);
    return param ? this.#context.params[param.name]! : constant(tensor);
  }

  reshape({ name }: Visit, x: Value): Value | undefined {
    const axes = this.#plan.reshapes.get(name);
    return axes && x.reshape(shapeWith(axes, this.#sizes));
  }

  decide({ name }: Visit): boolean | undefined {
    return this.#plan.decisions.get(name);
  }

  recurrent(visit: Visit, op: RecurrentOp): readonly Item[] {
    const { attributes, converted, free } = this.#plan.sites.get(visit.name) as RecurrentSite;
    const { directions, batchFirst } = attributes;
    const layer = layerOf(attributes, converted);
    const given = this.#valueOf(visit.inputs[0]);
    const x = batchFirst ? given.transpose([1, 0, 2]) : given;
    const [time, batch] = x.shape as [number, number];
    const [count, hidden] = [directions.length, converted.hiddenSize];
    const lengths = visit.inputs[inputsOf(op).lengths];
    const { output, state, gates } = this.#unroll(layer, visit.name, {
      x,
      state: free
        ? pick(this.#context.state, visit.name, layer.state)
        : this.#computedState(visit, attributes, [batch, hidden]),
      lengths: lengths ? this.#valueOf(lengths) : this.#context.lengths,
    });
    if (free) keep(this.state, visit.name, state);
    keep(this.gates, visit.name, gates);

    const outputs = output.reshape([time, batch, count, hidden]);
    const ends = (op === 'LSTM' ? ['h', 'c'] : ['h']).map((name) =>
      stack(
        directions.map((_, d) => state[`${directionPrefix(attributes, d)}${name}`]!),
        batchFirst ? 1 : 0,
      ),
    );
    return [outputs.transpose(batchFirst ? [1, 0, 2, 3] : [0, 2, 1, 3]), ...ends].map(traced);
  }

  scan(visit: Visit): readonly Item[] {
    const { carries } = this.#plan.sites.get(visit.name) as ScanSite;
    const node = readScan(visit);
    const x = node.sequences(visit.inputs.slice(node.carries).map((item) => this.#valueOf(item)));
    const before = carries.map((carry, i) =>
      carry.free ? this.#context.state[carry.name]! : this.#valueOf(visit.inputs[i]),
    );
    const { ends, outputs } = this.#context.single
      ? this.#runOnce(visit, node, before, x)
      : this.#runSteps(visit, node, { carries, before, x });
    carries.forEach((carry, i) => {
      if (carry.free) this.state.set(carry.name, ends[i]!);
    });
    return [...ends, ...outputs.map((value, i) => node.placeOutput(value, i))].map(traced);
  }

  #runOnce(visit: Visit, node: ScanNode, before: readonly Value[], x: readonly Value[]): Looped {
    const slices = x.map((sequence) => sequence.reshape(sequence.shape.slice(1)));
    const results = this.#body(visit, node, [...before, ...slices]);
    return {
      ends: results.slice(0, node.carries),
      outputs: results.slice(node.carries).map((value) => value.reshape([1, ...value.shape])),
    };
  }

  #runSteps(
    visit: Visit,
    node: ScanNode,
    {
      carries,
      before,
      x,
    }: {
      readonly carries: readonly Carry[];
      readonly before: readonly Value[];
      readonly x: readonly Value[];
    },
  ): Looped {
    const { lengths, reverse = false, perturbation = {}, chunks = {} } = this.#context;
    const added = carries.flatMap(({ name, free }, i) => {
      const value = (perturbation as Values)[name];
      return free && value ? [[`added${i}`, value] as const] : [];
    });
    const inputs: Values = {
      ...numbered('x', x),
      ...Object.fromEntries(added),
      time: iota([x[0]!.shape[0]!]),
    };
    const { carry, outputs } = scan(
      {
        ...chunks,
        carry: numbered('', before),
        inputs,
        reverse: node.reverse !== reverse,
      },
      (own, slices) => {
        const valid = lengths && slices['time']!.less(lengths);
        const state = before.map((_, i) => own[String(i)]!);
        const results = this.#body(visit, node, [...state, ...x.map((_, i) => slices[`x${i}`]!)]);
        const after = results.slice(0, node.carries).map((value, i) => {
          const nudge = slices[`added${i}`];
          const next = nudge ? value.add(nudge) : value;
          return carries[i]!.free ? keepValid(next, valid, state[i]) : next;
        });
        return { carry: numbered('', after), outputs: numbered('', results.slice(node.carries)) };
      },
    );
    return { ends: Object.values<Value>(carry), outputs: Object.values<Value>(outputs) };
  }

  #body(visit: Visit, { body }: ScanNode, inputs: readonly Value[]): Value[] {
    return visit.enter(body, inputs.map(traced), 'body').map((item) => this.#valueOf(item));
  }

  #unroll(
    layer: SequenceLayer,
    site: string,
    given: Pick<SequenceContext, 'x' | 'state' | 'lengths'>,
  ): SequenceResult {
    const { training, key, capture, chunks, perturbation = {}, reverse, single } = this.#context;
    const params = pick(this.#context.params, site, layer.params);
    if (single && isCell(layer)) {
      const { x, state } = given;
      const result = layer.step({ x: x.reshape(x.shape.slice(1)), state, params, training, key });
      return { output: result.output, state: result.state, gates: result.gates ?? {} };
    }
    return layer.unroll({
      ...given,
      params,
      training,
      key,
      capture,
      chunks,
      reverse,
      perturbation: pick(perturbation as Values, site, layer.state),
    });
  }

  /** A state that the graph itself makes, or zeros. */
  #computedState(
    visit: Visit,
    attributes: RecurrentSite['attributes'],
    shape: readonly [number, number],
  ): Record<string, Value> {
    const given = new Map(initialInputs(attributes, visit.inputs));
    const names = attributes.op === 'LSTM' ? (['h', 'c'] as const) : (['h'] as const);
    const axis = attributes.batchFirst ? 1 : 0;
    return Object.fromEntries(
      attributes.directions.flatMap((_, d) =>
        names.map((name) => {
          const item = given.get(name);
          const value =
            item && !isZero(item)
              ? this.#valueOf(item)
                  .sliceAxis(axis, d, d + 1)
                  .reshape(shape)
              : zeros(shape);
          return [`${directionPrefix(attributes, d)}${name}`, value];
        }),
      ),
    );
  }

  #valueOf(item: Item | undefined): Value {
    if (item?.kind === 'traced') return item.value;
    if (item?.kind === 'known') return this.lift(item);
    throw new FormatError(item ? item.reason : 'Its input is missing.');
  }
}

/** The value in rows that are valid, something else (zero by default) in the others; the axes of `valid` come first. */
export function keepValid(value: Value, valid: Value | undefined, otherwise: Value | number = 0): Value {
  if (!valid) return value;
  const { length } = valid.shape;
  return valid.reshape([...valid.shape, ...value.shape.slice(length).map(() => 1)]).select(value, otherwise);
}

const traced = (value: Value): Item => ({ kind: 'traced', value });

const numbered = (prefix: string, values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));

function keep(map: Map<string, Value>, site: string, values: Values): void {
  for (const [name, value] of Object.entries(values)) map.set(`${site}.${name}`, value);
}

/** What a node has of its own among the values of all; other names may begin alike. */
const pick = (record: Values, site: string, names: object): Record<string, Value> =>
  Object.fromEntries(
    Object.keys(names).flatMap((name) => {
      const value = record[`${site}.${name}`];
      return value ? [[name, value]] : [];
    }),
  );
