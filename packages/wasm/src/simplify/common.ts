import { apply, currentTrace, type Trace, type Value } from '@sluice/math';
import type { RewriteRule } from './rewrite.js';

/** Reuses the result of an equal equation recorded before: common subexpressions are computed once. */
export function createCommonRule(): RewriteRule {
  const seen = new WeakMap<Trace, Map<string, readonly Value[]>>();
  const ids = new WeakMap<Value, number>();
  let nextId = 0;
  const idOf = (value: Value): number => {
    let id = ids.get(value);
    if (id === undefined) ids.set(value, (id = nextId++));
    return id;
  };
  return (op, inputs, { attributes }) => {
    if (op === 'scan' || op === 'literal') return undefined;
    const trace = currentTrace();
    let known = seen.get(trace);
    if (!known) seen.set(trace, (known = new Map<string, readonly Value[]>()));
    const key = `${op} ${inputs.map(idOf).join(' ')} ${JSON.stringify(attributes, exactNumber)}`;
    let results = known.get(key);
    if (!results) known.set(key, (results = apply(op, inputs, attributes)));
    return results;
  };
}

/** JSON has no infinities, no NaN and no negative zero; a key must tell them apart. */
const exactNumber = (_: string, value: unknown): unknown =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? { number: exactText(value) }
    : value;

const exactText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
