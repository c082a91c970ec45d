import type { GraphNode } from './cell-graph.js';

/** Whether a gate opens and shuts: from 0 to 1. */
export const isOpening = ({ range: [atLeast, atMost] }: Pick<GraphNode, 'range'>): boolean =>
  atLeast >= 0 && atMost <= 1;
