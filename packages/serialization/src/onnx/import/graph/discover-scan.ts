import { formatShape, sameShape, tensor, type DType, type Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { fillOf, type Item, type Known } from '../item.js';
import { withoutRepeats } from '../recurrent/initial.js';
import type { Visit } from '../walk.js';
import type { Analysis } from './analysis.js';
import { axisOf, has, isPure } from './axes.js';
import type { Discovery } from './discovery.js';
import type { Carry } from './plan.js';
import { readScan } from './scan-node.js';

/** A carry, and what stands for it in the body. */
interface Started {
  readonly carry: Carry;
  readonly value: Value;
}

/** Learns what a loop takes and gives, by running its body once. */
export function discoverScan(discovery: Discovery, visit: Visit): Item[] {
  discovery.checkOutermost();
  const scan = readScan(visit);
  const { title, name, inputs, enter } = visit;
  const x = scan.sequences(inputs.slice(scan.carries).map((item) => discovery.valueOf(item)));
  discovery.watched.push(...x);
  const started = inputs
    .slice(0, scan.carries)
    .map((item, i) => start(discovery, visit, scan.body.input[i]!.name, item));
  discovery.watched.push(...started.map(({ value }) => value));
  discovery.sites.set(name, { kind: 'scan', carries: started.map(({ carry }) => carry) });
  if (scan.reverse) discovery.mixes.add(`${title} runs from the end (scan_input_directions)`);

  const slices = x.map((sequence) =>
    discovery.standIn(sequence.shape.slice(1), sequence.dtype, (axesOf) => {
      const { axes, when } = axesOf(sequence);
      return { axes: axes.slice(1), when };
    }),
  );
  const given = [...started.map(({ value }) => value), ...slices].map(traced);
  const results = discovery
    .inLoop(() => enter(scan.body, given, 'body'))
    .map((item) => discovery.valueOf(item));
  discovery.watched.push(...results);
  const first = x[0]!;
  discovery.checks.push((analysis) => check(discovery, title, analysis, { first, started, results }));

  const ends = started.map(({ value: before }, i) => {
    const after = results[i]!;
    if (!sameShape(after.shape, before.shape) || after.dtype !== before.dtype) {
      throw new FormatError(
        `What it carries changes from ${formatShape(before.shape)} to ${formatShape(after.shape)}.`,
      );
    }
    return discovery.standInEnd(after.shape, after.dtype, (axesOf) => {
      const steps = axesOf(first);
      return { axes: axesOf(before).axes, when: has('time', [steps.axes[0]!]) ? 'end' : steps.when };
    });
  });
  const outputs = results.slice(scan.carries).map((value, i) => {
    const steps = discovery.standIn([first.shape[0]!, ...value.shape], value.dtype, (axesOf) => {
      const { axes, when } = axesOf(first);
      return { axes: [axes[0]!, ...axesOf(value).axes], when };
    });
    return scan.placeOutput(steps, i);
  });
  return [...ends, ...outputs].map(traced);
}

/** A value that a loop carries is part of the layer's state if it is a row of floats for each of the batch. */
function start(discovery: Discovery, visit: Visit, inner: string, item: Item | undefined): Started {
  if (!item || item.kind === 'unknown')
    throw new FormatError(item?.reason ?? 'What it starts from is missing.');
  const wish = `${visit.name}.${inner}`;
  if (item.kind === 'traced') {
    const { shape, dtype } = item.value;
    discovery.watched.push(item.value);
    discovery.mixes.add(`${visit.title} starts from what the model computes (${inner})`);
    const value = discovery.standIn(shape, dtype, (axesOf) => ({ ...axesOf(item.value), when: 'each' }));
    return { carry: { name: wish, shape: shape.slice(1), free: false }, value };
  }
  const { shape } = item.tensor;
  const dtype: DType = item.origin === 'moved' ? 'f32' : item.tensor.dtype;
  const free = dtype === 'f32' && shape[0] === discovery.sizes.batch;
  const axes = shape.map((size, axis) => axisOf(free && axis === 0 ? 'batch' : 'feature', size));
  const carry = {
    name: item.origin === 'moved' ? discovery.nameState(wish, item) : wish,
    shape: shape.slice(1),
    free,
    ...(free && item.origin !== 'moved' && fillOf(item) !== 0 && { initial: rowsOf(item) }),
  };
  return { carry, value: discovery.standIn(shape, dtype, () => ({ axes, when: 'each' })) };
}

/** What the file starts a state from, one row where all are alike. */
function rowsOf({ tensor: { shape, data } }: Known): Carry['initial'] {
  const width = data.length / shape[0]!;
  const rows = withoutRepeats(tensor(data as Float32Array, [shape[0]!, width]));
  return tensor(rows.data, [rows.shape[0]!, ...shape.slice(1)]);
}

function check(
  discovery: Discovery,
  title: string,
  { axesOf }: Analysis,
  {
    first,
    started,
    results,
  }: { readonly first: Value; readonly started: readonly Started[]; readonly results: readonly Value[] },
): void {
  const [steps] = axesOf(first).axes;
  if (has('batch', [steps!])) throw new FormatError(`${title} takes the rows of the batch for steps.`);
  const isStepped = steps!.length === 0 || isPure(steps!, 'time');
  if (!isStepped) discovery.mixes.add(`${title} takes for steps what are none of the input's`);
  if (results.some((value) => has('time', axesOf(value).axes))) {
    discovery.mixes.add(`${title} reads the whole sequence at each step`);
  }
  started.forEach(({ carry, value }, i) => {
    const [was, is] = [value, results[i]!].map((each) => has('batch', axesOf(each).axes));
    if (is && !was) throw new FormatError(`${title} carries rows of the batch in what has none.`);
    carry.free &&= isStepped;
  });
}

const traced = (value: Value): Item => ({ kind: 'traced', value });
