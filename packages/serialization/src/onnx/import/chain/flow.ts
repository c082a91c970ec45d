import { broadcastShapes, sizeOf, type Shape, type Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import type { Budget } from '../budget.js';
import type { Known } from '../item.js';
import { inOrder, isArranged, keepsAxes, moved, Positions, within, type Source } from '../positions.js';
import type { Part, RecurrentPart, StatelessPart } from './part.js';
import { withBias, type Step } from './stateless.js';

/** Steps and rows, as a recurrent node shows them. */
export interface Steps {
  readonly time: number;
  readonly batch: number;
}

/** What the last part gives, and in rows of which width. */
interface Current {
  readonly source: Source;
  readonly width: number;
}

/** Where a recurrent node's outputs and last states stand, in our order of axes. */
export interface RecurrentOutputs {
  /** `[time, batch, directions, hidden]`. */
  readonly sequence: Known;
  /** `[batch, directions, hidden]`: h, and c. */
  readonly ends: readonly Known[];
}

/**
 * The elements that go from part to part. Between parts they may be moved about as long as each part gets the rows of the one
 * before whole, all of them, or the last step's.
 */
export class Flow {
  readonly positions = new Positions();
  readonly parts: Part[] = [];
  readonly #budget: Budget;
  /** Until there is a part any input may be read. */
  #current: Current | undefined;
  #steps: Steps | undefined;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** The steps and rows of what the last part gives, once a recurrent one has shown them and until one is left. */
  get steps(): Steps | undefined {
    return this.#steps;
  }

  /** Adds a part that takes `input` row by row, or index by index, and gives rows of its own. */
  through({ part, takes, width }: Step, input: Known): Known {
    const { shape } = input.tensor;
    if (takes === 'elements') return this.#each(part, input);
    const isIndex = takes === 'indices';
    const own = isIndex ? 1 : (shape.at(-1) ?? 1);
    const leads = this.take(input, own, isIndex);
    const given = width ?? own;
    this.parts.push(this.#current ? part : withInput(part, own));
    return this.#give(given, leads, [...(isIndex ? shape : shape.slice(0, -1)), given]);
  }

  /** A part that changes each element by itself leaves them where they stand. */
  #each(part: StatelessPart, input: Known): Known {
    const { shape } = input.tensor;
    if (!this.#current) {
      const width = shape.at(-1) ?? 1;
      const leads = this.take(input, width);
      this.parts.push(withInput(part, width));
      return this.#give(width, leads, shape);
    }
    const current = this.#follow(input);
    const at = within(current.source, input);
    this.parts.push(part);
    return this.#again(current, shape, at);
  }

  /** Adds a recurrent part, whose input was taken before. */
  recur(part: RecurrentPart, { time, batch }: Steps): RecurrentOutputs {
    this.parts.push(part);
    const count = part.attributes.directions.length;
    const hidden = part.converted.hiddenSize;
    const sequence = this.#give(count * hidden, undefined, [time, batch, count, hidden]);
    this.#steps = { time, batch };
    const ends = (['ends', 'state'] as const).map((kind) =>
      this.positions.add({ kind, part: this.parts.length - 1 }, batch * count * hidden),
    );
    return { sequence, ends: ends.map((source) => inOrder(source, [batch, count, hidden])) };
  }

  /** Adds a bias to the product that the last part is, if it is one. */
  addBias(input: Known, other: Known, biasOf: (width: number) => Tensor<'f32'> | undefined): Known {
    const part = this.parts.at(-1);
    const width = input.tensor.shape.at(-1) ?? 1;
    const current = this.#current;
    const isProduct = part?.kind === 'stateless' && part.awaitsBias === width;
    const bias = isProduct ? biasOf(width) : undefined;
    if (!isProduct || !bias || !current || this.positions.sourceOf(input) !== current.source) {
      throw new FormatError('It adds something other than a bias to a product.');
    }
    const at = within(current.source, input);
    const shape = broadcastShapes(input.tensor.shape, other.tensor.shape, 'Add');
    if (sizeOf(shape) !== at.length) throw new FormatError('It adds something that differs from row to row.');
    this.parts[this.parts.length - 1] = withBias(part, bias);
    return this.#again(current, shape, at);
  }

  /**
   * Takes rows of the last part's outputs, or of the input, and tells which row each is. The last axis holds a row's
   * elements.
   */
  take(input: Known, width: number, integers = false): number[] {
    if (!this.#current) return this.#takeInput(input, integers);
    const { source, width: whole } = this.#follow(input);
    if (width !== whole) {
      throw new FormatError(`It reads rows of ${width} numbers, but the layer before gives ${whole}.`);
    }
    const at = within(source, input);
    if (!at.every((each, i) => each % width === i % width && each - (i % width) === at[i - (i % width)])) {
      throw new FormatError('It reads rows whose numbers come from several rows.');
    }
    const leads = at.filter((_, i) => i % width === 0).map((each) => each / width);
    if (at.length < source.size && this.#takeLast(input)) return leads.map((_, i) => i);
    if (new Set(leads).size !== source.size / width) throw new FormatError('It does not read all rows.');
    return leads;
  }

  /** Whether elements are those of the last part, each once and in order, but for the order of axes. */
  ends(item: Known): boolean {
    const source = this.positions.sourceOf(item);
    if (!source || !this.#current) return false;
    const isAll = item.tensor.data.length === source.size && isArranged(item.tensor, source.base);
    const isNewest = source === this.#current.source;
    if (!(isAll && (isNewest || this.#takeEnd(source))) && !(isNewest && this.#takeLast(item))) return false;
    const { width } = this.#current;
    const { data } = item.tensor;
    // positions climb, so that the first is the least
    const start = data[0]!;
    if (!this.#steps) return keepsAxes(item.tensor, start, [data.length / width, width], 0);
    return keepsAxes(item.tensor, start, [this.#steps.time, this.#steps.batch, width], 2);
  }

  /** Makes sure that elements are those of the newest part. */
  #follow(input: Known): Current {
    const source = this.positions.sourceOf(input);
    if (!source) throw new FormatError('It reads elements that come from several layers.');
    const isNewest = source === this.#current!.source || this.#takeEnd(source);
    if (!isNewest) throw new FormatError('It reads what an earlier layer gives.');
    return this.#current!;
  }

  #takeInput(input: Known, integers: boolean): number[] {
    const source = this.positions.sourceOf(input);
    if (source?.role.kind !== 'input') throw new FormatError('It reads what comes from several inputs.');
    const { role, size, base } = source;
    if (role.integers !== integers) {
      throw new FormatError(integers ? 'It takes floats for indices.' : 'It takes integers for floats.');
    }
    if (input.tensor.data.length !== size || !isArranged(input.tensor, base)) {
      throw new FormatError(`It reads only a part of the input ${quote(role.name)}, or in another order.`);
    }
    const width = integers ? 1 : (input.tensor.shape.at(-1) ?? 1);
    return Array.from({ length: size / width }, (_, i) => i);
  }

  /** Puts the outputs of the newest part, rows in the order of `leads` or in their own, under a shape. */
  #give(width: number, leads: readonly number[] | undefined, shape: Shape): Known {
    this.#budget.compute(sizeOf(shape));
    const source = this.positions.add({ kind: 'outputs', part: this.parts.length - 1 }, sizeOf(shape));
    this.#current = { source, width };
    if (!leads) return inOrder(source, shape);
    return moved(shape, (i) => source.base + leads[Math.floor(i / width)]! * width + (i % width));
  }

  /** As many outputs as there were before, at the same places. */
  #again({ source: before, width }: Current, shape: Shape, at: readonly number[]): Known {
    this.#budget.compute(before.size);
    const source = this.positions.add({ kind: 'outputs', part: this.parts.length - 1 }, before.size);
    this.#current = { source, width };
    return moved(shape, (i) => source.base + at[i]!);
  }

  /** Keeps only the last step, where that is what is read. */
  #takeLast(input: Known): boolean {
    const { source, width } = this.#current!;
    if (!this.#steps) return false;
    const { time, batch } = this.#steps;
    const start = source.base + (time - 1) * batch * width;
    const isLast = input.tensor.data.length === batch * width && isArranged(input.tensor, start);
    if (time < 2 || !isLast) return false;
    this.parts.push({ kind: 'last' });
    this.#steps = undefined;
    return true;
  }

  /** Keeps only what the newest part ends with, where that is what is read. */
  #takeEnd(source: Source): boolean {
    const part = this.parts.at(-1);
    const { role } = source;
    if (role.kind !== 'ends' || role.part !== this.parts.length - 1 || part?.kind !== 'recurrent')
      return false;
    this.parts[this.parts.length - 1] = { ...part, ended: true };
    this.#current = { source, width: part.converted.hiddenSize * part.attributes.directions.length };
    this.#steps = undefined;
    return true;
  }
}

/** A layer that takes rows of any width, for those of the graph. */
function withInput(part: StatelessPart, width: number): StatelessPart {
  if (part.cell.input) return part;
  return { ...part, cell: { ...part.cell, input: { shape: [width], dtype: 'f32' } } };
}
