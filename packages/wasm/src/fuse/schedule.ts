import type { DType, Shape } from '@sluice/math';
import type { PointwiseOp } from '../operation-kinds.js';
import type { LoopIndex, Storage, View } from './view.js';

/** One scalar computation in the body of a fused loop; operands are positions of earlier ones. */
export type Node =
  | { readonly kind: 'load'; readonly view: View }
  | { readonly kind: 'constant'; readonly value: number; readonly dtype: DType }
  /** Position along one axis of the loop's space. */
  | { readonly kind: 'index'; readonly axis: number }
  /** A uniform number in [0, 1) for the key and the start in the operands; the last `drawn` axes of the space count its draws. */
  | { readonly kind: 'random'; readonly operands: readonly number[]; readonly drawn: number }
  | {
      readonly kind: 'compute';
      readonly op: PointwiseOp;
      readonly operands: readonly number[];
      readonly dtype: DType;
    };

/** A reduction of a node's values over the axes from `start` to `end` of the space. */
export interface Reduction {
  readonly op: 'sum' | 'max';
  readonly dtype: DType;
  readonly node: number;
  readonly start: number;
  readonly end: number;
  /** Where the results go; the shape is that of the space without the reduced axes. */
  readonly target: View;
}

/** Pointwise operations and reductions over one space, in one pass over memory. */
export interface FusedStep {
  readonly kind: 'fused';
  readonly space: Shape;
  readonly nodes: readonly Node[];
  readonly stores: readonly { readonly node: number; readonly view: View }[];
  readonly reductions: readonly Reduction[];
}

/** Brings the right operand of products into panels: for each `width` columns, all rows one after the other. */
export interface PackStep {
  readonly kind: 'pack';
  /** `[…batch, inner, columns]`. */
  readonly source: View;
  readonly width: number;
  readonly target: Storage;
}

/** `output = left · right + start` with the right operand in panels. */
export interface MatmulStep {
  readonly kind: 'matmul';
  /** `[…batch, rows, inner]`. */
  readonly left: View;
  /** Panels of `[…batch, inner, columns]`. */
  readonly panels: Storage;
  readonly width: number;
  /** `[…batch, rows, columns]`. */
  readonly output: View;
  /** `[…batch, rows, columns]`; zero where it is missing. */
  readonly start?: View;
  /** Room for some rows of the left operand, where they are not contiguous and must be brought closer together. */
  readonly leftRows?: Storage;
}

export interface GatherStep {
  readonly kind: 'gather';
  /** `[rows, width]`. */
  readonly table: View;
  readonly indices: View;
  /** `[count, width]`. */
  readonly output: View;
}

export interface ScatterAddStep {
  readonly kind: 'scatterAdd';
  readonly indices: View;
  /** `[count, width]`. */
  readonly updates: View;
  /** `[rows, width]`. */
  readonly output: View;
}

export interface ArgmaxStep {
  readonly kind: 'argmax';
  /** `[outer, extent, inner]`. */
  readonly input: View;
  /** `[outer, inner]`. */
  readonly output: View;
}

export interface LoopStep {
  readonly kind: 'loop';
  readonly index: LoopIndex;
  readonly length: number;
  readonly reverse: boolean;
  /** How many chunks of a longer loop each step computes at once: a parallel scan. */
  readonly chunks?: number;
  readonly body: readonly Step[];
}

export type Step = FusedStep | PackStep | MatmulStep | GatherStep | ScatterAddStep | ArgmaxStep | LoopStep;

/** What a module does when it runs, with every value in a storage but no storage at an address yet. */
export interface Schedule {
  readonly inputs: readonly View[];
  readonly outputs: readonly View[];
  /** Done when a constant input is written. */
  readonly prepare: readonly Step[];
  /** Done in each run. */
  readonly run: readonly Step[];
}

/** Every storage that a step touches, in its own body too. */
export function storagesOf(step: Step): Storage[] {
  switch (step.kind) {
    case 'fused':
      return [
        ...step.nodes.flatMap((node) => (node.kind === 'load' ? [node.view.storage] : [])),
        ...step.stores.map(({ view }) => view.storage),
        ...step.reductions.map(({ target }) => target.storage),
      ];
    case 'pack':
      return [step.source.storage, step.target];
    case 'matmul':
      return [
        step.left.storage,
        step.panels,
        step.output.storage,
        ...(step.start ? [step.start.storage] : []),
        ...(step.leftRows ? [step.leftRows] : []),
      ];
    case 'gather':
      return [step.table.storage, step.indices.storage, step.output.storage];
    case 'scatterAdd':
      return [step.indices.storage, step.updates.storage, step.output.storage];
    case 'argmax':
      return [step.input.storage, step.output.storage];
    case 'loop':
      return step.body.flatMap(storagesOf);
  }
}
