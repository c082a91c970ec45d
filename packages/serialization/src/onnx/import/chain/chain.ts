import { broadcastShapes, formatShape, sizeOf, SluiceError, type Shape } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { runBranch } from '../branch.js';
import type { Budget } from '../budget.js';
import { compute } from '../compute.js';
import { unknown, type Item, type Known } from '../item.js';
import { convertRecurrent } from '../recurrent/convert.js';
import { readStart } from '../recurrent/initial.js';
import { inputsOf, isRecurrent, readRecurrent, type RecurrentAttributes } from '../recurrent/read.js';
import { readWeights } from '../recurrent/weights.js';
import { movesPositions, readsPositions } from '../moving.js';
import type { Visit, Visitor } from '../walk.js';
import type { Part } from './part.js';
import { inOrder, isArranged, moved, Positions, within, type Source } from '../positions.js';
import { biasOf, stepOf, withBias, type Step } from './stateless.js';

/** Steps and rows that a recurrent node showed which elements belong to. */
interface Steps {
  readonly time: number;
  readonly batch: number;
}

/**
 * Follows the elements of the input through a graph, and finds that it amounts to one layer after another. Between layers the
 * elements may be moved about as long as each layer gets its rows whole.
 */
export class Chain {
  readonly positions = new Positions();
  readonly parts: Part[] = [];
  readonly notes: string[] = [];
  readonly #budget: Budget;
  /** What the last part gives, and in rows of which width; until there is a part any input may be read. */
  #current: { readonly source: Source; readonly width: number } | undefined;
  #steps: Steps | undefined;
  #input: string | undefined;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** The input that the first layer reads. */
  get input(): string | undefined {
    return this.#input;
  }

  readonly visit: Visitor = (visit) => {
    try {
      const results = this.#visit(visit);
      return visit.node.output.map((_, i) => results[i] ?? unknown(`${visit.title} has no output ${i}`));
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      return visit.node.output.map(() => unknown(`${visit.title}: ${error.message}`));
    }
  };

  /** Whether elements are those of the last part, each once and in order, but for the order of axes. */
  ends(item: Known): boolean {
    const source = this.positions.sourceOf(item);
    if (!source) return false;
    if (source === this.#current?.source) {
      if (item.tensor.data.length === source.size) return isArranged(item.tensor, source.base);
      return this.#takeLast(item);
    }
    if (source.role.kind !== 'ends' || !this.#isNewest(source.role.part)) return false;
    if (!isArranged(item.tensor, source.base) || item.tensor.data.length !== source.size) return false;
    this.#end(source);
    return true;
  }

  #visit(visit: Visit): readonly Item[] {
    const { node, inputs, standard } = visit;
    if (standard && isRecurrent(node.opType)) return this.#recurrent(visit, node.opType);
    if (standard && node.opType === 'If') return runBranch(visit);
    if (!standard || !readsPositions(visit)) return compute(visit, this.#budget);
    if (node.opType === 'Dropout' || (node.opType === 'Cast' && this.#keepsType(visit))) return [inputs[0]!];
    if (movesPositions(visit)) return compute(visit, this.#budget);
    if (node.opType === 'Add') return [this.#addBias(visit)];
    const step = stepOf(visit);
    const input = step && inputs[step.input];
    if (!step || input?.kind !== 'known' || input.origin !== 'moved') {
      throw new FormatError('It is no layer by itself.');
    }
    return [this.#step(step.takes, input, step.width, step.part)];
  }

  /** Elements that are converted from one float to another, or from one integer to another, stay what they are. */
  #keepsType({ attributes, inputs }: Visit): boolean {
    const to = attributes.int('to', 0);
    const role = this.positions.sourceOf(inputs[0] as Known)?.role;
    const integers = role?.kind === 'input' && role.integers;
    return integers ? [2, 3, 4, 5, 6, 7, 12, 13].includes(to) : [1, 10, 11, 16].includes(to);
  }

  #step(takes: Step['takes'], input: Known, width: number | undefined, part: Part): Known {
    const { shape } = input.tensor;
    if (takes === 'elements') return this.#pass(input, part);
    const own = takes === 'indices' ? 1 : (shape.at(-1) ?? 1);
    const leads = this.#take(input, own, takes === 'indices');
    this.parts.push(part);
    const given = width ?? own;
    return this.#give(given, leads, [...(takes === 'indices' ? shape : shape.slice(0, -1)), given]);
  }

  /** A layer that changes each element by itself leaves them where they stand. */
  #pass(input: Known, part: Part): Known {
    if (!this.#current) {
      const leads = this.#take(input, input.tensor.shape.at(-1) ?? 1);
      this.parts.push(part);
      return this.#give(input.tensor.shape.at(-1) ?? 1, leads, input.tensor.shape);
    }
    this.#follow(input);
    const at = within(this.#current.source, input);
    this.parts.push(part);
    const source = this.positions.add(
      { kind: 'outputs', part: this.parts.length - 1 },
      this.#current.source.size,
    );
    this.#current = { ...this.#current, source };
    return moved(input.tensor.shape, (i) => source.base + at[i]!);
  }

  /**
   * Takes rows of the last part's outputs, or of the input, and tells which row each is. The last axis holds a row's
   * elements.
   */
  #take(input: Known, width: number, integers = false): number[] {
    const source = this.positions.sourceOf(input);
    if (!source) throw new FormatError('It reads elements that come from several layers.');
    const { data } = input.tensor;
    if (!this.#current) return this.#takeInput(source, input, integers);
    const { source: current, width: whole } = this.#follow(input);
    if (width !== whole)
      throw new FormatError(`It reads rows of ${width} numbers, but the layer before gives ${whole}.`);
    const rows = within(current, input);
    if (!rows.every((at, i) => at % width === i % width && at - (i % width) === rows[i - (i % width)])) {
      throw new FormatError('It reads rows whose numbers come from several rows.');
    }
    const leads = rows.filter((_, i) => i % width === 0).map((at) => at / width);
    if (data.length < current.size && this.#takeLast(input)) return leads.map((_, i) => i);
    if (new Set(leads).size !== current.size / width) throw new FormatError('It does not read all rows.');
    return leads;
  }

  /** Makes sure that elements are those of the newest part. */
  #follow(input: Known): { readonly source: Source; readonly width: number } {
    const source = this.positions.sourceOf(input);
    if (source?.role.kind === 'ends' && this.#isNewest(source.role.part)) this.#end(source);
    else if (source !== this.#current!.source) throw new FormatError('It reads what an earlier layer gives.');
    return this.#current!;
  }

  #takeInput(source: Source, input: Known, integers: boolean): number[] {
    const { role, size } = source;
    if (role.kind !== 'input') throw new FormatError('It reads what an earlier layer gives.');
    if (role.integers !== integers) {
      throw new FormatError(integers ? 'It takes floats for indices.' : 'It takes integers for floats.');
    }
    if (input.tensor.data.length !== size || !isArranged(input.tensor, source.base)) {
      throw new FormatError(`It reads only a part of the input ${quote(role.name)}, or in another order.`);
    }
    this.#input = role.name;
    const width = integers ? 1 : (input.tensor.shape.at(-1) ?? 1);
    return Array.from({ length: size / width }, (_, i) => i);
  }

  /** Puts the outputs of the newest part, rows in the order of `leads`, under a shape. */
  #give(width: number, leads: readonly number[], shape: Shape): Known {
    this.#budget.compute(leads.length * width);
    const part = this.parts.length - 1;
    const source = this.positions.add({ kind: 'outputs', part }, leads.length * width);
    this.#current = { source, width };
    return moved(shape, (i) => source.base + leads[Math.floor(i / width)]! * width + (i % width));
  }

  /** Adds a bias to a product that awaits one. */
  #addBias(visit: Visit): Known {
    const part = this.parts.at(-1);
    const input = visit.inputs.find((each) => each?.kind === 'known' && each.origin === 'moved') as Known;
    const width = input.tensor.shape.at(-1) ?? 1;
    const current = this.#current;
    const isProduct = part?.kind === 'stateless' && part.awaitsBias === width;
    const bias = isProduct ? biasOf(visit, width) : undefined;
    if (!isProduct || !bias || !current || this.positions.sourceOf(input) !== current.source) {
      throw new FormatError('It adds something other than a bias to a product.');
    }
    this.parts[this.parts.length - 1] = withBias(part, bias);
    const shapes = visit.inputs.map((each) => (each as Known).tensor.shape);
    const shape = broadcastShapes(shapes[0]!, shapes[1]!, 'Add');
    const rows = within(current.source, input);
    if (sizeOf(shape) !== rows.length)
      throw new FormatError('It adds something that differs from row to row.');
    const source = this.positions.add(current.source.role, current.source.size);
    this.#current = { source, width };
    return moved(shape, (i) => source.base + rows[i]!);
  }

  /** Keeps only the last step where that is what is read. */
  #takeLast(input: Known): boolean {
    const { source, width } = this.#current!;
    if (!this.#steps) return false;
    const { time, batch } = this.#steps;
    const start = source.base + (time - 1) * batch * width;
    if (time < 2 || input.tensor.data.length !== batch * width || !isArranged(input.tensor, start))
      return false;
    this.parts.push({ kind: 'last' });
    this.#steps = undefined;
    this.#current = { source: { ...source, base: start, size: batch * width }, width };
    return true;
  }

  #isNewest(part: number): boolean {
    return part === this.parts.length - 1;
  }

  /** Keeps only what the newest part ends with. */
  #end(source: Source): void {
    const part = this.parts.at(-1)!;
    if (part.kind !== 'recurrent') return;
    this.parts[this.parts.length - 1] = { ...part, ended: true };
    this.#current = { source, width: part.converted.hiddenSize * part.attributes.directions.length };
    this.#steps = undefined;
  }

  #recurrent(visit: Visit, op: 'RNN' | 'GRU' | 'LSTM'): Item[] {
    const attributes = readRecurrent(op, visit.attributes);
    const converted = convertRecurrent(attributes, readWeights(op, visit));
    const { hiddenSize, inputSize } = converted;
    const { time, batch } = this.#takeSteps(visit.inputs[0], inputSize, attributes);
    const count = attributes.directions.length;
    this.#checkLengths(visit.inputs[inputsOf(op).lengths], time);
    const { initial, inputs, others } = readStart(visit, attributes, hiddenSize, this.positions);
    const [other] = others;
    if (other) throw new FormatError(`Its initial_${other[0]} is computed as the model runs.`);
    this.parts.push({
      kind: 'recurrent',
      name: visit.name,
      attributes,
      converted,
      initial,
      inputs,
      ended: false,
    });

    const part = this.parts.length - 1;
    const size = time * batch * count * hiddenSize;
    this.#budget.compute(size);
    const outputs = this.positions.add({ kind: 'outputs', part }, size);
    this.#current = { source: outputs, width: count * hiddenSize };
    this.#steps = { time, batch };
    const last = (['ends', 'state'] as const).map((kind) =>
      this.positions.add({ kind, part }, batch * count * hiddenSize),
    );
    // our order is [time, batch, direction, hidden]; the node's is another
    const { batchFirst } = attributes;
    const sequence = inOrder(outputs, [time, batch, count, hiddenSize]);
    const ends = last.map((source) => inOrder(source, [batch, count, hiddenSize]));
    return [
      permuted(sequence, batchFirst ? [1, 0, 2, 3] : [0, 2, 1, 3]),
      ...ends.map((each) => (batchFirst ? each : permuted(each, [1, 0, 2]))),
    ];
  }

  /** Takes the input of a recurrent node, from which the steps and rows can be told. */
  #takeSteps(x: Item | undefined, inputSize: number, { batchFirst }: RecurrentAttributes): Steps {
    if (x?.kind === 'unknown') throw new FormatError(`Its input cannot be followed: ${x.reason}`);
    if (x?.kind !== 'known' || x.origin !== 'moved') throw new FormatError("Its input is not the model's.");
    const { shape } = x.tensor;
    if (shape.length !== 3 || shape[2] !== inputSize) {
      throw new FormatError(
        `Its input has the shape ${formatShape(shape)}, but its weights take ${inputSize} numbers.`,
      );
    }
    const ordered = batchFirst ? permuted(x, [1, 0, 2]) : x;
    const [time, batch] = ordered.tensor.shape as [number, number];
    const before = this.#steps;
    const isFirst = !this.parts.some(({ kind }) => kind === 'recurrent');
    const leads = this.#take(ordered, inputSize);
    // behind another recurrent layer, steps must still be steps
    if (
      !isFirst &&
      (!before || before !== this.#steps || leads.some((lead, i) => lead !== i) || time !== before.time)
    ) {
      throw new FormatError('It takes for steps and rows what are none in the recurrent layer before.');
    }
    return { time, batch };
  }

  #checkLengths(lengths: Item | undefined, time: number): void {
    if (!lengths) return;
    const source = lengths.kind === 'known' && lengths.origin === 'moved' && this.positions.sourceOf(lengths);
    if (source && source.role.kind === 'input' && isArranged(lengths.tensor, source.base)) {
      this.notes.push(`the input ${quote(source.role.name)} is the option lengths of predict`);
    } else if (lengths.kind !== 'known' || !lengths.tensor.data.every((length) => length === time)) {
      throw new FormatError('Its sequence_lens are neither an input nor as many steps as there are.');
    }
  }
}

/** A tensor of positions with its axes in another order. */
function permuted({ tensor: { shape, data } }: Known, permutation: readonly number[]): Known {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const newShape = permutation.map((axis) => shape[axis]!);
  const newStrides = permutation.map((axis) => strides[axis]!);
  return moved(newShape, (index) => {
    let [rest, at] = [index, 0];
    for (let axis = newShape.length - 1; axis >= 0; axis--) {
      at += (rest % newShape[axis]!) * newStrides[axis]!;
      rest = Math.floor(rest / newShape[axis]!);
    }
    return data[at]!;
  });
}
