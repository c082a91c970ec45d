import { sizeOf, stridesOf, type DType } from '@sluice/math';
import type { Local } from '../assembler/index.js';
import type { FusedStep, Node, Reduction } from '../fuse/schedule.js';
import type { View } from '../fuse/view.js';
import { createCursors, load, store, type Access } from './cursor.js';
import type { Kernel } from './kernel.js';
import { asNumber, emitNode, type NodeAccess, type NodeResult } from './node.js';
import { collapse, type CollapsedSpace } from './space.js';

/** A reduction with the access to its results. */
interface Accumulation extends Reduction {
  readonly access: Access;
  /** The loop at which its run of loops begins, if that ends with the innermost: its sums are then held in registers. */
  readonly first: number | undefined;
  /** Whether it holds more than `sumLength` elements in registers. */
  readonly isLong: boolean;
}

/**
 * One loop nest for a whole fused step: per vector of four elements, operands are loaded, all nodes computed in
 * registers, and results stored.
 *
 * Reductions over the innermost axes collect in registers. Reductions over outer axes collect in memory, one row of
 * results, which stays in the cache while the rows that add up to it stream past. A step may have both.
 */
export function emitFused(kernel: Kernel, step: FusedStep): void {
  const { f } = kernel;
  if (step.space.includes(0)) {
    emitEmpty(kernel, step);
    return;
  }
  const strides = nodeStrides(step);
  const targets = step.reductions.map((reduction) => targetStrides(reduction, step.space.length));
  const stores = step.stores.map(({ view }) => view.strides);
  const operands = [...strides.filter((list) => list !== undefined), ...stores, ...targets];
  const space = collapse(step.space, operands, (outer, inner) =>
    step.reductions.every((reduction) => reduces(reduction, outer) === reduces(reduction, inner)),
  );
  const cursors = createCursors(kernel);
  const access = (view: View, original: readonly number[]): Access =>
    cursors.access(view, space.strides(original));
  const nodes = step.nodes.map((node, i): NodeAccess => {
    if (node.kind === 'load') return { access: access(node.view, strides[i]!) };
    if (node.kind === 'index' || node.kind === 'random')
      return { counter: cursors.counter(space.strides(strides[i]!)) };
    return {};
  });
  const storeAccesses = step.stores.map(({ view }) => access(view, view.strides));
  const { extents } = space;
  const accumulations = step.reductions.map((reduction, i): Accumulation => {
    const first = firstOfTail(reduction, space);
    const isLong = first !== undefined && sizeOf(extents.slice(first)) > sumLength;
    return { ...reduction, access: access(reduction.target, targets[i]!), first, isLong };
  });
  for (const accumulation of accumulations) if (accumulation.first === undefined) clear(kernel, accumulation);

  const hasLong = accumulations.some(({ isLong }) => isLong);
  const body = createBody(kernel, step, { nodes, storeAccesses, accumulations });
  const nest = (level: number): void => {
    body.begin(level);
    if (level >= extents.length - 1) {
      innermost(extents[level] ?? 1);
    } else {
      f.countedLoop(0, extents[level]!, 1, () => {
        nest(level + 1);
        cursors.advance(level, extents);
      });
    }
    body.finish(level);
  };
  const vectors = (elements: number): void => {
    f.countedLoop(0, elements, 4, () => {
      body.run(4);
      cursors.advanceInner(4);
    });
    if (hasLong && elements > 0) body.flush();
  };
  const innermost = (extent: number): void => {
    body.hoist();
    const whole = extent - (extent % 4);
    const stretch = hasLong ? sumLength : whole;
    if (whole > stretch) f.countedLoop(0, Math.floor(whole / stretch), 1, () => vectors(stretch));
    vectors(whole > stretch ? whole % stretch : whole);
    f.countedLoop(0, extent % 4, 1, () => {
      body.run(1);
      cursors.advanceInner(1);
    });
  };
  nest(0);
}

/**
 * Elements that are added up one after the other. A longer sum is one of such sums: an addition rounds by the size of
 * what is there already, so many small numbers added to one large lose their digits.
 */
const sumLength = 4096;

const reduces = ({ start, end }: Reduction, axis: number): boolean => start <= axis && axis < end;

/** The loop at which the run of loops begins that a reduction runs over, if it ends with the innermost. */
function firstOfTail(reduction: Reduction, { axes }: CollapsedSpace): number | undefined {
  let level = axes.length;
  while (level > 0 && reduces(reduction, axes[level - 1]!)) level--;
  return level < axes.length ? level : undefined;
}

/** Strides of what each node reads, over the axes of the space; counters count elements. */
function nodeStrides({ nodes, space }: FusedStep): (readonly number[] | undefined)[] {
  return nodes.map((node) => {
    switch (node.kind) {
      case 'load':
        return node.view.strides;
      case 'index':
        return space.map((_, axis) => (axis === node.axis ? 1 : 0));
      case 'random': {
        const drawn = stridesOf(space.slice(space.length - node.drawn));
        return [...new Array<number>(space.length - node.drawn).fill(0), ...drawn];
      }
      default:
        return undefined;
    }
  });
}

/** Strides of a reduction's results over the axes of the space: they stand still along the reduced ones. */
function targetStrides({ target, start, end }: Reduction, rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => {
    if (start <= axis && axis < end) return 0;
    return target.strides[axis < start ? axis : axis - (end - start)]!;
  });
}

interface BodyOptions {
  readonly nodes: readonly NodeAccess[];
  readonly storeAccesses: readonly Access[];
  readonly accumulations: readonly Accumulation[];
}

/** The code inside of the loops. */
interface Body {
  /** Before a loop: reductions whose run of loops begins with it start from nothing. */
  begin(level: number): void;
  /** Before the innermost loop. */
  hoist(): void;
  /** For four elements, or for one. */
  run(lanes: 1 | 4): void;
  /** After a stretch of the innermost loop, where reductions are long. */
  flush(): void;
  /** After a loop: reductions whose run of loops began with it are done. */
  finish(level: number): void;
}

function createBody(kernel: Kernel, step: FusedStep, options: BodyOptions): Body {
  const { f } = kernel;
  const { nodes, storeAccesses, accumulations } = options;
  // What does not change along the innermost loop is read before it.
  const fixed = new Map<number, Local<'v128'>>();
  step.nodes.forEach((node, i) => {
    if (node.kind === 'load' && nodes[i]!.access!.stride === 0) fixed.set(i, f.local('v128'));
  });
  const sums = new Map(
    accumulations
      .filter(({ first }) => first !== undefined)
      .map((accumulation): [Accumulation, Sums] => [
        accumulation,
        { four: f.local('v128'), one: f.local('v128'), total: accumulation.isLong && f.local('v128') },
      ]),
  );
  const lastReaders = findLastReaders(step);

  return {
    begin(level) {
      for (const [{ op, dtype, first }, { four, one, total }] of sums) {
        if (first !== level) continue;
        pushIdentity(kernel, op, dtype);
        f.tee(four);
        if (total) f.tee(total);
        f.set(one);
      }
    },
    hoist() {
      for (const [i, local] of fixed) {
        load(kernel, nodes[i]!.access!, 4);
        f.set(local);
      }
    },
    run(lanes) {
      const results = new Map<number, NodeResult>();
      for (const [i, local] of fixed)
        results.set(i, { local, mask: false, dtype: (step.nodes[i] as LoadNode).view.storage.dtype });
      step.nodes.forEach((node, i) => {
        if (!fixed.has(i)) results.set(i, emitNode(kernel, node, { access: nodes[i]!, results, lanes }));
        step.stores.forEach(({ node: stored }, k) => {
          if (stored === i) store(kernel, storeAccesses[k]!, asNumber(kernel, results.get(i)!), lanes);
        });
        for (const accumulation of accumulations) {
          if (accumulation.node !== i) continue;
          const value = asNumber(kernel, results.get(i)!);
          const held = sums.get(accumulation);
          if (held) accumulate(kernel, accumulation, lanes === 4 ? held.four : held.one, value);
          else accumulateInMemory(kernel, accumulation, value, lanes);
        }
        for (const done of lastReaders[i]!) if (!fixed.has(done)) f.release(results.get(done)!.local);
      });
    },
    flush() {
      for (const [accumulation, { four, total }] of sums) {
        if (!total) continue;
        accumulate(kernel, accumulation, total, four);
        pushIdentity(kernel, accumulation.op, accumulation.dtype);
        f.set(four);
      }
    },
    finish(level) {
      for (const [{ op, dtype, access, first }, { four, one, total }] of sums) {
        if (first !== level) continue;
        pushAcross(kernel, op, dtype, { four: total || four, one });
        const sum = f.local('v128');
        f.set(sum);
        store(kernel, access, sum, 1);
        f.release(sum);
      }
    },
  };
}

/** The registers of a reduction: for four elements at a time, for single ones, and for the sums of long stretches. */
interface Sums {
  readonly four: Local<'v128'>;
  readonly one: Local<'v128'>;
  readonly total: Local<'v128'> | false;
}

type LoadNode = Extract<Node, { kind: 'load' }>;

/** For each node the nodes that nobody reads after it. */
function findLastReaders({ nodes }: FusedStep): number[][] {
  const last = nodes.map((_, i) => i);
  nodes.forEach((node, i) => {
    if ('operands' in node) for (const operand of node.operands) last[operand] = i;
  });
  return nodes.map((_, i) => nodes.flatMap((_node, k) => (last[k] === i ? [k] : [])));
}

function pushIdentity({ f }: Kernel, op: 'sum' | 'max', dtype: DType): void {
  if (op === 'sum') f.i32x4.const(0);
  else if (dtype === 'f32') f.f32x4.const(-Infinity);
  else f.i32x4.const(-0x80000000);
}

/** Combines the two vectors on top of the stack. */
function combine({ f }: Kernel, op: 'sum' | 'max', dtype: DType): void {
  if (dtype === 'f32') {
    if (op === 'sum') f.f32x4.add();
    else f.f32x4.max();
  } else if (op === 'sum') f.i32x4.add();
  else f.i32x4.maxS();
}

function accumulate(
  kernel: Kernel,
  { op, dtype }: Reduction,
  sum: Local<'v128'>,
  value: Local<'v128'>,
): void {
  const { f } = kernel;
  f.get(sum);
  f.get(value);
  combine(kernel, op, dtype);
  f.set(sum);
}

function accumulateInMemory(
  kernel: Kernel,
  { op, dtype, access }: Accumulation,
  value: Local<'v128'>,
  lanes: 1 | 4,
): void {
  const { f } = kernel;
  const sum = f.local('v128');
  load(kernel, access, lanes);
  f.get(value);
  combine(kernel, op, dtype);
  f.set(sum);
  store(kernel, access, sum, lanes);
  f.release(sum);
}

/** Pushes the four lanes of one vector and the first of another, combined, in the first lane. */
function pushAcross(
  kernel: Kernel,
  op: 'sum' | 'max',
  dtype: DType,
  { four, one }: { four: Local<'v128'>; one: Local<'v128'> },
): void {
  const { f } = kernel;
  f.get(four);
  f.i8x16.shuffle(swapHalves, four, four);
  combine(kernel, op, dtype);
  f.tee(four);
  f.i8x16.shuffle(swapPairs, four, four);
  combine(kernel, op, dtype);
  f.get(one);
  combine(kernel, op, dtype);
}

const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const swapPairs = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

/** Sets the results of a reduction to what adding nothing gives. */
function clear(kernel: Kernel, { op, dtype, target }: Reduction): void {
  const value = op === 'sum' ? 0 : dtype === 'f32' ? -Infinity : -0x80000000;
  emitFused(kernel, {
    kind: 'fused',
    space: target.shape,
    nodes: [{ kind: 'constant', value, dtype }],
    stores: [{ node: 0, view: target }],
    reductions: [],
  });
}

/** Over no elements there is nothing to compute, but a sum over none is zero. */
function emitEmpty(kernel: Kernel, { reductions }: FusedStep): void {
  for (const reduction of reductions) if (!reduction.target.shape.includes(0)) clear(kernel, reduction);
}
