import type { Course } from './watch.js';

/** The numbers of all units at a step. */
export const unitsAt = ({ size, values }: Course, step: number): Float32Array =>
  values.subarray(step * size, (step + 1) * size);

export const stepsOf = ({ size, values }: Course): number => (size === 0 ? 0 : values.length / size);

/** The mean over units at a step. */
export function meanAt(course: Course, step: number): number {
  const units = unitsAt(course, step);
  return units.length === 0 ? 0 : units.reduce((sum, value) => sum + value, 0) / units.length;
}

/** The mean over units at each step. */
export const means = (course: Course): number[] =>
  Array.from({ length: stepsOf(course) }, (_, step) => meanAt(course, step));

/** The course of one unit. */
export const unitCourse = ({ size, values }: Course, unit: number): number[] =>
  Array.from({ length: size === 0 ? 0 : values.length / size }, (_, step) => values[step * size + unit]!);

/** What the greatest number is in size, or 1 where none is greater: what colours are measured by. */
export const reachOf = ({ values }: Course): number => {
  let reach = 1;
  for (const value of values) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return reach;
};
