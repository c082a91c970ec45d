import { InvalidArgumentError } from 'commander';
import { formatCount, formatDuration } from '../numbers.js';

/** How long each run trains. */
export interface Budget {
  readonly unit: 'steps' | 'seconds';
  readonly amount: number;
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** Reads `60s`, `5min`, `1.5h` or `2000steps`. */
export function parseBudget(text: string): Budget {
  const [, number = '', unit = ''] = /^([\d.]+) ?(s|min|h|steps?)$/.exec(text.trim()) ?? [];
  const amount = Number(number) * (secondsIn[unit] ?? 1);
  const isSteps = unit.startsWith('step');
  if (number !== '' && amount > 0 && amount < Infinity && (!isSteps || Number.isSafeInteger(amount))) {
    return { unit: isSteps ? 'steps' : 'seconds', amount };
  }
  throw new InvalidArgumentError(
    'It must be a time above 0, such as 60s, 5min or 1h, or a number of steps, such as 2000steps.',
  );
}

/** `60 s of training`, `2,000 steps`. */
export const formatBudget = ({ unit, amount }: Budget): string =>
  unit === 'seconds' ? `${formatDuration(amount)} of training` : countSteps(amount);

/** `1 step`, `2,000 steps`. */
export const countSteps = (steps: number): string =>
  `${formatCount(steps)} ${steps === 1 ? 'step' : 'steps'}`;
