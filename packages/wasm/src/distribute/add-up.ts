import { apply, record, type Attributes, type Value, type Variable } from '@sluice/math';
import { sumOverSteps, type LoopBody } from './sum-over-steps.js';
import type { Operand } from './vectorize.js';

/** A running sum: what it starts with, and what each step adds to it, one term after the other. */
export interface RunningSum {
  readonly initial: Value;
  readonly terms: readonly Variable[];
}

/**
 * The running sums of a loop after all of its steps.
 *
 * Where the loop has chunks, each chunk is added up by itself and then to those before, in the order in which the loop runs
 * and with the same operations as if each chunk were a loop of its own: so that it makes no difference to the last bit
 * whether it is one.
 */
export function addUp(
  sums: readonly RunningSum[],
  body: LoopBody,
  { length, chunk = length, reverse }: Attributes['scan'],
): Value[] {
  if (sums.length === 0) return [];
  const whole = Math.floor(length / chunk) * chunk;
  if (chunk >= length) return addTerms(sums, body);

  const overRest = (totals: readonly Value[]): Value[] =>
    whole === length ? [...totals] : addTerms(after(sums, totals), sliceOf(body, whole, length));
  const overChunks = (totals: readonly Value[]): Value[] =>
    addChunks(after(sums, totals), sliceOf(body, 0, whole), chunk, reverse);
  const [first, second] = reverse ? [overRest, overChunks] : [overChunks, overRest];
  return second(first(sums.map(({ initial }) => initial)));
}

const addTerms = (sums: readonly RunningSum[], body: LoopBody): Value[] =>
  sums.map(({ initial, terms }) =>
    terms.reduce<Value>((sum, term) => sum.add(sumOverSteps(term, body)), initial),
  );

/** The same sums, which now start where others have ended. */
const after = (sums: readonly RunningSum[], totals: readonly Value[]): RunningSum[] =>
  sums.map(({ terms }, i) => ({ terms, initial: totals[i]! }));

/** A loop over the chunks. */
function addChunks(sums: readonly RunningSum[], body: LoopBody, chunk: number, reverse: boolean): Value[] {
  const chunks = body.steps / chunk;
  const stacks = new Map<Variable, Value>();
  for (const variable of readBy(sums, body)) {
    const { value, stacked } = body.read(variable);
    if (stacked) stacks.set(variable, value.reshape([chunks, chunk, ...value.shape.slice(1)]));
  }
  const carry = sums.map(({ initial }) => initial);
  const stacked = [...stacks.values()].map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const { program, captured } = record([...carry, ...stacked], (values) => {
    const slices = new Map([...stacks.keys()].map((variable, i) => [variable, values[carry.length + i]!]));
    const read = (variable: Variable): Operand => {
      const value = slices.get(variable);
      return value ? { value, stacked: true } : body.read(variable);
    };
    return addTerms(after(sums, values), { ...body, steps: chunk, read });
  });
  return apply('scan', [...captured, ...carry, ...stacks.values()], {
    body: program,
    length: chunks,
    constants: captured.length,
    carries: carry.length,
    reverse,
  });
}

/** What the sums read of the loop's body: a recording that is thrown away tells. */
function readBy(sums: readonly RunningSum[], body: LoopBody): Set<Variable> {
  const variables = new Set<Variable>();
  const read = (variable: Variable): Operand => {
    variables.add(variable);
    return body.read(variable);
  };
  record([], () => addTerms(sums, { ...body, read }));
  return variables;
}

/** Some of a loop's steps. */
function sliceOf(body: LoopBody, start: number, end: number): LoopBody {
  const read = (variable: Variable): Operand => {
    const { value, stacked } = body.read(variable);
    return { value: stacked ? value.sliceAxis(0, start, end) : value, stacked };
  };
  return { ...body, steps: end - start, read };
}
