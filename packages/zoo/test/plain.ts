import type { Cell } from '@sluice/cell';
import { sizeOf, type Numbers } from '@sluice/math';
import { mapValues, prefixed } from '../../cell/src/names.js';
import { checkAllClose } from '../../cell/src/testing/assert.js';
import { range, type NamedNumbers } from '../../cell/src/testing/numbers.js';
import { createSubject, runUnrolled } from '../../cell/src/testing/subject.js';

/** A row of numbers, such as the units of a state. */
export type Row = readonly number[];

type Rows = Readonly<Record<string, Row>>;

/** What one step of one sequence is given, in plain numbers. */
export interface PlainStep {
  /** Number of units. */
  readonly n: number;
  readonly x: Row;
  readonly state: Rows;
  /** The state h, where there is one. */
  readonly h: Row;
  readonly delta: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** An option that is a number. */
  readonly number: (name: string) => number;
  /** Whether there is such a parameter. */
  readonly has: (name: string) => boolean;
  /** A number of a parameter. */
  readonly p: (name: string, index?: number) => number;
  /** One column of v·M, where M is a matrix among the parameters; `from` skips rows of it. */
  readonly dot: (v: Row, name: string, column: number, from?: number) => number;
  /** Unit j of x·W, of h·U and of b, where W, U and b are the blocks of `wx`, `wh` and `b` with this number. */
  readonly W: (block: number, j: number) => number;
  readonly U: (block: number, j: number) => number;
  readonly b: (block: number, j: number) => number;
}

/** What it gives. */
export interface PlainResult {
  readonly output: Row;
  readonly state: Rows;
  readonly gates: Rows;
}

/** A paper's equations, number by number. */
export type PlainEquations = (given: PlainStep) => PlainResult;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const relu = (x: number): number => Math.max(x, 0);
export const { tanh } = Math;

/** A number for each unit. */
export const units = (n: number, unit: (j: number) => number): Row => range(0, n).map(unit);

/** The result of a cell that gives its state, which it keeps by its logarithm where it has such a state. */
export const givingLog = (h: Row, gates: Rows, state: Rows): PlainResult =>
  state['l'] ? { output: h, state: { h, l: h.map(Math.log) }, gates } : giving(h, gates);

/** The result of a cell that gives its state. */
export const giving = (h: Row, gates: Rows): PlainResult => ({ output: h, state: { h }, gates });

/**
 * Throws unless a cell gives, in double precision, what its paper's equations give that are worked out number by number:
 * outputs, gates and last states.
 */
export function checkPlain(cell: Cell, equations: PlainEquations, seed: number): void {
  const { data, time, batch } = createSubject(cell, { seed });
  const rows = range(0, batch).map((row) => runRow(cell, equations, data, time, row));
  const first = rows[0]![0]!;
  const perStep = (pick: (result: PlainResult) => Row): Numbers => ({
    shape: [time, batch, pick(first).length],
    dtype: 'f32',
    data: Float64Array.from(range(0, time).flatMap((t) => rows.flatMap((steps) => pick(steps[t]!)))),
  });
  checkAllClose(cell.kind, runUnrolled(cell, data, { capture: true }), {
    output: perStep(({ output }) => output),
    ...prefixed(
      'gates',
      mapValues(first.gates, (_, name) => perStep(({ gates }) => gates[name]!)),
    ),
    ...prefixed(
      'state',
      mapValues(cell.state, (shape, name) => ({
        shape: [batch, ...shape],
        dtype: 'f32',
        data: Float64Array.from(rows.flatMap((steps) => steps.at(-1)!.state[name]!)),
      })),
    ),
  });
}

/** The results of all steps of one row of the batch. */
function runRow(
  cell: Cell,
  equations: PlainEquations,
  data: NamedNumbers,
  time: number,
  row: number,
): PlainResult[] {
  const options = cell.options;
  const number = (name: string): number => options[name] as number;
  const n = number('hiddenSize');
  const has = (name: string): boolean => name in cell.params;
  const p = (name: string, index = 0): number => data[`params.${name}`]!.data[index]!;
  const dot = (v: Row, name: string, column: number, from = 0): number => {
    const columns = cell.params[name]!.shape.at(-1)!;
    return v.reduce((sum, value, i) => sum + value * p(name, (from + i) * columns + column), 0);
  };
  const rowOf = ({ data }: Numbers, size: number, at: number): Row =>
    Array.from(data.slice(at * size, (at + 1) * size));

  const results: PlainResult[] = [];
  let state: Rows = mapValues(cell.state, (shape, name) => rowOf(data[`state.${name}`]!, sizeOf(shape), row));
  const batch = data['x']!.shape[1]!;
  for (const t of range(0, time)) {
    const at = t * batch + row;
    const x = rowOf(data['x']!, sizeOf(cell.input!.shape), at);
    const h = state['h'] ?? [];
    const result = equations({
      n,
      x,
      h,
      state,
      delta: data['delta']!.data[at]!,
      options,
      number,
      has,
      p,
      dot,
      W: (block, j) => dot(x, 'wx', block * n + j),
      U: (block, j) => dot(h, 'wh', block * n + j),
      b: (block, j) => (has('b') ? p('b', block * n + j) : 0),
    });
    results.push(result);
    ({ state } = result);
  }
  return results;
}
