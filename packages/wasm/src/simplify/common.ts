import { apply, type Attributes, type Op, type Value } from '@sluice/math';

/** Records an equation, unless an equal one is recorded already: then its results do. */
export interface CommonEquations {
  /** The results of an equal equation. */
  find(op: Op, inputs: readonly Value[], attributes: Attributes[Op]): readonly Value[] | undefined;
  record(op: Op, inputs: readonly Value[], attributes: Attributes[Op]): readonly Value[];
}

/** Common subexpressions of one recording, so that each is computed once. */
export function createCommonEquations(): CommonEquations {
  const known = new Map<string, readonly Value[]>();
  const ids = new Map<Value, number>();
  const idOf = (value: Value): number => {
    let id = ids.get(value);
    if (id === undefined) ids.set(value, (id = ids.size));
    return id;
  };
  const keyOf = (op: Op, inputs: readonly Value[], attributes: Attributes[Op]): string =>
    `${op} ${inputs.map(idOf).join(' ')} ${JSON.stringify(attributes, exactNumber)}`;
  // Loops and literals are large, and equal ones rare.
  const isCompared = (op: Op): boolean => op !== 'scan' && op !== 'literal';

  return {
    find: (op, inputs, attributes) => (isCompared(op) ? known.get(keyOf(op, inputs, attributes)) : undefined),
    record(op, inputs, attributes) {
      const results = apply(op, inputs, attributes);
      if (isCompared(op)) known.set(keyOf(op, inputs, attributes), results);
      return results;
    },
  };
}

/** JSON has no infinities, no NaN and no negative zero; a key must tell them apart. */
const exactNumber = (_: string, value: unknown): unknown =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? { number: Object.is(value, -0) ? '-0' : String(value) }
    : value;
