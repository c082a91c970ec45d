import { ArgumentError } from '@sluice/math';

/** What a Mackey-Glass series is made with. */
export interface MackeyGlassOptions {
  /** How many values, one for each unit of time. */
  readonly length: number;
  /** τ, a whole number: the series is chaotic from 17 on. 17 by default. */
  readonly delay?: number;
}

/** Steps of the integration for each unit of time. */
const fineness = 10;

/**
 * The series of Mackey and Glass, "Oscillation and chaos in physiological control systems", 1977: smooth, and never the same.
 *
 *     dx/dt = 0.2 · x(t − τ) / (1 + x(t − τ)¹⁰) − 0.1 · x(t)
 *
 * It was 1.2 until time 0, is integrated by Runge and Kutta's method of fourth order in steps of a tenth, with the
 * delayed value between two steps taken as their mean, and is given from time 0 on.
 *
 * @throws ArgumentError when the length or the delay is not a positive integer.
 *
 * @example
 * ```ts
 * import { mackeyGlass } from '@sluice/tasks';
 * mackeyGlass({ length: 1000 })[0]; // 1.2
 * ```
 */
export function mackeyGlass({ length, delay = 17 }: MackeyGlassOptions): number[] {
  for (const [name, value] of Object.entries({ length, delay })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new ArgumentError(`mackeyGlass: ${name} must be a positive integer, but is ${value}.`);
  }
  const [lag, h] = [delay * fineness, 1 / fineness];
  const x = [1.2];
  const slope = (now: number, delayed: number): number => (0.2 * delayed) / (1 + delayed ** 10) - 0.1 * now;
  const before = (step: number): number => x[Math.max(step - lag, 0)]!;
  for (let step = 0; x.length <= (length - 1) * fineness; step++) {
    const [now, from, to] = [x[step]!, before(step), before(step + 1)];
    const middle = (from + to) / 2;
    const k1 = slope(now, from);
    const k2 = slope(now + (h / 2) * k1, middle);
    const k3 = slope(now + (h / 2) * k2, middle);
    const k4 = slope(now + h * k3, to);
    x.push(now + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4));
  }
  return Array.from({ length }, (_, i) => x[i * fineness]!);
}
