import type { Local } from '../assembler/index.js';
import type { View } from '../fuse/view.js';
import { elementBytes, pushMoved, type Kernel } from './kernel.js';

/** Runs `body` for each index of a batch, one loop for each of its axes. */
export function forEachMatrix(
  { f }: Kernel,
  batch: readonly number[],
  body: (index: readonly Local<'i32'>[]) => void,
): void {
  const nest = (index: readonly Local<'i32'>[]): void => {
    const extent = batch[index.length];
    if (extent === undefined) body(index);
    else f.countedLoop(0, extent, 1, (i) => nest([...index, i]));
  };
  nest([]);
}

/** Pushes the address of a view's matrix at an index of the batch. */
export function pushMatrix(kernel: Kernel, view: View, index: readonly Local<'i32'>[]): void {
  const { f } = kernel;
  pushMoved(kernel, kernel.address(view.storage) + view.offset * elementBytes, view.moves);
  index.forEach((at, axis) => {
    f.i32.mul(at, view.strides[axis]! * elementBytes);
    f.i32.add();
  });
}
