import { ShapeError } from '../errors.js';
import type { Program, Spec } from '../program.js';
import { checkShape, formatShape, sameShape, sizeOf } from '../shape.js';
import type { Numbers, Rule } from './rule.js';

/**
 * Attributes of a loop over the first axis.
 *
 * Inputs are the constants, the initial carry and the stacked inputs, in this order; the body takes the constants, the
 * carry and one slice of each stacked input. The body returns the next carry and one slice of each stacked output; the
 * scan returns the last carry and the stacked outputs.
 */
export interface ScanAttributes {
  readonly body: Program;
  readonly length: number;
  readonly constants: number;
  readonly carries: number;
  /** Runs from the last slice to the first; outputs keep the position of their inputs. */
  readonly reverse: boolean;
  /**
   * Number of steps whose parts of a running sum are added up before they are added to the rest, for compilers that sum
   * over steps: chunks that begin at step 0 and at its multiples, in the order in which the loop runs.
   */
  readonly chunk?: number;
  /** How many chunks of a longer loop each step computes at once, for who explains a program. */
  readonly chunks?: number;
  /** The way back is handed the carry of each step alone, and computes again what the step made of it. */
  readonly recompute?: true;
}

/** The three groups of a scan's inputs, or of its body's. */
export function scanInputs<T>(
  inputs: readonly T[],
  { constants, carries }: Pick<ScanAttributes, 'constants' | 'carries'>,
): [T[], T[], T[]] {
  const start = constants + carries;
  return [inputs.slice(0, constants), inputs.slice(constants, start), inputs.slice(start)];
}

export const scan: Omit<Rule<ScanAttributes>, 'gradient'> = {
  shape: (inputs, attributes) => {
    const { body, length, carries } = attributes;
    checkShape([length], 'scan');
    const [, initial, stacked] = scanInputs(inputs, attributes);
    initial.forEach((value, i) => {
      const next = body.outputs[i]!;
      if (!sameShape(value.shape, next.shape) || value.dtype !== next.dtype) {
        throw new ShapeError(
          `scan: carry ${i} starts as ${describe(value)}, but the step makes it ${describe(next)}; ` +
            `a carry keeps its shape and dtype.`,
        );
      }
    });
    for (const { shape } of stacked) {
      if (shape[0] !== length) {
        throw new ShapeError(
          `scan: an input of shape ${formatShape(shape)} cannot be taken ${length} steps apart.`,
        );
      }
    }
    return body.outputs.map(({ shape, dtype }, i) =>
      i < carries ? { shape, dtype } : { shape: [length, ...shape], dtype },
    );
  },
  evaluate: (inputs, attributes, evaluator) => {
    const { body, length, carries, reverse } = attributes;
    const [constants, initial, stacked] = scanInputs(inputs, attributes);
    const outputs = body.outputs
      .slice(carries)
      .map(({ shape, dtype }) => evaluator.allocate([length, ...shape], dtype));
    let carry = initial;
    for (let i = 0; i < length; i++) {
      const t = reverse ? length - 1 - i : i;
      const results = evaluator.run(body, [
        ...constants,
        ...carry,
        ...stacked.map((values) => sliceAt(values, t)),
      ]);
      carry = results.slice(0, carries);
      outputs.forEach((output, k) => {
        const { data } = results[carries + k]!;
        output.data.set(data, t * data.length);
      });
    }
    return [...carry, ...outputs];
  },
};

function sliceAt({ shape, dtype, data }: Numbers, index: number): Numbers {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return {
    shape: rest,
    dtype,
    data: data.subarray(index * size, (index + 1) * size),
  };
}

const describe = ({ shape, dtype }: Spec): string => `${dtype}${formatShape(shape)}`;
