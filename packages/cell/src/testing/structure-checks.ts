import { formatShape, type Numbers } from '@sluice/math';
import { isCell } from '../is-cell.js';
import { check, checkAllClose, checkClose } from './assert.js';
import { join, range, take, type NamedNumbers } from './numbers.js';
import { continueFrom, reverseSteps, takeRows, takeStep, takeSteps } from './slices.js';
import { runStep, runUnrolled, type Subject } from './subject.js';

/** Everything but the gates, which are not asked for. */
const results = (named: NamedNumbers): NamedNumbers =>
  Object.fromEntries(Object.entries(named).filter(([name]) => !name.startsWith('gates.')));

/** Outputs and states have the shapes that the layer says; capturing the gates changes nothing else. */
export function checkShapes({ layer, data, time, batch }: Subject): void {
  const captured = runUnrolled(layer, data, { capture: true });
  checkAllClose('with gates captured', results(captured), runUnrolled(layer, data));
  for (const [name, shape] of Object.entries(layer.state)) {
    expectShape(`state "${name}"`, captured[`state.${name}`]!, [batch, ...shape]);
  }
  const output = captured['output']!;
  const leading = layer.manyToOne ? [batch] : [time, batch];
  expectShape('the output', output, [...leading, ...output.shape.slice(leading.length)]);
  for (const [name, gate] of Object.entries(captured).filter(([key]) => key.startsWith('gates.'))) {
    check(
      gate.shape.length >= 2 && gate.shape[1] === batch,
      `"${name}" should be [time, batch, …], but is ${formatShape(gate.shape)}.`,
    );
  }
}

/** No row of a batch knows of the others. */
export function checkBatch({ layer, data, batch }: Subject): void {
  const whole = runUnrolled(layer, data);
  for (const row of range(0, batch)) {
    const alone = runUnrolled(layer, takeRows(data, [row]));
    for (const [name, numbers] of Object.entries(alone)) {
      const axis = name === 'output' && !layer.manyToOne ? 1 : 0;
      checkClose(`row ${row}: ${name}`, numbers, take(whole[name]!, axis, [row]));
    }
  }
}

/** The state is all that a sequence needs to go on. */
export function checkChunks({ layer, data, time }: Subject): void {
  const whole = runUnrolled(layer, data);
  const first = runUnrolled(layer, takeSteps(data, range(0, 1)));
  const second = runUnrolled(layer, continueFrom(takeSteps(data, range(1, time)), first));
  const output = layer.manyToOne ? second['output']! : join([first['output']!, second['output']!]);
  checkAllClose('in two chunks', { ...second, output }, whole);
}

/** Stepping gives what unrolling gives. */
export function checkStreaming({ layer, data, time }: Subject): void {
  if (!isCell(layer)) return;
  const outputs: Numbers[] = [];
  let before = data;
  for (const step of range(0, time)) {
    const after = runStep(layer, takeStep(before, step));
    outputs.push({ ...after['output']!, shape: [1, ...after['output']!.shape] });
    before = continueFrom(data, after);
  }
  const output = layer.manyToOne
    ? { ...outputs.at(-1)!, shape: outputs.at(-1)!.shape.slice(1) }
    : join(outputs);
  const streamed = continueFrom({ output }, before);
  const states = Object.fromEntries(Object.entries(streamed).filter(([name]) => name !== 'output'));
  checkAllClose('step by step', { output, ...states }, runUnrolled(layer, data));
}

/** A padded row gives what it gives without its padding, and zeros after it. */
export function checkLengths({ layer, data, time, batch }: Subject): void {
  for (const reverse of [false, true]) {
    const counts = range(0, batch).map((row) => Math.max(1, time - row));
    const lengths: Numbers = { shape: [batch], dtype: 'i32', data: Int32Array.from(counts) };
    const padded = runUnrolled(layer, { ...spoilPadding(data, counts), lengths }, { reverse });
    counts.forEach((count, row) => {
      const what = `row of ${count} valid steps${reverse ? ' in reverse' : ''}`;
      const alone = runUnrolled(layer, takeSteps(takeRows(data, [row]), range(0, count)), { reverse });
      for (const [name, numbers] of Object.entries(alone)) {
        const axis = name === 'output' && !layer.manyToOne ? 1 : 0;
        const own = take(padded[name]!, axis, [row]);
        checkClose(`${what}: ${name}`, axis === 1 ? take(own, 0, range(0, count)) : own, numbers);
        if (axis === 0) continue;
        const rest = take(own, 0, range(count, time));
        check(
          rest.data.every((x: number) => x === 0),
          `${what}: the output after its end is not zero.`,
        );
      }
    });
  }
}

/** Running in reverse is running over the reversed sequence. */
export function checkReverse({ layer, data, time }: Subject): void {
  const there = runUnrolled(layer, reverseSteps(data));
  const output = layer.manyToOne ? there['output']! : take(there['output']!, 0, range(0, time).reverse());
  checkAllClose('in reverse', runUnrolled(layer, data, { reverse: true }), { ...there, output });
}

/** Puts numbers that nothing may read behind each row's last valid step. */
function spoilPadding(data: NamedNumbers, counts: readonly number[]): NamedNumbers {
  const spoil = (numbers: Numbers): Numbers => {
    const [time, batch] = numbers.shape as [number, number];
    const size = numbers.data.length / (time * batch);
    const spoiled = numbers.data.slice();
    counts.forEach((count, row) => {
      for (let t = count; t < time; t++) {
        const start = (t * batch + row) * size;
        spoiled.fill(numbers.dtype === 'i32' ? -1 : NaN, start, start + size);
      }
    });
    return { ...numbers, data: spoiled };
  };
  return { ...data, x: spoil(data['x']!) };
}

function expectShape(what: string, { shape }: Numbers, expected: readonly number[]): void {
  check(
    formatShape(shape) === formatShape(expected),
    `${what} should be ${formatShape(expected)}, but is ${formatShape(shape)}.`,
  );
}
