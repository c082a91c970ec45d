import type { Local } from '../assembler/index.js';
import type { MatmulStep } from '../fuse/schedule.js';
import { innerBlock, leftBlockWidth, tileFor } from '../fuse/tile.js';
import { forEachMatrix, pushMatrix } from './batch.js';
import { elementBytes, type Kernel } from './kernel.js';
import type { MicroKernel, MicroKernelShape } from './micro-kernel.js';
import { emitPackRows, panelsOf } from './pack.js';

/** Bytes of the left operand that may stay in the first-level cache beside one panel. */
const leftCacheBytes = 20 * 1024;

/**
 * A product as loops over micro-kernels. A block of rows and a panel of columns meet in registers; which of the two
 * stays in the cache while the other streams past depends on the size of the left operand.
 */
export function emitMatmul(
  kernel: Kernel,
  step: MatmulStep,
  microKernel: (shape: MicroKernelShape) => MicroKernel,
): void {
  const { f } = kernel;
  const { left, panels, output, start: addend } = step;
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = output.shape.at(-1)!;
  if (rows === 0 || columns === 0) return;
  const panelBytes = inner * Math.ceil(columns / 4) * 4 * elementBytes;
  const [leftStart, panelStart, outputStart, addendStart] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  f.set(panelStart, kernel.address(panels));
  forEachMatrix(kernel, left.shape.slice(0, -2), (index) => {
    pushMatrix(kernel, left, index);
    f.set(leftStart);
    pushMatrix(kernel, output, index);
    f.set(outputStart);
    if (addend) {
      pushMatrix(kernel, addend, index);
      f.set(addendStart);
    }
    // Without an inner axis there is nothing to add up, but the zeros must still be written.
    for (let start = 0; start === 0 || start < inner; start += innerBlock) {
      // The first part is added to what the product starts from, each other part to those before it.
      const added =
        start > 0
          ? { start: outputStart, rowStride: output.strides.at(-2)! }
          : addend && { start: addendStart, rowStride: addend.strides.at(-2)! };
      emitPart(kernel, step, { leftStart, panelStart, outputStart, added, start, microKernel });
    }
    f.i32.add(panelStart, panelBytes);
    f.set(panelStart);
  });
}

interface Part {
  readonly leftStart: Local<'i32'>;
  readonly panelStart: Local<'i32'>;
  readonly outputStart: Local<'i32'>;
  /** What this part is added to. */
  readonly added: { readonly start: Local<'i32'>; readonly rowStride: number } | undefined;
  /** First index of this part of the inner axis. */
  readonly start: number;
  readonly microKernel: (shape: MicroKernelShape) => MicroKernel;
}

/** The product over one part of the inner axis. */
function emitPart(kernel: Kernel, { left, leftBlock, width, output }: MatmulStep, part: Part): void {
  const { f } = kernel;
  const { start, added, microKernel } = part;
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = output.shape.at(-1)!;
  const [leftRowStride, leftInnerStride] = left.strides.slice(-2) as [number, number];
  const outputRowStride = output.strides.at(-2)!;
  const extent = Math.min(innerBlock, inner - start);
  const [leftRow, outputRow, addedRow, panel, column] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const advance = (local: Local<'i32'>, bytes: number): void => {
    f.i32.add(local, bytes);
    f.set(local);
  };

  const overRows = (visit: (blockRows: number) => void): void => {
    // Blocks differ by at most one row.
    const tile = tileFor(rows).rows;
    const blocks = Math.ceil(rows / tile);
    const low = blocks * tile - rows;
    f.i32.add(part.leftStart, start * leftInnerStride * elementBytes);
    f.set(leftRow);
    f.set(outputRow, part.outputStart);
    if (added) f.set(addedRow, added.start);
    for (const [count, blockRows] of [
      [blocks - low, tile],
      [low, tile - 1],
    ] as const) {
      f.countedLoop(0, count, 1, () => {
        visit(blockRows);
        advance(leftRow, blockRows * leftRowStride * elementBytes);
        advance(outputRow, blockRows * outputRowStride * elementBytes);
        if (added) advance(addedRow, blockRows * added.rowStride * elementBytes);
      });
    }
  };

  const overPanels = (visit: (blockColumns: number) => void): void => {
    const { full, last } = panelsOf(columns, width);
    f.i32.add(part.panelStart, start * width * elementBytes);
    f.set(panel);
    f.set(column, 0);
    f.countedLoop(0, full, 1, () => {
      visit(width);
      advance(panel, inner * width * elementBytes);
      advance(column, width * elementBytes);
    });
    if (last === 0) return;
    advance(panel, start * (last - width) * elementBytes);
    visit(columns - full * width);
  };

  const block = (blockRows: number, blockColumns: number): void => {
    if (leftBlock) f.i32.const(kernel.address(leftBlock));
    else f.get(leftRow);
    f.get(panel);
    f.i32.add(outputRow, column);
    if (added) f.i32.add(addedRow, column);
    else f.i32.const(0);
    f.call(
      microKernel({
        rows: blockRows,
        columns: blockColumns,
        inner: extent,
        leftRowStride: leftBlock ? 1 : leftRowStride,
        leftInnerStride: leftBlock ? leftBlockWidth(blockRows) : leftInnerStride,
        outputRowStride,
        ...(added && { addendRowStride: added.rowStride }),
      }),
    );
  };
  const bring = (blockRows: number): void => {
    if (!leftBlock) return;
    const strides = { row: leftRowStride, inner: leftInnerStride };
    emitPackRows(kernel, { from: leftRow, to: kernel.address(leftBlock) }, { blockRows, extent, strides });
  };

  if (!leftBlock && rows * extent * elementBytes <= leftCacheBytes)
    overPanels((wide) => overRows((high) => block(high, wide)));
  else
    overRows((high) => {
      bring(high);
      overPanels((wide) => block(high, wide));
    });
  f.release(leftRow, outputRow, addedRow, panel, column);
}
