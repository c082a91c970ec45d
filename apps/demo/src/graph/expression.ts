import type { Op, Shape } from '@sluice/math';
import { rangeOf, type Range } from './range.js';

/** What a step is given, by what it is. */
export type LeafKind = 'input' | 'state' | 'parameter' | 'constant';

/** A part of an array along one axis: the second of four blocks of columns, say. */
export interface Part {
  readonly axis: number;
  readonly start: number;
  readonly size: number;
  /** The axis' whole extent. */
  readonly of: number;
}

/** Operations of programs, and what takes the place of those that only move numbers about. */
export type ExpressionOp = Op | 'leaf' | 'number' | 'part';

/** What a value of a step is, as a formula: reshapes and broadcasts are gone, and splits stand at the leaves. */
export interface Expression {
  readonly id: number;
  readonly op: ExpressionOp;
  readonly inputs: readonly Expression[];
  readonly shape: Shape;
  readonly range: Range;
  /** Whether it is the same in each step, as it depends on parameters alone. */
  readonly isFixed: boolean;
  readonly leaf?: { readonly name: string; readonly kind: LeafKind };
  readonly value?: number;
  readonly part?: Part;
  /** What else tells it from others of the same operation on the same inputs. */
  readonly note?: string;
}

export type NewExpression = Pick<Expression, 'op' | 'inputs' | 'shape'> &
  Partial<Pick<Expression, 'leaf' | 'value' | 'part' | 'note'>>;

/** Makes expressions, and the same one for the same formula. */
export class ExpressionBook {
  readonly #known = new Map<string, Expression>();

  make(wanted: NewExpression): Expression {
    const { op, inputs, shape, leaf, value, part, note } = wanted;
    const key = JSON.stringify([op, inputs.map(({ id }) => id), leaf, String(value), part, note, shape]);
    let known = this.#known.get(key);
    if (!known) {
      const isFixed =
        op === 'leaf'
          ? leaf!.kind === 'parameter'
          : op !== 'random' && inputs.every((input) => input.isFixed);
      known = { ...wanted, id: this.#known.size, isFixed, range: rangeOf(wanted) };
      this.#known.set(key, known);
    }
    return known;
  }

  number(value: number, shape: Shape): Expression {
    return this.make({ op: 'number', inputs: [], shape: shape.map(() => 1), value });
  }
}
