import type { CellGraph } from '../../graph/cell-graph.js';
import { means, reachOf, unitCourse } from './course.js';
import type { Snapshot } from './watch.js';

/** What a map can show: `means`, or all units of a gate, `g:forget`, or of a state, `s:c`. */
export function mapRows({ gates, states }: CellGraph, opening: readonly string[]): string[] {
  return [
    ...(opening.length > 0 ? ['means'] : []),
    ...gates.map((name) => `g:${name}`),
    ...states.map((name) => `s:${name}`),
  ];
}

/** So many units are drawn at most. */
const atMost = 64;

export interface MapData {
  readonly rows: readonly { readonly name: string }[];
  readonly values: readonly (readonly number[])[];
  readonly scale: 'unit' | 'signed';
  /** What the numbers were divided by, so that the greatest has the last colour. */
  readonly reach: number;
}

/** The numbers of a map. */
export function mapOf(
  { gates, states }: Snapshot,
  chosen: string,
  opening: readonly string[],
  unit: (number: number) => string,
): MapData {
  if (chosen === 'means') {
    const shown = opening.filter((name) => gates[name] !== undefined);
    return {
      rows: shown.map((name) => ({ name })),
      values: shown.map((name) => means(gates[name]!)),
      scale: 'unit',
      reach: 1,
    };
  }
  const name = chosen.slice(2);
  const course = chosen.startsWith('g:') ? gates[name] : states[name];
  if (!course) return { rows: [], values: [], scale: 'unit', reach: 1 };
  const isUnit = chosen.startsWith('g:') && opening.includes(name);
  const reach = isUnit ? 1 : reachOf(course);
  const units = Array.from({ length: Math.min(atMost, course.size) }, (_, i) => i);
  return {
    rows: units.map((i) => ({ name: unit(i + 1) })),
    values: units.map((i) => unitCourse(course, i).map((value) => value / reach)),
    scale: isUnit ? 'unit' : 'signed',
    reach,
  };
}
