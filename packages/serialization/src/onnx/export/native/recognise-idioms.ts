import {
  formatProgram,
  formatShape,
  freeVariables,
  SluiceError,
  trace,
  type Equation as TracedEquation,
  type Program,
  type Spec,
  type Value,
  type Variable as TracedVariable,
} from '@sluice/math';
import type { Equation } from '../general-program.js';
import type { Generalised } from '../generalise.js';
import type { Override } from '../translation.js';
import type { Idiom } from './idioms.js';

/**
 * Says which equations are written as an operator that does what they and some before them do: the last of each stretch that
 * is an idiom, operation by operation. What the others of it give is still there for who else reads it.
 */
export function idiomNodes(
  program: Program,
  idioms: readonly Idiom[],
  { equations, variables }: Generalised,
): Map<Equation, Override> {
  const patterns = idioms.map(createPattern);
  const overrides = new Map<Equation, Override>();
  for (const { equations: level } of levels(program)) {
    level.forEach((last, end) => {
      for (const { idiom, find } of patterns) {
        const operands = find(level, end);
        if (!operands) continue;
        overrides.set(equations.get(last)!, (t) => {
          const terms = operands.map((operand) => t.whole(variables.get(operand)!));
          const bounds = idiom.bounds.map((bound) => t.write.scalar('f32', bound));
          const result = { type: 'f32', shape: terms[0]!.shape } as const;
          const { attributes } = idiom;
          return [{ term: t.write.node(idiom.operator, [...terms, ...bounds], result, { attributes }) }];
        });
        return;
      }
    });
  }
  return overrides;
}

/** A program and the bodies of all loops in it. */
const levels = (program: Program): Program[] => [
  program,
  ...program.equations.flatMap((equation) =>
    equation.op === 'scan' ? levels(equation.attributes.body) : [],
  ),
];

interface Pattern {
  readonly idiom: Idiom;
  /** What the idiom reads where it ends with this equation; undefined where it does not. */
  readonly find: (level: readonly TracedEquation[], end: number) => TracedVariable[] | undefined;
}

function createPattern(idiom: Idiom): Pattern {
  const known = new Map<string, { readonly ops: readonly string[]; readonly text: string } | undefined>();
  const recorded = (result: Spec): { readonly ops: readonly string[]; readonly text: string } | undefined => {
    const key = formatShape(result.shape);
    if (!known.has(key)) {
      const program = record(idiom, result);
      known.set(key, program && { ops: program.equations.map(({ op }) => op), text: formatProgram(program) });
    }
    return known.get(key);
  };
  return {
    idiom,
    find: (level, end) => {
      const [result] = level[end]!.outputs as [TracedVariable];
      const pattern = result.dtype === 'f32' ? recorded(result) : undefined;
      if (!pattern || pattern.ops.at(-1) !== level[end]!.op) return undefined;
      const stretch = level.slice(Math.max(0, end + 1 - pattern.ops.length), end + 1);
      if (stretch.length < pattern.ops.length || stretch.some(({ op }, i) => op !== pattern.ops[i]))
        return undefined;
      const operands = freeVariables(stretch);
      const text = formatProgram({ inputs: operands, equations: stretch, outputs: [result] });
      return text === pattern.text ? operands : undefined;
    },
  };
}

/** An idiom as a program; undefined where it has no such result. */
function record({ operands, record: run }: Idiom, result: Spec): Program | undefined {
  const others = operands(result);
  if (!others) return undefined;
  try {
    return trace((...values) => [run(...(values as [Value, ...Value[]]))], [result, ...others]);
  } catch (error) {
    // softmax of a scalar, or numbers that the activation does not take
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}
