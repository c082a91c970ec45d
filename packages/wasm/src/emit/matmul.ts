import type { Local } from '../assembler/index.js';
import type { MatmulStep } from '../fuse/schedule.js';
import { chunksOf, innerBlock, leftBlockWidth, type BlockRun, type Chunk } from '../fuse/tile.js';
import { forEachMatrix, pushMatrix } from './batch.js';
import { elementBytes, type Kernel } from './kernel.js';
import type { MicroKernel, MicroKernelShape } from './micro-kernel.js';
import { emitPackRows, panelsOf } from './pack.js';

/**
 * A product as loops over micro-kernels, where a block of rows and a panel of columns meet in registers. Around them, from
 * the outermost: parts of the inner axis, chunks of rows that stay in the second-level cache, panels that stay in the
 * first-level cache while the blocks of the chunk pass.
 *
 * The order of loops is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.
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
function emitPart(kernel: Kernel, { left, leftRows, width, output }: MatmulStep, part: Part): void {
  const { f } = kernel;
  const { start, added, microKernel } = part;
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = output.shape.at(-1)!;
  const [leftRowStride, leftInnerStride] = left.strides.slice(-2) as [number, number];
  const outputRowStride = output.strides.at(-2)!;
  const extent = Math.min(innerBlock, inner - start);
  const local = (): Local<'i32'> => f.local('i32');
  /** Addresses of the first row of a chunk, and of a block in it. */
  const chunk = { left: local(), output: local(), added: local() };
  const block = { left: local(), output: local(), added: local() };
  const [panel, column] = [local(), local()];
  const advance = (address: Local<'i32'>, bytes: number): void => {
    f.i32.add(address, bytes);
    f.set(address);
  };
  /** Moves addresses on by so many rows. */
  const advanceRows = (addresses: typeof chunk, count: number): void => {
    advance(addresses.output, count * outputRowStride * elementBytes);
    if (added) advance(addresses.added, count * added.rowStride * elementBytes);
  };

  /** Runs `visit` for each block of a chunk, whose rows are read in place or where they have been brought. */
  const overBlocks = (runs: Chunk, visit: (blockRows: number) => void): void => {
    if (leftRows) f.set(block.left, kernel.address(leftRows));
    else f.set(block.left, chunk.left);
    f.set(block.output, chunk.output);
    f.set(block.added, chunk.added);
    for (const { count, rows: blockRows } of runs) {
      f.countedLoop(0, count, 1, () => {
        visit(blockRows);
        const elements = leftRows ? leftBlockWidth(blockRows) * extent : blockRows * leftRowStride;
        advance(block.left, elements * elementBytes);
        advanceRows(block, blockRows);
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

  const multiply = (blockRows: number, blockColumns: number): void => {
    f.get(block.left);
    f.get(panel);
    f.i32.add(block.output, column);
    if (added) f.i32.add(block.added, column);
    else f.i32.const(0);
    f.call(
      microKernel({
        rows: blockRows,
        columns: blockColumns,
        inner: extent,
        leftRowStride: leftRows ? 1 : leftRowStride,
        leftInnerStride: leftRows ? leftBlockWidth(blockRows) : leftInnerStride,
        outputRowStride,
        ...(added && { addendRowStride: added.rowStride }),
      }),
    );
  };

  const overChunk = (runs: Chunk): void => {
    if (leftRows) bring(runs);
    overPanels((wide) => overBlocks(runs, (high) => multiply(high, wide)));
  };
  /** Copies the rows of a chunk to where the elements of each inner step stand side by side. */
  const bring = (runs: Chunk): void => {
    const strides = { row: leftRowStride, inner: leftInnerStride };
    const from = local();
    f.set(from, chunk.left);
    overBlocks(runs, (blockRows) => {
      emitPackRows(kernel, { from, to: block.left }, { blockRows, extent, strides });
      advance(from, blockRows * leftRowStride * elementBytes);
    });
    f.release(from);
  };

  f.i32.add(part.leftStart, start * leftInnerStride * elementBytes);
  f.set(chunk.left);
  f.set(chunk.output, part.outputStart);
  if (added) f.set(chunk.added, added.start);
  const { repeated, times, last } = chunksOf(rows, inner);
  f.countedLoop(0, times, 1, () => {
    overChunk(repeated);
    const chunkRows = rowsOf(repeated);
    advance(chunk.left, chunkRows * leftRowStride * elementBytes);
    advanceRows(chunk, chunkRows);
  });
  if (last.length > 0) overChunk(last);
  f.release(...Object.values(chunk), ...Object.values(block), panel, column);
}

const rowsOf = (chunk: readonly BlockRun[]): number =>
  chunk.reduce((sum, { count, rows }) => sum + count * rows, 0);
