import { concat } from './functions.js';
import { scanInputs, type ScanAttributes } from './operations/scan.js';
import { apply, inline, record } from './trace.js';
import type { Value } from './value.js';

/**
 * Records a loop as a loop over chunks, each a loop over `chunk` steps, and a loop over the steps that are left at the end.
 * What a chunk computes is computed again on the way back, so that only the carry before each is kept.
 *
 * @returns what the one loop would: the last carry, and the outputs of all steps stacked.
 */
export function scanInChunks(inputs: readonly Value[], attributes: ScanAttributes, chunk: number): Value[] {
  const { length, carries, reverse } = attributes;
  const chunks = Math.floor(length / chunk);
  const whole = chunks * chunk;
  const rest = length - whole;
  const [constants, initial, sequences] = scanInputs(inputs, attributes);
  // Split, since the gradient of it puts the parts side by side and adds nothing to them, not even zero to minus zero.
  const parts = sequences.map((value) => (rest > 0 ? value.split([whole, rest], 0) : [value]));

  const overChunks = (carry: readonly Value[]): Value[] => {
    const stacked = parts.map(([value]) => value!.reshape([chunks, chunk, ...value!.shape.slice(1)]));
    const outer = [...constants, ...carry, ...stacked];
    const { program } = record(
      outer.map(({ shape, dtype }, i) => ({
        shape: i < constants.length + carries ? shape : shape.slice(1),
        dtype,
      })),
      (values) => apply('scan', values, { ...attributes, length: chunk }),
    );
    const results = apply('scan', outer, { ...attributes, body: program, length: chunks, recompute: true });
    return results.map((value, i) => (i < carries ? value : value.reshape([whole, ...value.shape.slice(2)])));
  };
  if (rest === 0) return overChunks(initial);

  const overRest = (carry: readonly Value[]): Value[] => {
    // A body of its own: a variable belongs to one loop.
    const { program } = record(attributes.body.inputs, (values) => inline(attributes.body, values));
    const stacked = parts.map(([, value]) => value!);
    return apply('scan', [...constants, ...carry, ...stacked], {
      ...attributes,
      body: program,
      length: rest,
    });
  };
  // The steps that are left stand at the end, where a loop that runs in reverse begins.
  const [first, second] = reverse ? [overRest, overChunks] : [overChunks, overRest];
  const before = first(initial);
  const after = second(before.slice(0, carries));
  return after.map((value, i) => {
    if (i < carries) return value;
    return concat(reverse ? [value, before[i]!] : [before[i]!, value], 0);
  });
}
