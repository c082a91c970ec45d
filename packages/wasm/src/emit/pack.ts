import type { Local } from '../assembler/index.js';
import type { PackStep } from '../fuse/schedule.js';
import { leftBlockWidth } from '../fuse/tile.js';
import { forEachMatrix, pushMatrix } from './batch.js';
import { elementBytes, type Kernel } from './kernel.js';

/** How many panels hold so many columns: `full` of `width`, and one of `last`, a multiple of four, for what remains. */
export function panelsOf(columns: number, width: number): { full: number; last: number } {
  const full = Math.floor(columns / width);
  return { full, last: Math.ceil((columns - full * width) / 4) * 4 };
}

/** Copies matrices `[…batch, inner, columns]` into panels, with zeros behind the last column. */
export function emitPack(kernel: Kernel, { source, width, target }: PackStep): void {
  const { f } = kernel;
  const batch = source.shape.slice(0, -2);
  const [inner, columns] = source.shape.slice(-2) as [number, number];
  const [rowStride, columnStride] = source.strides.slice(-2).map((stride) => stride * elementBytes) as [
    number,
    number,
  ];
  const { full, last } = panelsOf(columns, width);
  const [from, row, to] = [f.local('i32'), f.local('i32'), f.local('i32')];

  /** One panel of rows `stored` wide, of which the first `valid` columns exist. */
  const panel = (valid: number, stored: number): void => {
    f.set(row, from);
    f.countedLoop(0, inner, 1, () => {
      for (let column = 0; column < stored; column += 4) {
        f.get(to);
        pushLanes(kernel, row, column * columnStride, {
          stride: columnStride,
          count: Math.min(4, valid - column),
        });
        f.v128.store(column * elementBytes);
      }
      f.i32.add(row, rowStride);
      f.set(row);
      f.i32.add(to, stored * elementBytes);
      f.set(to);
    });
    f.i32.add(from, valid * columnStride);
    f.set(from);
  };

  f.set(to, kernel.address(target));
  forEachMatrix(kernel, batch, (index) => {
    pushMatrix(kernel, source, index);
    f.set(from);
    f.countedLoop(0, full, 1, () => panel(width, width));
    if (last > 0) panel(columns - full * width, last);
  });
  f.release(from, row, to);
}

/** Some rows of a left operand over some inner steps; strides count elements. */
export interface RowBlock {
  readonly blockRows: number;
  readonly extent: number;
  readonly strides: { readonly row: number; readonly inner: number };
}

/** Copies a block of a left operand so that the elements of each inner step stand side by side. */
export function emitPackRows(
  kernel: Kernel,
  { from, to }: { readonly from: Local<'i32'>; readonly to: Local<'i32'> },
  { blockRows, extent, strides }: RowBlock,
): void {
  const { f } = kernel;
  const [source, target] = [f.local('i32'), f.local('i32')];
  const stride = strides.row * elementBytes;
  f.set(source, from);
  f.set(target, to);
  f.countedLoop(0, extent, 1, () => {
    for (let row = 0; row < blockRows; row += 4) {
      f.get(target);
      pushLanes(kernel, source, row * stride, { stride, count: Math.min(4, blockRows - row) });
      f.v128.store(row * elementBytes);
    }
    f.i32.add(source, strides.inner * elementBytes);
    f.set(source);
    f.i32.add(target, leftBlockWidth(blockRows) * elementBytes);
    f.set(target);
  });
  f.release(source, target);
}

/** Pushes `count` elements that lie `stride` bytes apart, with zeros in the remaining lanes. */
function pushLanes(
  { f }: Kernel,
  base: Local<'i32'>,
  offset: number,
  { stride, count }: { stride: number; count: number },
): void {
  if (count === 4 && stride === elementBytes) {
    f.v128.load(offset, base);
    return;
  }
  const lanes = f.local('v128');
  f.v128.load32Zero(offset, base);
  for (let lane = 1; lane < count; lane++) {
    f.set(lanes);
    f.v128.load32Lane(offset + lane * stride, lane, base, lanes);
  }
  f.release(lanes);
}
