import { ArgumentError } from '../errors.js';

/** Throws unless `value` is a finite number. */
export function checkFinite(value: number, name: string, initializer: string): void {
  if (!Number.isFinite(value)) {
    throw new ArgumentError(`${initializer}: ${name} must be a finite number, but is ${value}.`);
  }
}

/** Throws unless `value` is an integer of at least 1. */
export function checkCount(value: number, name: string, initializer: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new ArgumentError(`${initializer}: ${name} must be an integer of at least 1, but is ${value}.`);
  }
}
