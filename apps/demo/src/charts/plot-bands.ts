import type uPlot from 'uplot';
import type { Series } from './plot-data.js';
import type { ChartFonts, Resolve } from './theme.js';

/** A part of the x axis that is set off from the others. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** What is filled between two lines: from each series that names another, to that one. */
export const bandsOf = (series: readonly Series[], colour: Resolve): uPlot.Band[] =>
  series.flatMap((one, i) => {
    const other = series.findIndex(({ name }) => name === one.fillTo);
    if (other < 0) return [];
    return [
      { series: [i + 1, other + 1], fill: colour(`color-mix(in srgb, ${one.colour} 16%, transparent)`) },
    ];
  });

/** Shades parts of the x axis, and writes at their top what they are. */
export function drawSpans(
  plot: uPlot,
  spans: readonly Span[],
  colour: Resolve,
  { size, plain }: ChartFonts,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const edge = bbox.left + bbox.width;
  ctx.save();
  ctx.font = plain.replace(/[\d.]+px/, `${size * ratio}px`);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  for (const { from, to, label } of spans) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const width = Math.min(edge, plot.valToPos(to, 'x', true)) - left;
    if (!(width > 0)) continue;
    ctx.fillStyle = colour('color-mix(in srgb, var(--ink) 5%, transparent)');
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.fillStyle = colour('var(--line)');
    ctx.fillRect(Math.round(left), bbox.top, Math.round(ratio), bbox.height);
    ctx.fillStyle = colour('var(--ink-soft)');
    const air = 0.4 * size * ratio;
    if (ctx.measureText(label).width + 2 * air < width) ctx.fillText(label, left + air, bbox.top + air);
  }
  ctx.restore();
}
