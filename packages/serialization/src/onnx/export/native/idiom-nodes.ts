import type { SequenceLayer } from '@sluice/cell';
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
import type { GeneralLayerProgram } from '../trace-layer.js';
import type { Override } from '../translation.js';
import { idiomsOf, type Idiom } from './idioms.js';

/**
 * Says which equations are written as an operator that does what they and some before them do: the last of each stretch that
 * is an idiom, operation by operation. What the others of it give is still there for who else reads it.
 */
export function idiomNodes(
  { kind, options }: SequenceLayer,
  { program, general: { equations, variables } }: GeneralLayerProgram,
): Map<Equation, Override> {
  const patterns = idiomsOf({ kind, options }).map(createPattern);
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
  const ops = record(idiom, idiom.example)?.equations.map(({ op }) => op) ?? [];
  const texts = new Map<string, string | undefined>();
  const textFor = (result: Spec): string | undefined => {
    const key = formatShape(result.shape);
    if (!texts.has(key)) {
      const program = record(idiom, result);
      texts.set(key, program && formatProgram(program));
    }
    return texts.get(key);
  };
  return {
    idiom,
    find: (level, end) => {
      const stretch = level.slice(Math.max(0, end + 1 - ops.length), end + 1);
      const isLike =
        ops.length > 0 && stretch.length === ops.length && stretch.every(({ op }, i) => op === ops[i]);
      const [result] = level[end]!.outputs as [TracedVariable];
      if (!isLike || result.dtype !== 'f32') return undefined;
      const operands = freeVariables(stretch);
      const text = formatProgram({ inputs: operands, equations: stretch, outputs: [result] });
      return text === textFor(result) ? operands : undefined;
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
    // numbers that the activation does not take, or a value that it cannot be applied to
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}
