import type { Point, RunResult, Settings } from '../settings.js';
import { median } from '../statistics.js';

/** Along what curves are drawn. */
export type Along = 'steps' | 'seconds';

/** The runs of a cell at one place: the middle one, and the ends. */
export interface BandPoint {
  readonly x: number;
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The validation curves of several runs as one: their median, and the range around it. Runs are validated after the same
 * parts of their budget; these points belong together, and stand at the median of where each run had come to.
 */
export function bandOf(
  { budget, validations }: Pick<Settings, 'budget' | 'validations'>,
  runs: readonly RunResult[],
  along: Along,
): readonly BandPoint[] {
  const turnOf = (point: Point): number => Math.floor((point[budget.unit] / budget.amount) * validations);
  const turns = new Set(runs.flatMap(({ curve }) => curve.map(turnOf)));
  return [...turns]
    .sort((a, b) => a - b)
    .flatMap((turn): BandPoint[] => {
      const here = runs.flatMap(({ curve }) => curve.filter((point) => turnOf(point) === turn));
      // A run that has solved its task stays where it is.
      const over = runs.flatMap(({ curve, outcome }) => {
        const last = curve.at(-1);
        return outcome === 'solved' && last && turnOf(last) < turn ? [last] : [];
      });
      const values = [...here, ...over].flatMap(({ validation }) => validation ?? []);
      if (values.length === 0) return [];
      return [
        {
          x: median(here.map((point) => point[along])),
          middle: median(values),
          low: Math.min(...values),
          high: Math.max(...values),
        },
      ];
    });
}
