import { formatShape, sizeOf, SluiceError, type Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { dataTypes } from '../../proto/messages.js';
import { dtypeOf } from '../../proto/tensor.js';
import { runBranch } from '../branch.js';
import { compute } from '../compute.js';
import { isMoved, unknown, type Item, type Known } from '../item.js';
import type { OnnxModel } from '../model.js';
import { movesPositions, readsPositions } from '../moving.js';
import { isArranged, moved } from '../positions.js';
import { readStart } from '../recurrent/initial.js';
import { inputsOf, isRecurrent, type RecurrentAttributes, type RecurrentOp } from '../recurrent/read.js';
import { readNode } from '../recurrent/node.js';
import type { Visit, Visitor } from '../walk.js';
import { Flow, type Steps } from './flow.js';
import { biasOf, stepOf } from './stateless.js';

/** Follows the elements of the input through a graph, and finds that it amounts to one layer after another. */
export class Chain {
  readonly flow: Flow;
  readonly #model: OnnxModel;
  readonly #isFixed: boolean;
  /** The input that holds the lengths of rows, of every recurrent node so far. */
  #lengths: { readonly input: string | undefined } | undefined;

  /** @param isFixed - whether all sizes are those of the file. */
  constructor(model: OnnxModel, isFixed: boolean) {
    this.#model = model;
    this.#isFixed = isFixed;
    this.flow = new Flow(model.budget);
  }

  /** What there is to say beside what the parts say. */
  get notes(): string[] {
    const input = this.#lengths?.input;
    if (input === undefined) return [];
    return [
      `the input ${quote(input)} is the option lengths of predict; outputs behind a row's end are zero`,
    ];
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

  #visit(visit: Visit): readonly Item[] {
    const { node, inputs, standard } = visit;
    if (standard && isRecurrent(node.opType)) return this.#recurrent(visit, node.opType);
    if (standard && node.opType === 'If') return runBranch(visit);
    if (!standard || !readsPositions(visit)) return compute(visit, this.#model.budget);
    if (node.opType === 'Dropout' || (node.opType === 'Cast' && this.#keepsType(visit))) return [inputs[0]!];
    if (movesPositions(visit)) return compute(visit, this.#model.budget);
    if (node.opType === 'Add') return [this.#add(visit)];
    const step = stepOf(visit);
    const input = step && inputs[step.input];
    if (!step || !isMoved(input)) throw new FormatError('It is no layer by itself.');
    return [this.flow.through(step, input)];
  }

  /** Elements that are converted from one float to another, or from one integer to another, stay what they are. */
  #keepsType({ attributes, inputs }: Visit): boolean {
    const to = attributes.int('to', 0);
    const role = this.flow.positions.sourceOf(inputs[0] as Known)?.role;
    if (role?.kind !== 'input' || !role.integers) return dtypeOf(to) === 'f32';
    return to === dataTypes.int64 || to === dataTypes.int32;
  }

  #add(visit: Visit): Known {
    const [a, b] = visit.inputs as [Known, Known];
    const [input, other] = isMoved(a) ? [a, b] : [b, a];
    return this.flow.addBias(input, other, (width) => biasOf(visit, width));
  }

  #recurrent(visit: Visit, op: RecurrentOp): Item[] {
    const { attributes, converted } = readNode(this.#model, op, visit);
    const { hiddenSize, inputSize } = converted;
    const steps = this.#takeSteps(visit.inputs[0], inputSize, attributes);
    this.#readLengths(visit.inputs[inputsOf(op).lengths], steps);
    const { others, ...start } = readStart(visit, attributes, hiddenSize, this.flow.positions);
    const [other] = others;
    if (other) throw new FormatError(`Its initial_${other[0]} is computed as the model runs.`);
    const { name } = visit;
    const { sequence, ends } = this.flow.recur(
      { kind: 'recurrent', name, attributes, converted, ...start, ended: false },
      steps,
    );
    const { batchFirst } = attributes;
    return [
      permuted(sequence, batchFirst ? [1, 0, 2, 3] : [0, 2, 1, 3]),
      ...ends.map((each) => (batchFirst ? each : permuted(each, [1, 0, 2]))),
    ];
  }

  /** Takes the input of a recurrent node, from which steps and rows can be told. */
  #takeSteps(x: Item | undefined, inputSize: number, { batchFirst }: RecurrentAttributes): Steps {
    if (x?.kind === 'unknown') throw new FormatError(`Its input cannot be followed: ${x.reason}`);
    if (!isMoved(x)) throw new FormatError("Its input is not the model's.");
    const { shape } = x.tensor;
    if (shape.length !== 3 || shape[2] !== inputSize) {
      throw new FormatError(
        `Its input has the shape ${formatShape(shape)}, but its weights take ${inputSize} numbers.`,
      );
    }
    const ordered = batchFirst ? permuted(x, [1, 0, 2]) : x;
    const [time, batch] = ordered.tensor.shape as [number, number];
    const before = this.flow.steps;
    const isFirst = !this.flow.parts.some(({ kind }) => kind === 'recurrent');
    const leads = this.flow.take(ordered, inputSize);
    // behind another recurrent layer, steps must still be steps
    const isSame = before !== undefined && before === this.flow.steps && before.time === time;
    if (!isFirst && !(isSame && leads.every((lead, i) => lead === i))) {
      throw new FormatError('It takes for steps and rows what are none in the recurrent layer before.');
    }
    return { time, batch };
  }

  /** Rows may have lengths of their own, the same ones in every recurrent node. */
  #readLengths(lengths: Item | undefined, { time, batch }: Steps): void {
    const input = lengths && this.#lengthsInput(lengths, time, batch);
    if (this.#lengths && this.#lengths.input !== input) {
      throw new FormatError('Its rows have other lengths than those of the recurrent layer before.');
    }
    this.#lengths = { input };
  }

  #lengthsInput(lengths: Item, time: number, batch: number): string | undefined {
    if (isMoved(lengths)) {
      const source = this.flow.positions.sourceOf(lengths);
      const isWhole = source?.size === batch && isArranged(lengths.tensor, source.base);
      if (isWhole && source.role.kind === 'input') return source.role.name;
    } else if (lengths.kind === 'known' && this.#isFixed && isFilledWith(lengths.tensor, time)) {
      return undefined;
    }
    throw new FormatError('Its sequence_lens are neither an input nor as many steps as there are.');
  }
}

const isFilledWith = ({ data }: Tensor, value: number): boolean => data.every((each) => each === value);

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
