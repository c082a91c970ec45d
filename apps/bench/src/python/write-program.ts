import {
  broadcastShapes,
  sameShape,
  type Equation,
  type Program,
  type Shape,
  type Variable,
} from '@sluice/math';
import { rules, tuple, type Reader } from './rules.js';

/** How often a variable changes: never, with the weights, or with each time step. */
export type Pace = 'constant' | 'weights' | 'step';

/** What a program is given, and how its variables are called. */
export interface Naming {
  /** How often each input changes. */
  readonly paces: ReadonlyMap<Variable, Pace>;
  /** What variables are called, if they are not already taken; others are numbered. */
  readonly names: ReadonlyMap<Variable, string>;
}

/** A program in Python: lines by how often they need to run, and the expression of each output. */
export interface PythonProgram {
  readonly lines: Readonly<Record<Pace, readonly string[]>>;
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
}

const order: readonly Pace[] = ['constant', 'weights', 'step'];

/** What no variable may be called: what a written cell uses itself, and those words of Python that could be names elsewhere. */
const reserved = [
  'torch',
  'F',
  'run',
  'xs',
  'outputs',
  'lambda',
  'in',
  'is',
  'not',
  'and',
  'or',
  'as',
  'from',
  'pass',
];

/**
 * Writes a program in Python, one call of PyTorch for an operation, or for the few of them that have one together. What is
 * read is written before what reads it, and the same expression once.
 *
 * @throws ArgumentError when it has an operation that is not written.
 */
export function writeProgram(program: Program, { paces, names }: Naming): PythonProgram {
  const study = studyProgram(program, paces);
  const lines: Record<Pace, string[]> = { constant: [], weights: [], step: [] };
  const texts = new Map<Variable, string>();
  const known = new Map<string, readonly string[]>();
  const taken = new Set<string>(reserved);

  let numbered = 0;
  const nameOf = (variable: Variable): string => {
    let name = names.get(variable) ?? `v${++numbered}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  };

  const text = (variable: Variable): string => {
    if (!texts.has(variable)) write(study.definition(variable)!);
    return texts.get(variable)!;
  };

  const write = (equation: Equation): void => {
    const { op, outputs } = equation;
    const expression = rules[op].write(equation as never, reader);
    const isName = outputs.length === 1 && /^(-?[\d.]+(e-?\d+)?|[a-z_][\w.]*)$/i.test(expression);
    const results = isName ? [expression] : (known.get(expression) ?? outputs.map(nameOf));
    outputs.forEach((output, i) => texts.set(output, results[i]!));
    if (isName || known.has(expression)) return;
    known.set(expression, results);
    lines[study.pace(outputs[0]!)].push(`${results.join(', ')} = ${expression}`);
  };

  const source = (variable: Variable): Variable => {
    const equation = study.definition(variable);
    return equation?.op === 'broadcast' ? source(equation.inputs[0]!) : variable;
  };

  const reader: Reader = {
    number: (variable) => (study.definition(source(variable))?.op === 'fill' ? text(variable) : undefined),
    decision: (variable) => {
      const equation = study.definition(source(variable));
      return equation && rules[equation.op].decides ? text(variable) : undefined;
    },
    operand: (variable) => (reader.decision(variable) ? `${text(variable)}.int()` : text(variable)),
    tensor: (variable) =>
      reader.number(variable) ? `torch.tensor(${text(variable)})` : reader.operand(variable),
    whole: (variable) => {
      const { shape } = variable;
      if (reader.number(variable)) return `torch.full(${tuple(shape)}, ${text(variable)})`;
      const stretched = sameShape(study.shape(variable), shape) ? '' : `.expand(${tuple(shape)})`;
      return reader.operand(variable) + stretched;
    },
    definition: study.definition,
    inner: study.inner,
  };

  for (const input of program.inputs) texts.set(input, nameOf(input));
  return {
    inputs: program.inputs.map(text),
    outputs: program.outputs.map(reader.whole),
    lines,
  };
}

/** What has to be known of a program's variables before they are written. */
function studyProgram({ equations, outputs }: Program, given: ReadonlyMap<Variable, Pace>) {
  const definitions = new Map<Variable, Equation>();
  const readers = new Map<Variable, Equation[]>();
  const paces = new Map(given);
  // of what stands for a variable in PyTorch, which may have yet to be stretched
  const shapes = new Map<Variable, Shape>();
  const shape = (variable: Variable): Shape => shapes.get(variable) ?? variable.shape;
  const pace = (variable: Variable): Pace => paces.get(variable)!;

  for (const equation of equations) {
    const { op, inputs } = equation;
    const own = inputs.reduce((highest, input) => Math.max(highest, order.indexOf(pace(input))), 0);
    const common = rules[op].broadcasts
      ? inputs.reduce<Shape>((joined, input) => broadcastShapes(joined, shape(input), op), [])
      : undefined;
    for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), equation]);
    for (const output of equation.outputs) {
      definitions.set(output, equation);
      paces.set(output, order[own]!);
      if (common) shapes.set(output, common);
    }
  }
  return {
    shape,
    pace,
    definition: (variable: Variable): Equation | undefined => definitions.get(variable),
    inner: (variable: Variable): Equation | undefined => {
      const [reader, ...others] = readers.get(variable) ?? [];
      const alone = reader !== undefined && others.length === 0 && !outputs.includes(variable);
      return alone && pace(reader.outputs[0]!) === pace(variable) ? definitions.get(variable) : undefined;
    },
  };
}
