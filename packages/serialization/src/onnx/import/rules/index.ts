import { constants } from './constants.js';
import { normalizations } from './normalize.js';
import { pointwise } from './pointwise.js';
import { products } from './products.js';
import { reductions } from './reduce.js';
import type { Rule } from './rule.js';
import { shapes } from './shapes.js';

/** Every operation of ONNX that Sluice can compute, but for those that hold graphs and those that recur. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({ ...constants, ...normalizations, ...pointwise, ...products, ...reductions, ...shapes }),
);

export type { Call, Rule } from './rule.js';
