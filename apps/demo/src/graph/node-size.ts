import type { GraphNode } from './cell-graph.js';

/** How wide a letter is at most, in units of the picture: names, and formulas. */
const [nameLetter, formulaLetter] = [8.2, 6.7];
const [longestFormula, longestSign] = [30, 24];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Sizes = ReadonlyMap<string, Size>;

/**
 * How large nodes are drawn, which is known from their words alone, so that the picture can be placed before it is drawn. Gates
 * are all as wide as the widest.
 */
export function sizesOf(nodes: readonly GraphNode[]): Sizes {
  const gateWidth = Math.max(
    0,
    ...nodes.filter(({ kind }) => kind === 'gate').map((node) => sizeOf(node).width),
  );
  return new Map(
    nodes.map((node) => [
      node.id,
      node.kind === 'gate' ? { ...sizeOf(node), width: gateWidth } : sizeOf(node),
    ]),
  );
}

function sizeOf(node: GraphNode): Size {
  const { kind, label } = node;
  if (kind === 'gate') {
    const [name, formula] = [label.length * nameLetter + 74, shownFormula(node).length * formulaLetter + 24];
    return { width: Math.max(128, name, formula), height: 58 };
  }
  if (kind === 'operation') {
    const sign = shownSign(node);
    return isSign(sign) ? { width: 32, height: 32 } : { width: sign.length * formulaLetter + 26, height: 30 };
  }
  return { width: Math.max(44, label.length * 9 + 24), height: 40 };
}

/** Whether an operation is a sign in a circle. */
export const isSign = (sign: string): boolean => sign.length === 1;

/** A gate's formula as far as there is room for it. */
export const shownFormula = ({ short }: GraphNode): string => cut(short, longestFormula);

/** What an operation is drawn as, as far as there is room for it. */
export const shownSign = ({ label }: GraphNode): string => cut(label, longestSign);

const cut = (text: string, atMost: number): string =>
  text.length > atMost ? `${text.slice(0, atMost - 1)}…` : text;
