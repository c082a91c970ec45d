import { ArgumentError } from '@sluice/math';

/** What a number must be; at least 0 unless something else is said. */
export interface Range {
  readonly atLeast?: number;
  readonly above?: number;
  readonly below?: number;
  readonly integer?: boolean;
}

/** Throws an ArgumentError unless an option is a finite number in its range. */
export function checkOption(of: string, name: string, value: number, range: Range = { atLeast: 0 }): void {
  const { atLeast = -Infinity, above = -Infinity, below = Infinity, integer = false } = range;
  const allowed = integer ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (allowed && value >= atLeast && value > above && value < below) return;
  const bounds = [
    ...(atLeast > -Infinity ? [`at least ${atLeast}`] : []),
    ...(above > -Infinity ? [`greater than ${above}`] : []),
    ...(below < Infinity ? [`less than ${below}`] : []),
  ].join(' and ');
  throw new ArgumentError(
    `${of}: ${name} must be ${integer ? 'an integer' : 'a finite number'} ${bounds}, but got ${value}.`,
  );
}
