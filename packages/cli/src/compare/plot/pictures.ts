import { scaleLinear, scalePoint } from 'd3-scale';
import { area as areaOf, line as lineOf } from 'd3-shape';
import { formatCount } from '../../numbers.js';
import { median } from '../statistics.js';
import type { CellSummary, Summary } from '../summary.js';
import { createTask } from '../tasks.js';
import { formatValue } from '../words.js';
import { bandOf, type Along, type BandPoint } from './bands.js';
import { area, drawFrame, valueAxis, type Rule, type ValueAxis } from './frame.js';
import { element, strokeOf } from './svg.js';

/** More labels than this do not fit side by side. */
const mostLabels = 6;

const labels = { steps: 'training steps', seconds: 'seconds of training' } as const;

/** How good the cells are on the validation examples while they train: medians over the seeds, with their range. */
export function drawCurves(summary: Summary, along: Along): string {
  const bands = summary.cells.map(({ runs }) => bandOf(summary.settings, runs, along));
  const points = bands.flat();
  const x = scaleLinear([0, Math.max(1e-3, ...points.map((point) => point.x))], [area.left, area.right]);
  const y = qualityAxis(
    summary,
    points.flatMap(({ low, high }) => [low, high]),
  );
  const place = ({ x: at }: BandPoint): number => x(at);
  const range = areaOf<BandPoint>()
    .x(place)
    .y0(({ low }) => y.place(low))
    .y1(({ high }) => y.place(high));
  const middle = lineOf<BandPoint>()
    .x(place)
    .y(({ middle }) => y.place(middle));
  const common = { 'stroke-linejoin': 'round', 'stroke-linecap': 'round', fill: 'none', 'stroke-width': 2.5 };
  return drawFrame(
    {
      title: `${nameQuality(summary)} along ${labels[along]}`,
      description: `Lines: ${summary.cells.map(({ cell }) => cell).join(', ')}. Each is the median over the seeds, on validation examples.`,
      y,
      x: {
        label: `${labels[along]}; lines: median over the seeds, bands: their range`,
        ticks: x.ticks(6).map((tick) => [x(tick), tick < 10 ? formatValue(tick) : formatCount(tick)]),
      },
      rules: rulesOf(summary),
      names: summary.cells.map(({ cell }) => cell),
    },
    [
      ...bands.map((band, i) =>
        element('path', { d: range(band) ?? '', fill: strokeOf(i).stroke, class: 'band' }),
      ),
      ...bands.map((band, i) => element('path', { d: middle(band) ?? '', ...common, ...strokeOf(i) })),
    ],
  );
}

/** How good each run of each cell is on the test examples. */
export function drawRuns(summary: Summary): string {
  const { cells } = summary;
  const values = cells.flatMap(({ runs }) => runs.flatMap(({ test }) => test ?? []));
  const y = qualityAxis(summary, values);
  const x = scalePoint(
    cells.map(({ cell }) => cell),
    [area.left, area.right],
  ).padding(0.5);
  const half = Math.min(16, 0.4 * x.step());
  const tests = ({ runs }: CellSummary): number[] => runs.flatMap(({ test }) => test ?? []);
  return drawFrame(
    {
      title: `${nameQuality(summary)} of each run at the end`,
      description: `A dot for each seed of ${cells.map(({ cell }) => cell).join(', ')}, on test examples.`,
      y,
      x: {
        label: 'dots: seeds, bars: their median, on test examples',
        ticks: cells.map(({ cell, diverged }) => [
          x(cell)!,
          diverged > 0 ? `${cell} (${diverged} diverged)` : cell,
        ]),
        turned: cells.length > mostLabels,
      },
      rules: rulesOf(summary),
      names: [],
    },
    cells.flatMap((cell, i) => {
      const [at, { stroke }, known] = [x(cell.cell)!, strokeOf(i), tests(cell)];
      if (known.length === 0) return [];
      const middle = y.place(median(known));
      return [
        element('line', { x1: at - half, x2: at + half, y1: middle, y2: middle, stroke, 'stroke-width': 3 }),
        ...known.map((value) =>
          element('circle', { cx: at, cy: y.place(value), r: Math.min(5, half), fill: stroke, opacity: 0.6 }),
        ),
      ];
    }),
  );
}

const nameQuality = ({ settings }: Summary): string => {
  const { metric, title } = createTask(settings);
  const name = metric.unit === '' ? metric.name : `${metric.name} (${metric.unit})`;
  return `${title}: ${name}`;
};

/** An axis for the metric that holds the values and what they are compared with, but not what is far beyond the baseline. */
function qualityAxis({ settings }: Summary, values: readonly number[]): ValueAxis {
  const { metric, baseline } = createTask(settings);
  const all = [...values, ...rulesOf({ settings }).map(({ value }) => value)];
  const worst = metric.better === 'lower' ? 10 * baseline.value : Infinity;
  return valueAxis(
    metric.unit === '' ? metric.name : metric.unit,
    all.map((value) => Math.min(value, worst)),
  );
}

function rulesOf({ settings }: Pick<Summary, 'settings'>): Rule[] {
  const { baseline, solved } = createTask(settings);
  return [
    { label: `baseline ${formatValue(baseline.value)}`, value: baseline.value },
    ...(solved === undefined ? [] : [{ label: `solved ${formatValue(solved)}`, value: solved }]),
  ];
}
