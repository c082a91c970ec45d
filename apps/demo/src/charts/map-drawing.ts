import type { MapLayout, MapRow } from './map-layout.js';
import type { ChartFonts, Resolve } from './theme.js';

interface Drawing {
  readonly layout: MapLayout;
  readonly rows: readonly MapRow[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly number[])[];
  readonly paint: (value: number) => string;
  readonly colour: Resolve;
  readonly fonts: ChartFonts;
}

/** Draws a heat map, labels too, so that its canvas is a whole picture. */
export function drawMap(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  drawing: Drawing,
): void {
  canvas.width = Math.round(size.width * size.ratio);
  canvas.height = Math.round(size.height * size.ratio);
  const context = canvas.getContext('2d')!;
  context.scale(size.ratio, size.ratio);
  drawCells(context, drawing, size.ratio);
  drawLabels(context, drawing);
}

function drawCells(
  context: CanvasRenderingContext2D,
  { layout, columns, rows, values, paint }: Drawing,
  ratio: number,
): void {
  const { left, cellWidth, cellHeight, tops } = layout;
  // Edges on whole pixels, or seams would show between cells.
  const snap = (place: number): number => Math.round(place * ratio) / ratio;
  const air = cellWidth >= 8 && cellHeight >= 8 ? 1 : 0;
  rows.forEach((_, row) => {
    const [top, bottom] = [snap(tops[row]!), snap(tops[row]! + cellHeight)];
    columns.forEach((_, column) => {
      const value = values[row]?.[column];
      if (value === undefined || !Number.isFinite(value)) return;
      const [from, to] = [snap(left + column * cellWidth), snap(left + (column + 1) * cellWidth)];
      context.fillStyle = paint(value);
      context.fillRect(from, top, to - from - air, bottom - top - air);
    });
  });
}

function drawLabels(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { layout, rows, columns, colour, fonts } = drawing;
  const { left, cellWidth, cellHeight, tops, bottom, groups, hasNames, labelEvery } = layout;
  context.textBaseline = 'middle';
  context.font = fonts.plain;
  context.fillStyle = colour('var(--ink-soft)');
  context.textAlign = 'right';
  if (hasNames) {
    rows.forEach(({ name }, row) =>
      context.fillText(name, left - 0.5 * fonts.size, tops[row]! + cellHeight / 2, left),
    );
  }
  context.textAlign = 'center';
  columns.forEach((label, column) => {
    if (column % labelEvery === 0)
      context.fillText(label, left + (column + 0.5) * cellWidth, bottom + 0.95 * fonts.size);
  });
  context.textAlign = 'left';
  context.font = fonts.strong;
  context.fillStyle = colour('var(--ink)');
  for (const { name, first, count } of groups) {
    const middle = hasNames ? cellHeight / 2 : (count * cellHeight) / 2;
    context.fillText(name, 0, tops[first]! + middle, left);
  }
}
