import {
  apply,
  concat,
  inline,
  record,
  scanInputs,
  type Equation,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';
import { isInline } from '../operation-kinds.js';
import { countReaders } from '../product-terms.js';
import { addUp } from './add-up.js';
import { findLoops, type LoopPart, type SumPart } from './find-loops.js';
import { chunksOf, parallelScan } from './parallel-scan.js';
import type { LoopBody } from './sum-over-steps.js';
import { stackedValue, vectorize, type Operand } from './vectorize.js';

type Scan = Equation<'scan'>;

/** From so many numbers on, another call in each step costs nothing beside passing them through memory again. */
const fewestLarge = 1024;

/**
 * Splits every loop along its recurrences: what depends on itself from step to step stays a loop, one for each such
 * cycle, and everything else is computed for all steps at once.
 *
 * So the input projections of a recurrent layer become one product over time and batch, a stack of layers runs layer by
 * layer, and the running sums of weight gradients become single products. Classic loop distribution: Kennedy and
 * McKinley, "Loop distribution with arbitrary control flow", 1990.
 *
 * @param leastLarge - how many numbers a value of one step has at least that is better used up in the loop that makes it.
 */
export function distribute(program: Program, leastLarge = fewestLarge): Program {
  return record(program.inputs, (inputs) => distributeInto(program, inputs, leastLarge)).program;
}

function distributeInto(program: Program, inputs: readonly Value[], leastLarge: number): Value[] {
  const known = new Map<Variable, Value>();
  program.inputs.forEach((variable, i) => known.set(variable, inputs[i]!));
  for (const equation of program.equations) {
    const read = equation.inputs.map((variable) => known.get(variable)!);
    const results =
      equation.op === 'scan'
        ? distributeScan(equation, read, leastLarge)
        : apply(equation.op, read, equation.attributes);
    equation.outputs.forEach((variable, i) => known.set(variable, results[i]!));
  }
  return program.outputs.map((variable) => known.get(variable)!);
}

function distributeScan({ attributes }: Scan, inputs: readonly Value[], leastLarge: number): Value[] {
  const { length, carries } = attributes;
  const body = distribute(attributes.body, leastLarge);
  const [constants, initial, sequences] = scanInputs(inputs, attributes);
  // To split a loop whose steps are computed again would be to keep what it is there to forget.
  if (length === 0 || attributes.recompute) return apply('scan', inputs, { ...attributes, body });

  const [constantInputs, carryInputs, sequenceInputs] = scanInputs(body.inputs, attributes);
  const known = new Map<Variable, Operand>();
  constantInputs.forEach((variable, i) => known.set(variable, { value: constants[i]!, stacked: false }));
  sequenceInputs.forEach((variable, i) => known.set(variable, { value: sequences[i]!, stacked: true }));
  const read = (variable: Variable): Operand => known.get(variable)!;
  const definitions = new Map<Variable, Equation>();
  const counts = countReaders(body);
  const loopBody: LoopBody = {
    steps: length,
    read,
    definition: (variable) => definitions.get(variable),
    readers: (variable) => counts.get(variable) ?? 0,
  };
  const last = new Array<Value | undefined>(carries);
  const sums: SumPart[] = [];

  for (const part of findLoops(body, attributes, leastLarge)) {
    switch (part.kind) {
      case 'equation': {
        const { op, inputs: operands, outputs } = part.equation;
        const results = vectorize(op, operands.map(read), part.equation.attributes, length);
        outputs.forEach((output, i) => {
          known.set(output, results[i]!);
          definitions.set(output, part.equation);
        });
        break;
      }
      case 'unchanged':
        known.set(carryInputs[part.carry]!, { value: initial[part.carry]!, stacked: false });
        last[part.carry] = initial[part.carry]!;
        break;
      case 'delay': {
        const stack = stackedValue(read(body.outputs[part.carry]!), length);
        known.set(carryInputs[part.carry]!, {
          value: delayed(stack, initial[part.carry]!, attributes.reverse),
          stacked: true,
        });
        last[part.carry] = lastOf(stack, attributes.reverse);
        break;
      }
      case 'sum':
        sums.push(part);
        break;
      case 'loop':
        runLoop(part, { attributes: { ...attributes, body }, initial, known, last });
    }
  }
  // Nobody in the loop reads a sum, so all of them can wait for the end and be taken chunk by chunk together.
  const totals = addUp(
    sums.map(({ terms, carry }) => ({ terms, initial: initial[carry]! })),
    loopBody,
    attributes,
  );
  sums.forEach(({ carry }, i) => (last[carry] = totals[i]!));
  const stacked = body.outputs.slice(carries).map((variable) => stackedValue(read(variable), length));
  return [...last.map((value) => value!), ...stacked];
}

interface LoopContext {
  readonly attributes: Scan['attributes'];
  readonly initial: readonly Value[];
  readonly known: Map<Variable, Operand>;
  readonly last: (Value | undefined)[];
}

/** Records a loop over the equations of one cycle, which returns what others read of them. */
function runLoop(part: LoopPart, { attributes, initial, known, last }: LoopContext): void {
  const { body, length, constants, reverse, chunk = length } = attributes;
  const carried = part.carries.map((carry) => body.inputs[constants + carry]!);
  const own = new Set<Variable>([...carried, ...part.equations.flatMap(({ outputs }) => outputs)]);
  const results = part.carries.map((carry) => body.outputs[carry]!);
  const read = [...new Set([...part.equations.flatMap(({ inputs }) => inputs), ...results])].filter(
    (v) => !own.has(v),
  );
  // Constants are cheaper to make in each step than to read from memory.
  const sources = body.equations.filter(({ op, outputs }) => isInline(op) && read.includes(outputs[0]!));
  const made = new Set<Variable>(sources.flatMap(({ outputs }) => outputs));
  const sequences = read.filter((variable) => !made.has(variable) && known.get(variable)!.stacked);
  const fixed = read.filter((variable) => !made.has(variable) && !known.get(variable)!.stacked);

  const specs = [...carried, ...sequences];
  const { program, captured } = record(specs, (values) => {
    const step = new Map<Variable, Value>(fixed.map((variable) => [variable, known.get(variable)!.value]));
    const equations = [...sources, ...part.equations];
    const segment: Program = { inputs: specs, equations, outputs: [...results, ...part.returned] };
    return inline(segment, values, step);
  });
  const inputs = [
    ...captured,
    ...part.carries.map((carry) => initial[carry]!),
    ...sequences.map((variable) => known.get(variable)!.value),
  ];
  const loop = { body: program, length, constants: captured.length, carries: carried.length, reverse };
  // Where gradients are added up chunk by chunk, they have the same bits with and without the steps in between kept.
  const chunks = chunk < length ? 1 : chunksOf(loop);
  const outputs = chunks > 1 ? parallelScan(inputs, loop, chunks) : apply('scan', inputs, loop);
  part.carries.forEach((carry, i) => (last[carry] = outputs[i]!));
  part.returned.forEach((variable, i) =>
    known.set(variable, { value: outputs[carried.length + i]!, stacked: true }),
  );
}

/** What a carry that is no recurrence holds in each step: the value of the step before, and at first its start. */
function delayed(stack: Value, initial: Value, reverse: boolean): Value {
  const steps = stack.shape[0]!;
  const first = initial.reshape([1, ...initial.shape]);
  return reverse
    ? concat([stack.sliceAxis(0, 1, steps), first], 0)
    : concat([first, stack.sliceAxis(0, 0, steps - 1)], 0);
}

function lastOf(stack: Value, reverse: boolean): Value {
  const at = reverse ? 0 : stack.shape[0]! - 1;
  return stack.sliceAxis(0, at, at + 1).reshape(stack.shape.slice(1));
}
