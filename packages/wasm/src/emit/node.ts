import type { DType } from '@sluice/math';
import type { Local } from '../assembler/index.js';
import type { Node } from '../fuse/schedule.js';
import { threefry } from '../vector/index.js';
import { load, type Access, type Cursor } from './cursor.js';
import type { Kernel } from './kernel.js';
import { makesMask, pointwise } from './pointwise.js';

/** What a node reads beside other nodes. */
export interface NodeAccess {
  readonly access?: Access;
  readonly counter?: Cursor;
}

/** Where a node's result is. */
export interface NodeResult {
  readonly local: Local<'v128'>;
  readonly dtype: DType;
  /** Whether the lanes are all ones or zeros, and not 1 or 0. */
  mask: boolean;
}

export interface NodeContext {
  readonly access: NodeAccess;
  readonly results: ReadonlyMap<number, NodeResult>;
  readonly lanes: 1 | 4;
}

/** Emits the computation of one node for four elements, or for one in the first lane. */
export function emitNode(kernel: Kernel, node: Node, context: NodeContext): NodeResult {
  const { f } = kernel;
  const { results, lanes, access } = context;
  switch (node.kind) {
    case 'load':
      load(kernel, access.access!, lanes);
      return keep(kernel, node.view.storage.dtype);
    case 'constant':
      if (node.dtype === 'f32') f.f32x4.const(node.value);
      else f.i32x4.const(node.value | 0);
      return keep(kernel, node.dtype);
    case 'index':
      pushCounter(kernel, access.counter!);
      return keep(kernel, 'i32');
    case 'random':
      return emitRandom(
        kernel,
        node.operands.map((i) => results.get(i)!),
        access.counter!,
      );
    case 'compute': {
      const operands = node.operands.map((i) => results.get(i)!);
      if (node.op === 'select') return emitSelect(kernel, operands);
      if (node.op === 'convert' && operands[0]!.mask) return convertMask(kernel, operands[0]!, node.dtype);
      pointwise[node.op]({
        f,
        math: kernel.math,
        operands: operands.map((operand) => asNumber(kernel, operand)),
        dtype: operands[0]!.dtype,
      });
      return keep(kernel, node.dtype, makesMask(node.op));
    }
  }
}

function emitSelect(kernel: Kernel, [condition, whenTrue, whenFalse]: readonly NodeResult[]): NodeResult {
  const { f } = kernel;
  const mask = asMask(kernel, condition!);
  f.get(asNumber(kernel, whenTrue!));
  f.get(asNumber(kernel, whenFalse!));
  f.v128.bitselect(mask.local);
  if (mask.fresh) f.release(mask.local);
  return keep(kernel, whenTrue!.dtype);
}

function keep({ f }: Kernel, dtype: DType, mask = false): NodeResult {
  const local = f.local('v128');
  f.set(local);
  return { local, dtype, mask };
}

/** A result as numbers: a mask becomes 0 and 1, in place. */
export function asNumber({ f }: Kernel, result: NodeResult): Local<'v128'> {
  if (result.mask) {
    f.v128.and(result.local, 1);
    f.set(result.local);
    result.mask = false;
  }
  return result.local;
}

/** A condition as a mask, in a local that is the caller's to release if it is new. */
function asMask({ f }: Kernel, result: NodeResult): { local: Local<'v128'>; fresh: boolean } {
  if (result.mask) return { local: result.local, fresh: false };
  const local = f.local('v128');
  f.i32x4.ne(result.local, 0);
  f.set(local);
  return { local, fresh: true };
}

const convertMask = (kernel: Kernel, { local }: NodeResult, dtype: DType): NodeResult => {
  const { f } = kernel;
  f.get(local);
  if (dtype === 'f32') f.f32x4.const(1);
  else f.i32x4.const(1);
  f.v128.and();
  return keep(kernel, dtype);
};

/** Pushes the positions of four neighbouring elements along a counter. */
function pushCounter({ f }: Kernel, { local, strides }: Cursor): void {
  const stride = strides.at(-1) ?? 0;
  if (local) f.i32x4.splat(local);
  else f.i32x4.const(0);
  if (stride !== 0) {
    f.i32x4.const(0, stride, 2 * stride, 3 * stride);
    f.i32x4.add();
  }
}

/** The upper 24 bits of a random word as a fraction of one. */
function emitRandom(kernel: Kernel, [seed, step, start]: readonly NodeResult[], counter: Cursor): NodeResult {
  const { f } = kernel;
  const [counter0, counter1] = [f.local('v128'), f.local('v128')];
  pushCounter(kernel, counter);
  f.i32x4.add(asNumber(kernel, start!));
  f.set(counter0);
  f.i32x4.const(0);
  f.set(counter1);
  threefry(f, { key0: asNumber(kernel, seed!), key1: asNumber(kernel, step!), counter0, counter1 });
  f.i32x4.shrU(8);
  f.f32x4.convertI32x4S();
  f.f32x4.mul(2 ** -24);
  f.release(counter0, counter1);
  return keep(kernel, 'f32');
}
