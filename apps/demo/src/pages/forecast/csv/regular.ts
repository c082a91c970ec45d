import type { TimeStep } from '../series.js';
import type { Notes } from './report.js';

/** A value at a time, and where it stands in the file. */
export interface Point {
  readonly time: number;
  readonly value: number | null;
  readonly line: number;
}

/** Values at equal steps; null where there is none. */
export interface Steps {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly step: TimeStep;
}

/** Brings points into the order of time; of several at one time it takes the mean. */
export function inOrder(points: readonly Point[], notes: Notes): Point[] {
  points.forEach((point, i) => {
    if (i > 0 && point.time < points[i - 1]!.time) notes.add('unordered', '', point.line);
  });
  const sorted = [...points].sort((a, b) => a.time - b.time);
  const groups: Point[][] = [];
  for (const point of sorted) {
    const group = groups.at(-1);
    if (group?.[0]!.time === point.time) group.push(point);
    else groups.push([point]);
  }
  return groups.map((group) => {
    group.slice(1).forEach(({ line }) => notes.add('duplicates', '', line));
    const values = group.flatMap(({ value }) => (value === null ? [] : [value]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { ...group[0]!, value: values.length > 0 ? mean : null };
  });
}

/** So large a part of the steps may be missing; with more, times are not taken at their word. */
const mostMissing = 0.1;

/** Puts points with rising times on equal steps, and leaves a place where one is missing. */
export function onSteps(points: readonly Point[], dated: boolean, notes: Notes): Steps {
  const times = points.map(({ time }) => time);
  if (points.length < 2) return { times, values: points.map(({ value }) => value), step: { units: 1 } };
  const months = dated ? monthsOf(times) : undefined;
  const { step, places, isEven } = placesOf(months ?? times);
  const length = (places.at(-1) ?? -1) + 1;
  if (!isEven || length - points.length > mostMissing * length) {
    notes.add('uneven');
    return { times, values: points.map(({ value }) => value), step: { units: step } };
  }
  const values = new Array<number | null>(length).fill(null);
  const all = new Array<number>(length).fill(Number.NaN);
  places.forEach((place, i) => {
    values[place] = points[i]!.value;
    all[place] = times[i]!;
    for (let missing = (places[i - 1] ?? -1) + 1; missing < place; missing++) {
      notes.add('gaps', '', points[i]!.line);
      const share = (missing - places[i - 1]!) / (place - places[i - 1]!);
      all[missing] = times[i - 1]! + share * (times[i]! - times[i - 1]!);
    }
  });
  return { times: all, values, step: months ? { months: step } : { units: step } };
}

/** The month of each date, counted through, where all are on the same day or on the last ones of their months. */
function monthsOf(times: readonly number[]): number[] | undefined {
  const dates = times.map((time) => new Date(time * 1e3));
  const days = new Set(dates.map((date) => date.getUTCDate()));
  const isMonthly = days.size === 1 || [...days].every((day) => day >= 28);
  const months = dates.map((date) => 12 * date.getUTCFullYear() + date.getUTCMonth());
  return isMonthly && new Set(months).size === months.length ? months : undefined;
}

/** How many steps each position is from the first, where a step is the middle one of the distances. */
function placesOf(positions: readonly number[]): { step: number; places: number[]; isEven: boolean } {
  const distances = positions.slice(1).map((position, i) => position - positions[i]!);
  const step = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
  const places = [0];
  let isEven = true;
  for (const distance of distances) {
    const count = Math.max(1, Math.round(distance / step));
    if (Math.abs(distance / step - count) > 0.25) isEven = false;
    places.push(places.at(-1)! + count);
  }
  return { step, places, isEven };
}

/** Fills places without a value in a straight line between their neighbours; those at the ends are left out. */
export function filled(
  { times, values, step }: Steps,
  notes: Notes,
): { times: number[]; values: number[]; step: TimeStep } {
  const first = values.findIndex((value) => value !== null);
  const last = values.findLastIndex((value) => value !== null);
  if (first < 0) return { times: [], values: [], step };
  for (let i = 0; i < first + values.length - 1 - last; i++) notes.add('ends');
  const known = values.slice(first, last + 1);
  const whole: number[] = [];
  let next = 0;
  known.forEach((value, i) => {
    if (value !== null) {
      whole.push(value);
      return;
    }
    while (next <= i || known[next] === null) next++;
    const before = whole.at(-1)!;
    whole.push(before + (known[next]! - before) / (next - i + 1));
  });
  return { times: times.slice(first, last + 1), values: whole, step };
}
