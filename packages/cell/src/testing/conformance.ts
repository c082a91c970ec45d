import type { SequenceLayer } from '../cell.js';
import { isCell } from '../is-cell.js';
import { compiled } from './compute.js';
import { checkErrors } from './error-checks.js';
import { checkBackend, checkDeterminism, checkGradients } from './numeric-checks.js';
import { checkSaving } from './saving-checks.js';
import {
  checkBatch,
  checkChunks,
  checkLengths,
  checkReverse,
  checkShapes,
  checkStreaming,
} from './structure-checks.js';
import { createSubject, type ConformanceOptions, type Subject } from './subject.js';

/** One promise of the cell interface. */
export interface ConformanceCheck {
  /** What is promised, as a test's title. */
  readonly name: string;
  /** Throws a ConformanceError that says where the layer breaks the promise. */
  readonly run: () => void;
}

/**
 * Everything that a cell, wrapper or sequence layer promises, as a list of checks for any test runner.
 *
 * The layer runs on random numbers, in double precision where two ways must lead to the same result. What only a cell
 * can do, stepping, is left out for layers that need the whole sequence.
 *
 * @throws ArgumentError when the layer takes any input and the options do not say on which to try it.
 *
 * @example
 * ```ts
 * import { conformance } from '@sluice/cell/testing';
 * import { describe, it } from 'vitest';
 *
 * describe('my cell', () => {
 *   for (const { name, run } of conformance(myCell({ inputSize: 3, hiddenSize: 4 }))) it(name, run);
 * });
 * ```
 */
export function conformance(layer: SequenceLayer, options: ConformanceOptions = {}): ConformanceCheck[] {
  const { backends = [compiled] } = options;
  const subject = createSubject(layer, options);
  const checks: Record<string, (subject: Subject) => void> = {
    'gives the shapes that it says': checkShapes,
    'gives each row of a batch what it gives alone': checkBatch,
    ...(isCell(layer) && {
      'gives in two chunks what it gives in one': checkChunks,
      'gives step by step what it gives unrolled': checkStreaming,
    }),
    'stops each row at its length': checkLengths,
    'gives in reverse what it gives for the reversed sequence': checkReverse,
    'has gradients that agree with central differences': checkGradients,
    'gives the same numbers from the same seed': checkDeterminism,
    'survives being saved by name': checkSaving,
    'refuses shapes that do not fit, and says which': checkErrors,
    ...Object.fromEntries(
      backends.map((backend) => [
        `gives on ${backend.name} what it gives on the reference`,
        (own: Subject) => checkBackend(own, backend),
      ]),
    ),
  };
  return Object.entries(checks).map(([name, run]) => ({ name, run: () => run(subject) }));
}
