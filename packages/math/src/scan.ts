import { ArgumentError, ShapeError } from './errors.js';
import type { ScanAttributes } from './operations/scan.js';
import { scanInChunks } from './scan-in-chunks.js';
import { formatShape } from './shape.js';
import { apply, record } from './trace.js';
import type { Value } from './value.js';

/** Values by name. */
export type Values = Readonly<Record<string, Value>>;

/** What one step of a scan returns. */
export interface ScanStep<C extends Values, Y extends Values> {
  readonly carry: C;
  readonly outputs: Y;
}

/** What a scan starts with and what it runs over. */
export interface ScanOptions<C extends Values, X extends Values> {
  /** What the first step is given. */
  readonly carry: C;
  /** Values whose first axis is time; each step is given its slice. */
  readonly inputs: X;
  /** Number of steps; needed only when there are no inputs to tell. */
  readonly length?: number;
  /** Run from the last step to the first; outputs keep the positions of their inputs. */
  readonly reverse?: boolean;
  /**
   * Keep for the gradient only the carry before each chunk of steps, and compute a chunk's steps again on the way back: for
   * one more run of the loop, of T steps about 2·√T are held at a time. Inputs and outputs of the loop are kept as ever. No
   * number changes. Chen et al., "Training deep nets with sublinear memory cost", 2016.
   */
  readonly recompute?: boolean;
  /**
   * Number of steps of a chunk; √T, rounded up, by default where they are computed again. Compiled programs add up the
   * gradient of what all steps read chunk by chunk, so that their last bits depend on it, and with the same chunk not on
   * `recompute`.
   */
  readonly chunk?: number;
}

/** Steps between the carries that are kept of so many: as many as there are chunks. */
export const chunkSteps = (length: number): number => Math.max(1, Math.ceil(Math.sqrt(length)));

/**
 * Runs a step over the first axis of its inputs, handing a carry from each step to the next.
 *
 * The step is traced once. Values of the enclosing trace that it reads are constants of the loop.
 *
 * @returns the carry after the last step, and the outputs of all steps stacked along a new first axis.
 * @throws ShapeError when a carry changes its shape or inputs disagree about the number of steps.
 *
 * @example
 * ```ts
 * import { evaluate, scan, tensor, trace, zeros } from '@sluice/math';
 * // the running sum of a sequence
 * const program = trace(
 *   (x) => {
 *     const { outputs } = scan({ carry: { total: zeros([]) }, inputs: { x: x! } }, ({ total }, { x }) => {
 *       const next = total.add(x);
 *       return { carry: { total: next }, outputs: { next } };
 *     });
 *     return [outputs.next];
 *   },
 *   [{ shape: [3], dtype: 'f32' }],
 * );
 * const [sums] = evaluate(program, [tensor([1, 2, 3])]); // [1, 3, 6]
 * ```
 */
export function scan<C extends Values, X extends Values, Y extends Values>(
  { carry, inputs, length = stepsOf(inputs), reverse = false, recompute = false, chunk }: ScanOptions<C, X>,
  step: (carry: C, inputs: X) => ScanStep<C, Y>,
): { carry: C; outputs: Y } {
  if (chunk !== undefined && !(Number.isSafeInteger(chunk) && chunk > 0)) {
    throw new ArgumentError(`scan: chunk must be an integer of at least 1, but is ${chunk}.`);
  }
  const [carryNames, inputNames] = [Object.keys(carry), Object.keys(inputs)];
  const specs = [
    ...carryNames.map((name) => carry[name]!),
    ...inputNames.map((name) => ({
      shape: inputs[name]!.shape.slice(1),
      dtype: inputs[name]!.dtype,
    })),
  ];
  let outputNames: string[] = [];
  const { program, captured } = record(specs, (values) => {
    const result = step(
      gatherNames(carryNames, values) as C,
      gatherNames(inputNames, values.slice(carryNames.length)) as X,
    );
    outputNames = Object.keys(result.outputs);
    return [
      ...carryNames.map((name) => checkCarry(name, carry[name]!, result.carry[name])),
      ...outputNames.map((name) => result.outputs[name]!),
    ];
  });
  const given = [
    ...captured,
    ...carryNames.map((name) => carry[name]!),
    ...inputNames.map((name) => inputs[name]!),
  ];
  const attributes: ScanAttributes = {
    body: program,
    length,
    constants: captured.length,
    carries: carryNames.length,
    reverse,
  };
  const steps = chunk ?? (recompute ? chunkSteps(length) : length);
  const results =
    recompute && steps < length
      ? scanInChunks(given, attributes, steps)
      : apply('scan', given, { ...attributes, ...(steps < length && { chunk: steps }) });
  return {
    carry: gatherNames(carryNames, results) as C,
    outputs: gatherNames(outputNames, results.slice(carryNames.length)) as Y,
  };
}

const gatherNames = (names: readonly string[], values: readonly Value[]): Values =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));

function stepsOf(inputs: Values): number {
  const [first] = Object.entries(inputs);
  if (!first) throw new ArgumentError('scan: without inputs the length must be given.');
  const [name, { shape }] = first;
  if (shape.length === 0)
    throw new ShapeError(`scan: input "${name}" is a scalar; its first axis must be time.`);
  return shape[0]!;
}

function checkCarry(name: string, before: Value, after: Value | undefined): Value {
  if (!after) throw new ArgumentError(`scan: the step returns no carry "${name}".`);
  if (after.dtype !== before.dtype || formatShape(after.shape) !== formatShape(before.shape)) {
    throw new ShapeError(
      `scan: carry "${name}" starts as ${before.dtype}${formatShape(before.shape)}, ` +
        `but the step makes it ${after.dtype}${formatShape(after.shape)}.`,
    );
  }
  return after;
}
