import type uPlot from 'uplot';
import type { Series } from './plot-data.js';
import type { ChartFonts, Resolve } from './theme.js';

/** A line where the page has its cursor. */
export function drawCursor(plot: uPlot, x: number | undefined, colour: string): void {
  if (x === undefined) return;
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(x, 'x', true));
  if (at < bbox.left || at > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Writes each series' name at the height where it ends. */
export function drawNames(
  plot: uPlot,
  series: readonly Series[],
  colour: Resolve,
  { size, strong }: ChartFonts,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const ends = series.flatMap((one, i) => {
    const values = plot.data[i + 1]!;
    const last = lastIndex(values);
    // A line that ends on the way is named by the legend alone.
    if (last < 0 || plot.valToPos(plot.data[0][last]!, 'x', true) < right - 0.15 * bbox.width) return [];
    const height = plot.valToPos(values[last]!, 'y', true);
    return [{ one, wanted: Math.min(bbox.top + bbox.height, Math.max(bbox.top, height)) }];
  });
  const places = spread(
    ends.map(({ wanted }) => wanted),
    1.15 * size * ratio,
    [bbox.top, bbox.top + bbox.height],
  );
  ctx.save();
  ctx.font = strong.replace(/[\d.]+px/, `${size * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ends.forEach(({ one }, i) => {
    ctx.fillStyle = colour(one.colour);
    ctx.fillText(one.name, right + 0.5 * size * ratio, places[i]!);
  });
  ctx.restore();
}

/** The index of the last number; −1 where there is none. */
function lastIndex(values: ArrayLike<number | null | undefined>): number {
  let i = values.length - 1;
  while (i >= 0 && values[i] == null) i -= 1;
  return i;
}

/** Places as near as can be to where they are wanted, in that order, and at least `gap` apart. */
export function spread(
  wanted: readonly number[],
  gap: number,
  [first, last]: readonly [number, number],
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = [...wanted];
  order.forEach((i, k) => {
    if (k > 0) places[i] = Math.max(places[i]!, places[order[k - 1]!]! + gap);
  });
  // What was pushed over the edge pushes back.
  let room = last;
  for (const i of [...order].reverse()) {
    places[i] = Math.max(first, Math.min(places[i]!, room));
    room = places[i] - gap;
  }
  return places;
}
