import { colourOf } from '../../cells/colours.js';
import type { Series } from '../../charts/plot-data.js';
import type { Flow } from './work.js';

/** One cell's gradients, and how it is called. */
export interface NamedFlow {
  readonly name: string;
  readonly title: string;
  readonly flow: Flow;
}

/** One part of a state. */
export interface Trace {
  readonly state: string;
  readonly norms: readonly number[];
}

/** The parts of a state that a gradient reaches, first the memory: c, where a cell calls one so, or what keeps most. */
export function tracesOf({ states }: Flow): readonly Trace[] {
  return Object.entries(states)
    .map(([state, norms]) => ({ state, norms }))
    .filter(({ norms }) => norms.some((norm) => norm > 0))
    .sort((a, b) => Number(b.state === 'c') - Number(a.state === 'c') || kept(b.norms) - kept(a.norms));
}

/** The mean logarithm over the past steps; the last step's is how the output is made, not what is kept. */
function kept(norms: readonly number[]): number {
  const logs = norms.slice(1).map((norm) => Math.log(Math.max(norm, 1e-38)));
  return logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length);
}

/** The lines of the plot: each cell in its colour, what else it keeps dashed. */
export const curvesOf = (flows: readonly NamedFlow[]): readonly Series[] =>
  flows.flatMap(({ name, title, flow }) =>
    tracesOf(flow).map(({ state, norms }, i, all) => ({
      name: all.length > 1 ? `${title} ${state}` : title,
      colour: colourOf(name),
      values: norms,
      dashed: i > 0,
      thin: i > 0,
    })),
  );

/** After how many steps back less than a share of the greatest gradient is left; undefined where it never is, or explodes. */
export function reachOf(norms: readonly number[], share = 1e-3): number | undefined {
  const greatest = Math.max(...norms);
  if (!Number.isFinite(greatest)) return undefined;
  const from = norms.indexOf(greatest);
  const steps = norms.findIndex((norm, back) => back > from && norm < share * greatest);
  return steps < 0 ? undefined : steps;
}

/** What each step multiplies the gradient by: the mean factor until a thousandth is left, or else over the whole sequence. */
export function factorOf(norms: readonly number[]): number {
  const reach = reachOf(norms);
  const to = reach ?? norms.length - 1;
  // What falls is measured from where it is greatest, what does not from where it comes in.
  const from = reach === undefined ? norms.findIndex((norm) => norm > 0) : norms.indexOf(Math.max(...norms));
  return (norms[to]! / norms[from]!) ** (1 / Math.max(1, to - from));
}

/** The ends of the y axis: whole decades around the curves, but not so low that all that matters is squeezed at the top. */
export function rangeOf(curves: readonly Series[], floor = 1e-16): [number, number] {
  const numbers = curves.flatMap(({ values }) =>
    values.flatMap((value) => (value !== null && value > 0 && value < Infinity ? [value] : [])),
  );
  if (numbers.length === 0) return [floor, 1];
  const low = Math.max(floor, Math.min(...numbers));
  const high = Math.max(...numbers, 10 * low);
  return [10 ** Math.floor(Math.log10(low) + 1e-9), 10 ** Math.ceil(Math.log10(high) - 1e-9)];
}
