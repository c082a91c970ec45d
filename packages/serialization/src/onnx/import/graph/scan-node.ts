import type { Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { GraphProto } from '../../proto/messages.js';
import { axisOf } from '../rules/axes.js';
import type { Visit } from '../walk.js';

/** What the attributes of a `Scan` say. */
export interface ScanNode {
  readonly body: GraphProto;
  /** Number of values that it hands from step to step; its first inputs. */
  readonly carries: number;
  readonly reverse: boolean;
  /** Puts the steps of its other inputs first. */
  sequences(inputs: readonly Value[]): Value[];
  /** Puts the steps of an output where the node wants them. */
  placeOutput(value: Value, index: number): Value;
}

/** @throws FormatError for what only some versions or runtimes know. */
export function readScan({ opset, attributes, inputs, node }: Visit): ScanNode {
  if (opset < 9) throw new FormatError('It is a Scan of opset 8, which took a batch of sequences.');
  const body = attributes.graph('body');
  const count = attributes.int('num_scan_inputs', 0);
  const carries = inputs.length - count;
  if (!body || count < 1 || carries < 0 || body.input.length !== inputs.length) {
    throw new FormatError('Its body does not take what it is given.');
  }
  const outputs = body.output.length - carries;
  if (outputs < 0 || node.output.length > body.output.length) {
    throw new FormatError('Its body does not give what it should.');
  }
  const list = (name: string, length: number): number[] => {
    const given = attributes.ints(name) ?? new Array<number>(length).fill(0);
    if (given.length === length) return given;
    throw new FormatError(`Its ${name} are ${given.length}, but there are ${length}.`);
  };
  const directions = new Set([
    ...list('scan_input_directions', count),
    ...list('scan_output_directions', outputs),
  ]);
  if (directions.size > 1) throw new FormatError('It reads and gives steps in different orders.');
  const inputAxes = list('scan_input_axes', count);
  const outputAxes = list('scan_output_axes', outputs);
  return {
    body,
    carries,
    reverse: directions.has(1),
    sequences: (values) =>
      values.map((value, i) => moveAxis(value, axisOf(inputAxes[i]!, value.shape.length), 0)),
    placeOutput: (value, index) => moveAxis(value, 0, axisOf(outputAxes[index]!, value.shape.length)),
  };
}

function moveAxis(value: Value, from: number, to: number): Value {
  const order = value.shape.map((_, axis) => axis);
  order.splice(to, 0, ...order.splice(from, 1));
  return value.transpose(order);
}
