import type { ScalingResult } from '../measure-scaling.js';
import type { CaseResult } from '../run-case.js';
import { spreadOf } from '../statistics.js';
import { formatNumber } from './format.js';
import { stepMilliseconds } from './ratios.js';

const plot = { width: 220, height: 200, left: 44, top: 30, gap: 60, bottom: 40 };
const titles = { timeSteps: 'T', batchSize: 'B', hiddenSize: 'H' };

/** Draws the time of a training step against each axis, both logarithmic; nothing where no curve was measured. */
export function drawChart(results: readonly CaseResult[]): string | undefined {
  const curves = results.filter((result) => result.kind === 'scaling');
  if (curves.length === 0) return undefined;
  const times = curves.flatMap((curve) => curve.points.map(medianOf));
  const range = [Math.min(...times), Math.max(...times)] as const;
  const width = plot.left + curves.length * (plot.width + plot.gap);
  const height = plot.top + plot.height + plot.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...curves.map((curve, i) => drawCurve(curve, plot.left + i * (plot.width + plot.gap), range)),
    '</svg>\n',
  ].join('\n');
}

const medianOf = ({ readings }: ScalingResult['points'][number]): number =>
  spreadOf(readings.map(stepMilliseconds)).median;

function drawCurve({ work, points }: ScalingResult, left: number, range: readonly [number, number]): string {
  const sizes = points.map(({ size }) => size);
  const across = placer(sizes[0]!, sizes.at(-1)!, left, left + plot.width);
  const up = placer(range[0], range[1], plot.top + plot.height, plot.top);
  const places = points.map((point) => [across(point.size), up(medianOf(point))] as const);
  const bottom = plot.top + plot.height;
  const text = (x: number, y: number, anchor: string, words: string): string =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  return [
    `<path d="M${left} ${plot.top}V${bottom}H${left + plot.width}" fill="none" stroke="#999"/>`,
    `<polyline points="${places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="none" stroke="#06c" stroke-width="2"/>`,
    ...places.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="#06c"/>`),
    ...places.map(([x, y], i) => text(x, y - 7, 'middle', formatNumber(medianOf(points[i]!)))),
    ...places.map(([x], i) => text(x, bottom + 15, 'middle', String(sizes[i]))),
    text(left + plot.width / 2, bottom + 32, 'middle', `${titles[work.axis]} (ms per training step)`),
  ].join('\n');
}

/** Places numbers between two ends, evenly by their logarithms. */
function placer(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = Math.log(high / low) || 1;
  return (value) => from + (Math.log(value / low) / span) * (to - from);
}
