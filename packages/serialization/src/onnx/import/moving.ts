import { isMoved } from './item.js';
import type { Visit } from './walk.js';

/** Operations that only put elements into another order or shape: those of their first input, or of all of them. */
const moving = new Map<string, 'first' | 'all'>([
  ...'Identity Reshape Transpose Squeeze Unsqueeze Flatten Slice Split Gather'
    .split(' ')
    .map((op) => [op, 'first'] as const),
  ['Concat', 'all'],
]);

/** Whether a node can be computed on positions as on numbers: it moves them, or asks only for their shape. */
export function movesPositions({ standard, node, inputs }: Visit): boolean {
  if (!standard) return false;
  if (node.opType === 'Shape' || node.opType === 'Size') return true;
  const which = moving.get(node.opType);
  const data = which === 'first' ? inputs.slice(0, 1) : inputs;
  return which !== undefined && data.every(isMoved);
}

/** Whether any input is positions. */
export const readsPositions = ({ inputs }: Visit): boolean => inputs.some(isMoved);
