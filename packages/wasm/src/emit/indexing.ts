import type { Local } from '../assembler/index.js';
import type { ArgmaxStep, GatherStep, ScatterAddStep } from '../fuse/schedule.js';
import type { View } from '../fuse/view.js';
import { elementBytes, pushMoved, type Kernel } from './kernel.js';

/** Where a run leaves word of an index out of range: a flag, the index, and the number of rows. */
export const status = { address: 0, bytes: 12 } as const;

/** Copies rows of a table. */
export function emitGather(kernel: Kernel, { table, indices, output }: GatherStep): void {
  const { f } = kernel;
  const [rows, width] = table.shape as [number, number];
  const [from, to] = [f.local('i32'), f.local('i32')];
  setStart(kernel, to, output);
  forEachRow(kernel, indices, rows, (index) => {
    pushStart(kernel, table);
    f.i32.mul(index, width * elementBytes);
    f.i32.add();
    f.set(from);
    forEachVector(kernel, width, (lanes) => {
      f.get(to);
      pushLanes(kernel, from, lanes);
      storeLanes(kernel, lanes);
      advance(kernel, from, lanes);
      advance(kernel, to, lanes);
    });
  });
  f.release(from, to);
}

/** Adds rows to a table of zeros. */
export function emitScatterAdd(kernel: Kernel, { indices, updates, output }: ScatterAddStep): void {
  const { f } = kernel;
  const [rows, width] = output.shape as [number, number];
  const [from, to] = [f.local('i32'), f.local('i32')];
  pushStart(kernel, output);
  f.memory.fill(0, rows * width * elementBytes);
  setStart(kernel, from, updates);
  const numbers = output.storage.dtype === 'f32' ? f.f32x4 : f.i32x4;
  forEachRow(kernel, indices, rows, (index) => {
    pushStart(kernel, output);
    f.i32.mul(index, width * elementBytes);
    f.i32.add();
    f.set(to);
    forEachVector(kernel, width, (lanes) => {
      f.get(to);
      pushLanes(kernel, to, lanes);
      pushLanes(kernel, from, lanes);
      numbers.add();
      storeLanes(kernel, lanes);
      advance(kernel, from, lanes);
      advance(kernel, to, lanes);
    });
  });
  f.release(from, to);
}

/** The first largest element along the middle axis; a NaN counts as largest. */
export function emitArgmax(kernel: Kernel, { input, output }: ArgmaxStep): void {
  const { f } = kernel;
  const [outer, extent, inner] = input.shape as [number, number, number];
  const isFloat = input.storage.dtype === 'f32';
  const numbers = isFloat ? f.f32 : f.i32;
  const [element, best] = isFloat ? [f.local('f32'), f.local('f32')] : [f.local('i32'), f.local('i32')];
  const [from, at, to, bestIndex] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const stride = inner * elementBytes;
  setStart(kernel, from, input);
  setStart(kernel, to, output);
  f.countedLoop(0, outer, 1, () => {
    f.countedLoop(0, inner, 1, () => {
      f.set(at, from);
      f.set(bestIndex, 0);
      numbers.load(0, at);
      f.set(best);
      f.countedLoop(1, extent, 1, (i) => {
        f.i32.add(at, stride);
        f.tee(at);
        numbers.load(0);
        f.set(element);
        if (isFloat) {
          f.f32.gt(element as Local<'f32'>, best as Local<'f32'>);
          f.f32.ne(element as Local<'f32'>, element as Local<'f32'>);
          f.f32.eq(best as Local<'f32'>, best as Local<'f32'>);
          f.i32.and();
          f.i32.or();
        } else f.i32.gtS(element as Local<'i32'>, best as Local<'i32'>);
        f.if(() => {
          f.get(element);
          f.set(best);
          f.set(bestIndex, i);
        });
      });
      f.i32.store(0, to, bestIndex);
      f.i32.add(to, elementBytes);
      f.set(to);
      f.i32.add(from, elementBytes);
      f.set(from);
    });
    f.i32.add(from, (extent - 1) * stride);
    f.set(from);
  });
  f.release(element, best, from, at, to, bestIndex);
}

function pushStart(kernel: Kernel, { storage, offset, moves }: View): void {
  pushMoved(kernel, kernel.address(storage) + offset * elementBytes, moves);
}

function setStart(kernel: Kernel, local: Local<'i32'>, view: View): void {
  pushStart(kernel, view);
  kernel.f.set(local);
}

/** Runs `body` for each index; one that is out of range is reported in the status and ends the kernel. */
function forEachRow(kernel: Kernel, indices: View, rows: number, body: (index: Local<'i32'>) => void): void {
  const { f } = kernel;
  const [at, index] = [f.local('i32'), f.local('i32')];
  setStart(kernel, at, indices);
  f.countedLoop(0, indices.shape[0]!, 1, () => {
    f.i32.load(0, at);
    f.set(index);
    f.i32.geU(index, rows);
    f.if(() => {
      f.i32.store(status.address, 0, 1);
      f.i32.store(status.address + 4, 0, index);
      f.i32.store(status.address + 8, 0, rows);
      f.return();
    });
    body(index);
    f.i32.add(at, elementBytes);
    f.set(at);
  });
  f.release(at, index);
}

function forEachVector({ f }: Kernel, width: number, body: (lanes: 1 | 4) => void): void {
  f.countedLoop(0, width - (width % 4), 4, () => body(4));
  f.countedLoop(0, width % 4, 1, () => body(1));
}

function pushLanes({ f }: Kernel, address: Local<'i32'>, lanes: 1 | 4): void {
  if (lanes === 4) f.v128.load(0, address);
  else f.v128.load32Zero(0, address);
}

/** Stores the vector on top of the stack at the address below it. */
function storeLanes({ f }: Kernel, lanes: 1 | 4): void {
  if (lanes === 4) f.v128.store(0);
  else f.v128.store32Lane(0, 0);
}

function advance({ f }: Kernel, local: Local<'i32'>, lanes: number): void {
  f.i32.add(local, lanes * elementBytes);
  f.set(local);
}
