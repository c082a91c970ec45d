import type { Op } from '@sluice/math';
import type { Extent } from './extent.js';
import type { Equation, GeneralProgram, Variable } from './general-program.js';
import type { Graph, Term } from './graph.js';
import type { Writer } from './writer.js';

/**
 * What stands in the file for a value.
 *
 * Its term may be smaller than the value, of extent 1 or without first axes where all numbers along an axis are the same:
 * ONNX repeats them where it needs to. Inside a loop without a carry, which is computed for all steps at once, it may have one
 * first axis more, of the steps.
 */
export interface Bound {
  readonly term: Term;
  /** The same as truth values, where they are at hand. */
  readonly condition?: Term | undefined;
  /** The same as 64-bit integers with all its axes, where they are at hand. */
  readonly index?: Term | undefined;
}

/** How one operation stands in a file. */
export type Rule<K extends Op = Op> = (equation: Equation<K>, translation: Translation) => readonly Bound[];

/** Something that stands for an equation better than its rule does: a node for a whole cell. */
export type Override = (translation: Translation) => readonly Bound[];

/** A program on its way into a file. */
export class Translation {
  readonly #bound: Map<Variable, Bound>;

  /**
   * @param graph - where loops are put.
   * @param translateEquation - what is done with each equation.
   */
  constructor(
    readonly write: Writer,
    readonly graph: Graph,
    readonly translateEquation: (equation: Equation, translation: Translation) => readonly Bound[],
    bound: ReadonlyMap<Variable, Bound> = new Map(),
  ) {
    this.#bound = new Map(bound);
  }

  /** The same in the body of a loop, which sees all that is around it. */
  inside(graph: Graph): Translation {
    return new Translation(this.write, graph, this.translateEquation, this.#bound);
  }

  /** Puts a program into the file; `inputs` stand for its inputs. */
  run({ inputs: variables, equations, outputs }: GeneralProgram, inputs: readonly Bound[]): Bound[] {
    variables.forEach((variable, i) => this.#bound.set(variable, inputs[i]!));
    for (const equation of equations) {
      const results = this.translateEquation(equation, this);
      equation.outputs.forEach((output, i) => this.#bound.set(output, results[i]!));
    }
    return outputs.map((output) => this.bound(output));
  }

  bound(variable: Variable): Bound {
    return this.#bound.get(variable)!;
  }

  /** A value as small as it stands, for what broadcasts. */
  take(variable: Variable): Term {
    return this.bound(variable).term;
  }

  /** A value with all its axes. */
  whole(variable: Variable): Term {
    return this.#whole(variable, this.take(variable));
  }

  /** What becomes of a value, in whatever form it stands, by an operation that only moves numbers. */
  moved(variable: Variable, move: (term: Term) => Term): Bound {
    const { term, condition, index } = this.bound(variable);
    return {
      term: move(this.#whole(variable, term)),
      condition: condition && move(this.#whole(variable, condition)),
      index: index && move(index),
    };
  }

  #whole(variable: Variable, term: Term): Term {
    return this.write.expand(term, [...leadOf(variable, term), ...variable.shape]);
  }

  /** A value as truth values: where it is not 0. */
  condition(variable: Variable): Term {
    const { term, condition } = this.bound(variable);
    return condition ?? this.write.cast(term, 'bool');
  }

  /** A value as what picks elements, i32 or i64. */
  index(variable: Variable): Term {
    return this.bound(variable).index ?? this.whole(variable);
  }
}

/** The axis of the steps, where a term has it in front of those of its value. */
export const leadOf = ({ shape }: Variable, term: Term): readonly Extent[] =>
  term.shape.length > shape.length ? term.shape.slice(0, 1) : [];
