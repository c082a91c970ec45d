import type { Equation, Variable } from '@sluice/math';
import type { Clustering } from './cluster.js';

/**
 * The position of the last unit that may find an index out of range and so end a run; −1 where none can.
 *
 * Indices that were checked against as few rows before cannot fail again: the gradient of an embedding adds to the rows
 * that the embedding has read.
 */
export function lastCheck({ units }: Clustering): number {
  const checked = new Map<Variable, number>();
  let last = -1;
  units.forEach((unit, at) => {
    if (unit.kind === 'single' && mayFail(unit.equation, checked)) last = at;
  });
  return last;
}

function mayFail({ op, attributes, inputs }: Equation, checked: Map<Variable, number>): boolean {
  switch (op) {
    case 'gather':
      return isUnchecked(inputs[1]!, inputs[0]!.shape[0]!, checked);
    case 'scatterAdd':
      return isUnchecked(inputs[0]!, attributes.rows, checked);
    case 'scan':
      return attributes.body.equations.some((equation) => mayFail(equation, new Map()));
    default:
      return false;
  }
}

/** Whether indices have not been checked against so few rows; they are then. */
function isUnchecked(indices: Variable, rows: number, checked: Map<Variable, number>): boolean {
  const before = checked.get(indices) ?? Infinity;
  checked.set(indices, Math.min(before, rows));
  return before > rows;
}
