import { sizeOf, type Equation, type Variable } from '@sluice/math';
import { copy, dense, temporary, viewOf, type Block } from './block.js';
import type { Lowering } from './lower.js';
import { chunkSize, chunksOf, panelWidth } from './tile.js';
import { reshapeView, transposeView, type Storage, type View } from './view.js';

/** A product, where its result goes, and what it starts from, if not from zero. */
export interface Product {
  readonly equation: Equation<'matmul'>;
  readonly target: View;
  readonly start: Variable | undefined;
}

/** A product is two steps: its right operand is brought into panels, as far out of loops as it does not change. */
export function lowerMatmul(block: Block, { equation, target, start }: Product, lowering: Lowering): void {
  const { transposeLeft, transposeRight } = equation.attributes;
  const [leftVariable, right] = equation.inputs as [Variable, Variable];
  const [result] = equation.outputs as [Variable];
  const left = swapLast(forward(block, viewOf(block, leftVariable)), transposeLeft);
  const width = panelWidth(left.shape.at(-2)!);
  const panels = pack(block, right, { transpose: transposeRight, width }, lowering);
  const direct = reshapeView(target, result.shape);
  const output = direct && isRowMajor(direct) ? direct : temporary(result, 'product');
  const leftRows = roomFor(left, result.shape.at(-1)! > width);
  block.steps.push({
    kind: 'matmul',
    left,
    panels,
    width,
    output,
    ...(start && { start: startView(block, start, result) }),
    ...(leftRows && { leftRows }),
  });
  if (output !== direct) copy(block, reshapeView(output, target.shape)!, target);
}

/** Kernels read and write whole vectors of a row. */
const isRowMajor = ({ shape, strides }: View): boolean => strides.at(-1) === 1 || shape.at(-1) === 1;

/** What a product starts from, looked at in the product's own shape. */
function startView(block: Block, start: Variable, { shape }: Variable): View {
  const view = forward(block, viewOf(block, start));
  const direct = reshapeView(view, shape);
  return direct && isRowMajor(direct) ? direct : reshapeView(dense(block, view), shape)!;
}

/**
 * Room for some rows of a left operand whose inner steps are spread out in memory: read where they lie, each step would
 * touch cache lines of its own, for every panel again.
 */
function roomFor({ shape, strides }: View, severalPanels: boolean): Storage | undefined {
  const [rows, inner] = shape.slice(-2) as [number, number];
  if (!severalPanels || inner <= 1 || strides.at(-1) === 1) return undefined;
  const { repeated, times, last } = chunksOf(rows, inner);
  const size = Math.max(times > 0 ? chunkSize(repeated, inner) : 0, chunkSize(last, inner));
  return { dtype: 'f32', size, label: 'left rows' };
}

/** Kernels walk memory forwards only. */
const forward = (block: Block, view: View): View =>
  view.strides.some((stride) => stride < 0) ? dense(block, view) : view;

function swapLast(view: View, swap: boolean): View {
  if (!swap) return view;
  const axes = view.shape.map((_, axis) => axis);
  return transposeView(view, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

interface PackOptions {
  readonly transpose: boolean;
  readonly width: number;
}

function pack(block: Block, variable: Variable, options: PackOptions, lowering: Lowering): Storage {
  const view = viewOf(block, variable);
  const { home, root, constant } = findHome(block, variable, view, lowering);
  // A variable never changes while its block runs, so its panels serve every product behind the first.
  const key = `${options.transpose} ${options.width} ${keyOf(view)}`;
  const known = home.panels.find(
    (made) => made.root === root && made.storage === view.storage && made.key === key,
  );
  if (known) return known.target;

  const source = swapLast(forward(home, view), options.transpose);
  const [inner, columns] = source.shape.slice(-2) as [number, number];
  const padded = Math.ceil(columns / 4) * 4;
  const target: Storage = {
    dtype: 'f32',
    size: sizeOf(source.shape.slice(0, -2)) * inner * padded,
    label: 'panels',
    ...(constant && { pinned: true }),
  };
  (constant ? lowering.prepare : home.steps).push({ kind: 'pack', source, width: options.width, target });
  home.panels.push({ root, storage: view.storage, key, target });
  return target;
}

/** The outermost block in which a view's memory has its value already, and whether it has it before any run. */
function findHome(
  block: Block,
  variable: Variable,
  view: View,
  { constants }: Lowering,
): { home: Block; root: Variable; constant: boolean } {
  let root = block.clustering.root(variable);
  let home = block;
  for (let outer = home.constants.get(root); outer && home.parent; outer = home.constants.get(root)) {
    home = home.parent;
    root = home.clustering.root(outer);
  }
  // What had to be copied first has its value only where the copy stands.
  if (viewOf(home, root).storage !== view.storage || view.strides.some((stride) => stride < 0)) {
    return { home: block, root: block.clustering.root(variable), constant: false };
  }
  return { home, root, constant: home.parent === undefined && constants.has(root) };
}

const keyOf = ({ shape, strides, offset }: View): string => `${offset} [${shape.join()}] [${strides.join()}]`;
