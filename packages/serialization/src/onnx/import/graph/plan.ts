import type { Shape, Tensor } from '@sluice/math';
import type { OnnxModel } from '../model.js';
import type { Converted } from '../recurrent/convert.js';
import type { Initial } from '../recurrent/initial.js';
import type { RecurrentAttributes } from '../recurrent/read.js';
import type { Axis } from './axes.js';
import type { Layout } from './layout.js';

/** A recurrent node in a graph. */
export interface RecurrentSite {
  readonly kind: 'recurrent';
  readonly attributes: RecurrentAttributes;
  readonly converted: Converted;
  /** What the file starts each direction from. */
  readonly initial: readonly Initial[];
  /** Whether its steps are those of the input and its state is free to be given: it is part of the layer's state. */
  free: boolean;
}

/** A value that a loop hands from step to step. */
export interface Carry {
  /** Its name in the layer's state. */
  readonly name: string;
  /** Without the batch. */
  readonly shape: Shape;
  /** What the file starts it from, if that is known and not zero. */
  readonly initial?: Tensor<'f32'> | undefined;
  /** Whether it is part of the layer's state. */
  free: boolean;
}

/** A loop over the steps. */
export interface ScanSite {
  readonly kind: 'scan';
  readonly carries: readonly Carry[];
}

export type Site = RecurrentSite | ScanSite;

/** A parameter of the layer: an initializer, or what the graph makes of it before it runs. */
export interface PlannedParam {
  readonly name: string;
  readonly tensor: Tensor<'f32'>;
}

/** What the axes of reshaped values are made of, by the names of nodes. */
export type Reshapes = ReadonlyMap<string, readonly Axis[]>;

/** All that is needed to run a graph as a layer. */
export interface Plan {
  readonly model: OnnxModel;
  readonly layout: Layout;
  readonly output: string;
  /** What the axes of the output are made of. */
  readonly outputAxes: readonly Axis[];
  readonly manyToOne: boolean;
  /** Steps and rows that the graph is fixed to, where it is. */
  readonly fixed: { readonly time?: number | undefined; readonly batch?: number | undefined };
  /** Parameters by the names of values. */
  readonly params: ReadonlyMap<string, PlannedParam>;
  readonly sites: ReadonlyMap<string, Site>;
  /** Which branches are taken. */
  readonly decisions: ReadonlyMap<string, boolean>;
  /** What the axes of reshaped values are to be made of, where the file's sizes are not heeded. */
  readonly reshapes: Reshapes;
  /** What the axes of reshaped values were found to be made of. */
  readonly reshaped: Reshapes;
  /** Why it needs the whole sequence at once; empty for a cell. */
  readonly mixes: readonly string[];
  /** Whether it takes the last step by its index, whatever the lengths of rows are. */
  readonly takesLast: boolean;
  /** Whether the output is no more than last states. */
  readonly isState: boolean;
  readonly notes: readonly string[];
}
