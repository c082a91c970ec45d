import { ArgumentError } from '@sluice/math';

/** Throws an ArgumentError unless an option is an integer that is not too small. */
export function checkCount(task: string, name: string, value: number, atLeast: number): void {
  if (Number.isSafeInteger(value) && value >= atLeast) return;
  throw new ArgumentError(`${task}: ${name} must be an integer of at least ${atLeast}, but got ${value}.`);
}
