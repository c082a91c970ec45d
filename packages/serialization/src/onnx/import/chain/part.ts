import type { Cell } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import type { Converted } from '../recurrent/convert.js';
import type { Start } from '../recurrent/initial.js';
import type { RecurrentAttributes } from '../recurrent/read.js';

/** A layer without state. */
export interface StatelessPart {
  readonly kind: 'stateless';
  readonly cell: Cell;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly notes: readonly string[];
  /** Width of the outputs of a product to which no bias has been added yet. */
  readonly awaitsBias?: number | undefined;
}

/** A recurrent node. */
export interface RecurrentPart {
  readonly kind: 'recurrent';
  /** What the file calls the node. */
  readonly name: string;
  readonly attributes: RecurrentAttributes;
  readonly converted: Converted;
  readonly initial: Start['initial'];
  readonly inputs: Start['inputs'];
  /** Whether only what it ends with is read. */
  readonly ended: boolean;
}

/** One layer after another: what a graph amounts to. */
export type Part = StatelessPart | RecurrentPart | { readonly kind: 'last' };
