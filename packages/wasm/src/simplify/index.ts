import type { Program } from '@sluice/math';
import { identities } from './identities.js';
import { orderSums } from './order-sums.js';
import { prune } from './prune.js';
import { rewrite } from './rewrite.js';
import { splitFirst } from './split-first.js';
import { vectorProducts } from './vector-products.js';

/** A pass moves each split up by one operation; chains in front of gates are rarely longer. */
const mostPasses = 16;

/** Rewrites a program into a smaller one that computes the same. */
export function simplify(program: Program): Program {
  let current = orderSums(prune(program));
  for (let pass = 0; pass < mostPasses; pass++) {
    const { program: next, changed } = rewrite(current, [identities, splitFirst, vectorProducts]);
    current = next;
    if (!changed) break;
  }
  return current;
}
