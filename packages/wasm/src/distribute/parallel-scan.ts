import {
  apply,
  concat,
  inline,
  ones,
  record,
  scanInputs,
  sizeOf,
  zeros,
  type Attributes,
  type Value,
  type Variable,
} from '@sluice/math';
import { isLinear, linearPart } from './linear.js';
import { vectorize, type Operand } from './vectorize.js';

type Loop = Attributes['scan'];

/** Fewer steps than this are over before a second pass over them pays. */
const leastSteps = 64;

/**
 * In how many chunks, all at once, a loop is best run; 1 leaves it as it is.
 *
 * A step over four numbers takes no longer than one over a single number, and all that chunks can save is the wait for the
 * step before: with a second number in each step the second pass costs more than that (docs/decisions/0005).
 */
export function chunksOf(attributes: Loop): number {
  const { body, length, constants } = attributes;
  const carry = body.inputs[constants];
  if (length < leastSteps || !carry || sizeOf(carry.shape) > 1 || !isLinear(body, attributes)) return 1;
  return 2 ** Math.floor(Math.log2(Math.sqrt(length)));
}

/**
 * Runs a loop that is linear in its carries in chunks of its steps, all chunks at once.
 *
 * A first pass finds what each chunk makes of any carry, `h' = a ⊙ h + b`; a loop over the chunks finds the carry that each
 * begins with; and a second pass runs the loop itself from there. Blelloch, "Prefix sums and their applications", 1990.
 */
export function parallelScan(inputs: readonly Value[], attributes: Loop, chunks: number): Value[] {
  const { length, carries, reverse } = attributes;
  const [constants, initial, sequences] = scanInputs(inputs, attributes);
  const steps = Math.floor(length / chunks);
  const whole = steps * chunks;
  // What fills no chunk comes last, which is in front where the loop runs backwards.
  const [start, rest] = reverse ? [length - whole, 0] : [0, whole];
  const inChunks = sequences.map((value) =>
    value.sliceAxis(0, start, start + whole).reshape([chunks, steps, ...value.shape.slice(1)]),
  );
  const loop = { ...attributes, length: steps, chunks };
  const begin = startsOf(loop, constants, initial, inChunks);
  const results = vectorize(
    'scan',
    [...constants.map(fixed), ...[...begin, ...inChunks].map(stacked)],
    loop,
    chunks,
  );

  const lastChunk = reverse ? 0 : chunks - 1;
  const last = results
    .slice(0, carries)
    .map(({ value }) => value.sliceAxis(0, lastChunk, lastChunk + 1).reshape(value.shape.slice(1)));
  const outputs = results.slice(carries).map(({ value }) => value.reshape([whole, ...value.shape.slice(2)]));
  if (whole === length) return [...last, ...outputs];

  const left = sequences.map((value) => value.sliceAxis(0, rest, rest + length - whole));
  const others = apply('scan', [...constants, ...last, ...left], { ...attributes, length: length - whole });
  const joined = outputs.map((output, i) => {
    const other = others[carries + i]!;
    return concat(reverse ? [other, output] : [output, other], 0);
  });
  return [...others.slice(0, carries), ...joined];
}

const fixed = (value: Value): Operand => ({ value, stacked: false });
const stacked = (value: Value): Operand => ({ value, stacked: true });

/** The carries that the chunks begin with, stacked. */
function startsOf(
  loop: Loop & { readonly chunks: number },
  constants: readonly Value[],
  initial: readonly Value[],
  inChunks: readonly Value[],
): Value[] {
  const { body, carries, chunks, reverse } = loop;
  // From zeros a chunk comes to b; what it makes of a carry is a, a row of factors for each carry that it may begin with.
  const basis = initial.flatMap((_, column) =>
    initial.map(({ shape }, row) => (row === column ? ones(shape) : zeros(shape))),
  );
  const from = [...initial.map(({ shape }) => zeros(shape)), ...basis];
  const columnsOf = (factors: readonly Value[]): Value[][] =>
    initial.map((_, column) => factors.slice(column * carries, (column + 1) * carries));
  const slices = body.inputs.slice(loop.constants + carries);
  const { program, captured } = record([...from, ...slices], (values) => {
    const known = new Map<Variable, Value>();
    const [before, factors] = [values.slice(0, carries), values.slice(carries, from.length)];
    const next = inline(body, [...constants, ...before, ...values.slice(from.length)], known).slice(
      0,
      carries,
    );
    return [...next, ...columnsOf(factors).flatMap((column) => linearPart(body, loop, column, known))];
  });
  const attributes = { ...loop, body: program, constants: captured.length, carries: from.length };
  const operands = [...captured.map(fixed), ...from.map((value) => repeated(value, chunks)), ...inChunks].map(
    (value) => ('stacked' in value ? value : stacked(value)),
  );
  const totals = vectorize('scan', operands, attributes, chunks).map(({ value }) => value);

  const combine = record([...initial, ...from], (values) => {
    const [before, ends] = [values.slice(0, carries), values.slice(carries)];
    const next = columnsOf(ends.slice(carries)).reduce(
      (sums, column, i) => sums.map((sum, row) => sum.add(scaled(before[i]!, column[row]!))),
      ends.slice(0, carries),
    );
    return [...next, ...before];
  });
  const begins = apply('scan', [...initial, ...totals], {
    body: combine.program,
    length: chunks,
    constants: 0,
    carries,
    reverse,
  });
  return begins.slice(carries);
}

/** A carry of 0 stays 0, however large the factors of many steps have become. */
const scaled = (carry: Value, factor: Value): Value => carry.equal(0).select(0, carry.mul(factor));

const repeated = (value: Value, times: number): Value =>
  value.reshape([1, ...value.shape]).broadcast([times, ...value.shape]);
