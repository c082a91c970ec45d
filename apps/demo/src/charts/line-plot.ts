import uPlot from 'uplot';
import type { Language } from '../text/language.js';
import { formatNumber } from './numbers.js';
import { bandsOf, drawSpans, type Span } from './plot-bands.js';
import { withUnit, type Series, type XAxis, type YAxis } from './plot-data.js';
import { drawCursor, drawNames } from './plot-marks.js';
import type { ChartFonts, Resolve } from './theme.js';
import { dateLabels, linearRange, logRange, logTickLabels, logTicks } from './ticks.js';

/** What a plot is drawn of, beside its size. */
export interface PlotRequest {
  readonly x: XAxis;
  readonly y: YAxis;
  readonly series: readonly Series[];
  readonly spans: readonly Span[];
  /** Whether short names may stand where the curves end. */
  readonly names: boolean;
  readonly language: Language;
  readonly formatX: (value: number) => string;
  readonly colour: Resolve;
  readonly fonts: ChartFonts;
  /** Where the page has its own cursor. */
  readonly mark: () => number | undefined;
  readonly onCursor: (index: number | undefined) => void;
}

/** Makes a plot inside of an element. */
export function createPlot(
  request: PlotRequest,
  data: uPlot.AlignedData,
  size: { readonly width: number; readonly height: number },
  parent: HTMLElement,
): uPlot {
  const { x, y, series, language, colour, fonts, onCursor } = request;
  const isLog = y.scale === 'log';
  const isEmpty = x.values.length === 0;
  const lines = {
    stroke: colour('var(--ink-soft)'),
    font: fonts.plain,
    labelFont: fonts.strong,
    labelSize: 1.6 * fonts.size,
    labelGap: 0,
    grid: { stroke: colour('var(--grid)'), width: 1 },
    ticks: { stroke: colour('var(--grid)'), width: 1, size: 5 },
  };
  const tickCount = (plot: uPlot): number => Math.max(2, plot.height / (3 * fonts.size));
  const range: uPlot.Range.Function = (_, least, greatest) => [
    ...(y.range ?? (isLog ? logRange(least, greatest) : linearRange(least, greatest))),
  ];
  return new uPlot(
    {
      ...size,
      padding: [fonts.size, namesWidth(request, size.width), 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        y: false,
        // The line stands where the values are that are read, not between them.
        move: (plot, left, top) => (left < 0 ? [left, top] : [nearestPlace(plot, left), top]),
        points: { size: 8, fill: colour('var(--paper-raised)'), width: 2 },
      },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'UTC'),
      scales: {
        x: { time: x.dates === true },
        y: { distr: isLog ? 3 : 1, range },
      },
      axes: [
        {
          ...lines,
          label: withUnit(x),
          size: 2.2 * fonts.size,
          space: (x.dates === true ? 5.5 : 3.4) * fonts.size,
          values: (_, splits, _axis, _space, step) => {
            if (isEmpty) return splits.map(() => '');
            return x.dates === true ? dateLabels(splits, step, language) : splits.map(request.formatX);
          },
        },
        {
          ...lines,
          label: withUnit(y),
          size: (_, words) => axisWidth(words, fonts.size),
          space: 3 * fonts.size,
          ...(isLog
            ? {
                splits: (plot, _axis, least, greatest) => logTicks([least, greatest], tickCount(plot)),
                filter: (_, splits) => splits,
                values: (_, splits) => logTickLabels(splits, language),
              }
            : { values: (_, splits) => splits.map((split) => formatNumber(split, language)) }),
        },
      ],
      series: [
        {},
        ...series.map((one): uPlot.Series => {
          const stroke = colour(one.colour);
          return {
            label: one.name,
            stroke,
            // Rounded to whole pixels a gentle curve has corners.
            pxAlign: 0,
            width: one.points ? 0 : one.thin ? 1 : 2,
            ...(one.dashed && { dash: [6, 4] }),
            // A single number is a dot, as a line of it would not be seen.
            points: one.points
              ? { show: true, size: one.values.length > 300 ? 3 : 5, fill: stroke, width: 0 }
              : { show: (plot, k) => plot.data[k]!.length < 2 },
          };
        }),
      ],
      bands: bandsOf(series, colour),
      hooks: {
        drawClear: [(plot) => drawSpans(plot, request.spans, colour, fonts)],
        draw: [
          (plot) => drawCursor(plot, request.mark(), colour('var(--accent)')),
          (plot) => hasNames(request, plot.width) && drawNames(plot, series, colour, fonts),
        ],
        setCursor: [(plot) => onCursor(plot.cursor.idx ?? undefined)],
      },
    },
    data,
    parent,
  );
}

function nearestPlace(plot: uPlot, left: number): number {
  const x = plot.data[0][plot.posToIdx(left)];
  return x === undefined ? left : plot.valToPos(x, 'x');
}

/** The names stand beside the curves' ends, so that colours do not have to be told apart; long ones are left to the legend. */
function hasNames({ series, names }: PlotRequest, width: number): boolean {
  const longest = Math.max(0, ...series.map(({ name }) => name.length));
  return names && series.length > 1 && series.length <= 12 && longest <= (width < 480 ? 8 : 16);
}

function namesWidth(request: PlotRequest, width: number): number {
  const { series, fonts } = request;
  // The last number of the axis below reaches over the edge.
  if (!hasNames(request, width)) return 1.8 * fonts.size;
  return (
    textWidth(
      series.map(({ name }) => name),
      fonts.strong,
    ) + fonts.size
  );
}

/** The y axis never is narrower than this, so that it stays where it is while its numbers change. */
const axisWidth = (words: readonly string[] | null, fontSize: number): number =>
  Math.max(3.6, 0.6 * Math.max(0, ...(words ?? []).map((word) => word?.length ?? 0)) + 1.4) * fontSize;

function textWidth(words: readonly string[], font: string): number {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = font;
  return Math.max(0, ...words.map((word) => context.measureText(word).width));
}
