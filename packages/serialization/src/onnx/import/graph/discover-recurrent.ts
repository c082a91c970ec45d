import { formatShape, sameShape, type Shape, type Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Item } from '../item.js';
import { directionPrefix } from '../recurrent/convert.js';
import { describeInput, readStart } from '../recurrent/initial.js';
import { inputsOf, type RecurrentOp } from '../recurrent/read.js';
import { readNode } from '../recurrent/node.js';
import type { Visit } from '../walk.js';
import { axisOf, has } from './axes.js';
import type { Discovery } from './discovery.js';
import type { RecurrentSite } from './plan.js';

/** Learns what a recurrent node takes and gives; stand-ins go on in its place. */
export function discoverRecurrent(discovery: Discovery, visit: Visit, op: RecurrentOp): Item[] {
  const { title, name } = visit;
  discovery.checkOutermost();
  const { attributes, converted } = readNode(discovery.model, op, visit);
  const { directions, batchFirst } = attributes;
  const { inputSize, hiddenSize } = converted;
  const given = discovery.valueOf(visit.inputs[0]);
  if (given.shape.length !== 3 || given.shape[2] !== inputSize) {
    throw new FormatError(
      `Its input has the shape ${formatShape(given.shape)}, but its weights take ${inputSize} numbers.`,
    );
  }
  const x = batchFirst ? given.transpose([1, 0, 2]) : given;
  discovery.watched.push(x);
  discoverLengths(discovery, visit, inputsOf(op).lengths, x);

  const { initial, inputs, others } = readStart(visit, attributes, hiddenSize, discovery.positions);
  for (const [state, item] of others) {
    discovery.watched.push(discovery.valueOf(item));
    discovery.mixes.add(`${title} starts from what the model computes (initial_${state})`);
  }
  inputs.forEach((given, d) => {
    for (const [state, input] of Object.entries(given)) {
      const own = `${name}.${directionPrefix(attributes, d)}${state}`;
      discovery.notes.push(`the state ${own} is ${describeInput(input)}`);
    }
  });
  const site: RecurrentSite = {
    kind: 'recurrent',
    attributes,
    converted,
    initial,
    free: others.length === 0,
  };
  discovery.sites.set(name, site);
  discovery.notes.push(...converted.notes.map((note) => `${name}: ${note}`));
  if (directions.includes('reverse')) discovery.mixes.add(`${title} runs from the end (direction)`);
  discovery.checks.push(({ axesOf }) => {
    const { axes } = axesOf(x);
    if (has('batch', [axes[0]!, axes[2]!])) {
      throw new FormatError(`${title} takes the rows of the batch for something else.`);
    }
    if (discovery.isStepped(axesOf(x))) return;
    if (!discovery.hasBatch) throw new FormatError(`${title} works on rows, but the input has none.`);
    site.free = false;
    discovery.mixes.add(`${title} takes for steps what are none of the input's`);
  });

  const [time, batch, count] = [x.shape[0]!, x.shape[1]!, directions.length];
  const outputs = discovery.standIn([time, count, batch, hiddenSize], 'f32', (axesOf) => {
    const { axes, when } = axesOf(x);
    return { axes: [axes[0]!, axisOf('feature', count), axes[1]!, axisOf('feature', hiddenSize)], when };
  });
  const end = (): Value => endOf(discovery, x, [count, batch, hiddenSize]);
  const placed = batchFirst
    ? [outputs.transpose([2, 0, 1, 3]), end().transpose([1, 0, 2]), end().transpose([1, 0, 2])]
    : [outputs, end(), end()];
  return placed.map((value) => ({ kind: 'traced', value }));
}

/** Lengths that are no input hold for as many rows as they are. */
function discoverLengths(discovery: Discovery, { title, inputs }: Visit, index: number, x: Value): void {
  const item = inputs[index];
  if (!item) return;
  const lengths = discovery.valueOf(item);
  if (lengths.dtype !== 'i32' || !sameShape(lengths.shape, [x.shape[1]!])) {
    throw new FormatError(
      `Its sequence_lens are ${lengths.dtype}${formatShape(lengths.shape)}, but it works on ${x.shape[1]!} rows.`,
    );
  }
  discovery.watched.push(lengths);
  if (item.kind === 'known') discovery.mixes.add(`${title} stops where the file says (sequence_lens)`);
}

/** What a sequence ends with: there when its last step is. */
function endOf(discovery: Discovery, x: Value, shape: Shape): Value {
  const [count, , hidden] = shape as [number, number, number];
  return discovery.standInEnd(shape, 'f32', (axesOf) => {
    const { axes, when } = axesOf(x);
    return {
      axes: [axisOf('feature', count), axes[1]!, axisOf('feature', hidden)],
      when: has('time', [axes[0]!]) ? 'end' : when,
    };
  });
}
