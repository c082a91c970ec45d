import type { SequenceLayer } from '@sluice/cell';
import { formatProgram, SluiceError, type Equation, type Variable } from '@sluice/math';
import type { Sizes } from '../extent.js';
import { traceLayer, type GeneralLayerProgram, type Part } from '../trace-layer.js';
import { nativeKinds } from './cells.js';
import { descriptionsIn, type Description } from './descriptions.js';

/** A loop of a program that does what a known cell does, and what stands in the program for the cell's own values. */
export interface RecognisedCell extends Description {
  readonly loop: Equation<'scan'>;
  readonly values: Readonly<Record<Part['role'], Readonly<Record<string, Variable>>>>;
}

/**
 * Finds the loops of a layer's program that are the steps of an `rnn`, `lstm` or `gru`. What a layer says of its parts is only
 * a hint: a loop is taken for a cell when its body is the cell's step, operation by operation.
 */
export function recogniseCells(
  layer: Description,
  { program, inputs, sizes }: GeneralLayerProgram,
): RecognisedCell[] {
  const lengths = inputs.some(({ role, name }) => role === 'data' && name === 'lengths');
  const patterns = descriptionsIn(layer)
    .filter(({ kind }) => Object.hasOwn(nativeKinds, kind))
    .flatMap((description) => patternOf(description, sizes, lengths) ?? []);
  const counters = new Set(program.equations.flatMap(({ op, outputs }) => (op === 'iota' ? outputs : [])));
  return program.equations.flatMap((equation) => {
    if (equation.op !== 'scan') return [];
    const { text, given } = essence(equation);
    const pattern = patterns.find((candidate) => candidate.text === text);
    if (!pattern?.parts.every((part, i) => part !== undefined || counters.has(given[i]!))) return [];
    const { kind, options, parts } = pattern;
    const under = (role: Part['role']): Record<string, Variable> =>
      Object.fromEntries(parts.flatMap((part, i) => (part?.role === role ? [[part.name, given[i]!]] : [])));
    const values = { data: under('data'), state: under('state'), param: under('param') };
    return [{ kind, options, loop: equation, values }];
  });
}

/** What the loop of a known cell looks like. */
interface Pattern extends Description {
  readonly text: string;
  /** What the loop's inputs are to the cell; undefined for one that only counts the steps. */
  readonly parts: readonly (Part | undefined)[];
}

function patternOf({ kind, options }: Description, sizes: Sizes, lengths: boolean): Pattern | undefined {
  try {
    const cell: SequenceLayer = nativeKinds[kind]!.create(options as never);
    const { program, inputs } = traceLayer(cell, sizes, {
      input: cell.input!,
      lengths,
      delta: false,
      states: true,
    });
    const loop = program.equations.find((equation) => equation.op === 'scan')!;
    const { text, given } = essence(loop);
    return { kind, options, text, parts: given.map((variable) => inputs[program.inputs.indexOf(variable)]) };
  } catch (error) {
    // another cell of the same name, made with other options
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}

/** A loop's body as text, without what it is handed but does not read, and the loop's inputs that remain. */
function essence({ inputs, attributes }: Equation<'scan'>): {
  readonly text: string;
  readonly given: Variable[];
} {
  const { body, constants, carries } = attributes;
  const read = new Set([...body.outputs, ...body.equations.flatMap((equation) => equation.inputs)]);
  const isIdle = (i: number): boolean => i >= constants + carries && !read.has(body.inputs[i]!);
  const text = formatProgram({ ...body, inputs: body.inputs.filter((_, i) => !isIdle(i)) });
  return {
    text: `${constants} ${carries} ${text}`,
    given: inputs.filter((_, i) => !isIdle(i)),
  };
}
