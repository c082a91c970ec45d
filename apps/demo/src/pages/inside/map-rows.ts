import type { CellGraph } from '../../graph/cell-graph.js';
import { means, reachOf, unitCourse } from './course.js';
import type { Snapshot } from './watch.js';

/**
 * What the map of units can show: `all` of all gates that open, those of a state, `s:c`, or those of a gate, `g:forget`. First
 * comes a state that goes straight on, the memory where there is one.
 */
export function mapRows({ nodes, gates, states }: CellGraph, opening: readonly string[]): string[] {
  const isStraight = new Set(
    nodes.flatMap(({ kind, statePath }) => (kind === 'state' && statePath ? [statePath] : [])),
  );
  const first = states.toSorted((a, b) => Number(isStraight.has(b)) - Number(isStraight.has(a)));
  return [
    ...first.map((name) => `s:${name}`),
    ...(opening.length > 0 ? ['all'] : []),
    ...gates.map((name) => `g:${name}`),
  ];
}

/** The means of the gates that open. */
export function meansOf({ gates }: Snapshot, opening: readonly string[]): MapData {
  const shown = opening.filter((name) => gates[name] !== undefined);
  return {
    rows: shown.map((name) => ({ name })),
    values: shown.map((name) => means(gates[name]!)),
    scale: 'unit',
    reach: 1,
  };
}

/** So many units are drawn at most. */
const atMost = 64;

export interface MapData {
  readonly rows: readonly { readonly name: string; readonly group?: string }[];
  readonly values: readonly (readonly number[])[];
  readonly scale: 'unit' | 'signed';
  /** What the numbers were divided by, so that the greatest has the last colour. */
  readonly reach: number;
}

/** The numbers of the map of units. */
export function mapOf(
  { gates, states }: Snapshot,
  chosen: string,
  opening: readonly string[],
  unit: (number: number) => string,
): MapData {
  if (chosen === 'all') {
    const all = opening.flatMap((name) => {
      const course = gates[name];
      const shown = Math.min(course?.size ?? 0, Math.ceil(atMost / opening.length));
      return Array.from({ length: shown }, (_, i) => ({ name, i, values: unitCourse(course!, i) }));
    });
    return {
      rows: all.map(({ name, i }) => ({ name: unit(i + 1), group: name })),
      values: all.map(({ values }) => values),
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
