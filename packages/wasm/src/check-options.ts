import {
  ArgumentError,
  formatShape,
  sameShape,
  ShapeError,
  type ExecutableOptions,
  type Program,
  type Spec,
} from '@sluice/math';

/** Throws unless constants and updates name inputs and outputs that exist, fit each other, and do not contradict. */
export function checkOptions(
  { inputs, outputs }: Program,
  { constants = [], updates = [] }: ExecutableOptions,
): void {
  for (const input of constants) checkExists('constants: input', input, inputs);
  const updated = new Set<number>();
  for (const { input, output } of updates) {
    checkExists('updates: input', input, inputs);
    checkExists('updates: output', output, outputs);
    const [before, after] = [inputs[input]!, outputs[output]!];
    if (before.dtype !== after.dtype || !sameShape(before.shape, after.shape)) {
      throw new ShapeError(
        `updates: output ${output} is ${describe(after)}, and cannot become input ${input}, ` +
          `which is ${describe(before)}.`,
      );
    }
    if (updated.has(input)) throw new ArgumentError(`updates: two outputs would become input ${input}.`);
    if (constants.includes(input)) {
      throw new ArgumentError(
        `Input ${input} is named in constants and in updates; what each run updates is not constant.`,
      );
    }
    updated.add(input);
  }
}

function checkExists(what: string, index: number, list: readonly Spec[]): void {
  if (list[index]) return;
  throw new ArgumentError(`${what} ${index} does not exist; the program has ${list.length}.`);
}

const describe = ({ dtype, shape }: Spec): string => `${dtype}${formatShape(shape)}`;
