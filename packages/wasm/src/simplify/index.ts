import { formatProgram, type Program } from '@sluice/math';
import { createCommonRule } from './common.js';
import { identities } from './identities.js';
import { prune } from './prune.js';
import { rewrite } from './rewrite.js';
import { splitFirst } from './split-first.js';

/** Each pass moves a split up by one operation; chains of gates are rarely longer. */
const passes = 8;

/** Rewrites a program into a smaller one that computes the same. */
export function simplify(program: Program): Program {
  let current = prune(program);
  for (let pass = 0; pass < passes; pass++) {
    const next = rewrite(current, [identities, splitFirst, createCommonRule()]);
    if (formatProgram(next) === formatProgram(current)) return next;
    current = next;
  }
  return current;
}
