import type { Cell } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import type { Converted } from '../recurrent/convert.js';
import type { RecurrentAttributes } from '../recurrent/read.js';

/** A layer without state. */
export interface StatelessPart {
  readonly kind: 'stateless';
  readonly cell: Cell;
  readonly params: Readonly<Record<string, Tensor>>;
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
  /** What the file starts the state from, for each direction and name, `[batch, hidden]`; none where it is zero. */
  readonly initial: readonly Readonly<Record<string, Tensor<'f32'>>>[];
  /** Which inputs of the graph the state comes from, by its names, in words. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Whether only what it ends with is read. */
  readonly ended: boolean;
}

/** One layer after another: what a graph amounts to. */
export type Part = StatelessPart | RecurrentPart | { readonly kind: 'last' };
