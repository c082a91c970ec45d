import type { Equation, Program } from '@sluice/math';

export type Loop = Equation<'scan'>;

/** The loops of a program, without those inside of them. */
export const loopsOf = ({ equations }: Program): Loop[] =>
  equations.filter((equation) => equation.op === 'scan');

/** The loops of a program and all loops inside of them. */
export const allLoopsOf = (program: Program): Loop[] =>
  loopsOf(program).flatMap((loop) => [loop, ...allLoopsOf(loop.attributes.body)]);

/** How many equations of one operation a program has, without those inside of loops. */
export const countOf = ({ equations }: Program, op: Equation['op']): number =>
  equations.filter((equation) => equation.op === op).length;
