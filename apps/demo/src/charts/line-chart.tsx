import type { JSX } from 'preact';
import { useContext, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { LanguageContext, useText } from '../text/language.js';
import { ChartFigure } from './figure.js';
import { Legend } from './legend.js';
import { Readout } from './readout.js';
import { createPlot } from './line-plot.js';
import type { Span } from './plot-bands.js';
import { plotData, withUnit, type Series, type XAxis, type YAxis } from './plot-data.js';
import { formatNumber } from './numbers.js';
import { composePicture } from './picture.js';
import type { ChartTable } from './table.js';
import { chartTexts } from './texts.js';
import { fontsAt, inPixels, inRem, resolverAt, useTheme } from './theme.js';
import { formatDate } from './ticks.js';
import { nextIndex, usePointer } from './use-cursor.js';
import { useWidth } from './use-size.js';

export interface LineChartProps {
  readonly title: string;
  readonly x: XAxis;
  readonly y: YAxis;
  readonly series: readonly Series[];
  /** Parts of the x axis that are set off. */
  readonly spans?: readonly Span[] | undefined;
  /** In CSS pixels, without the title, the legend and the table; where the page's font is larger, so is the chart. */
  readonly height: number;
  /** Where the page has a cursor of its own. */
  readonly cursor?: { readonly x: number } | undefined;
  readonly formatX?: ((value: number) => string) | undefined;
  /** Whether names stand where curves end; by default where they are short. */
  readonly names?: boolean | undefined;
  /** Told of the x that somebody clicks on or drags to, for a cursor that the page keeps. */
  readonly onPick?: ((x: number) => void) | undefined;
}

/** Lines over one axis, with their values where the pointer or the arrow keys are. */
export function LineChart(props: LineChartProps): JSX.Element {
  const { title, x, y, series, cursor, spans = [] } = props;
  const text = useText(chartTexts);
  const language = useContext(LanguageContext);
  const format = (value: number): string => formatNumber(value, language, y.digits);
  const formatX =
    props.formatX ?? ((value: number) => (x.dates ? formatDate(value, language) : format(value)));

  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [pointed, setPointed] = useState<number | undefined>();
  const parent = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const width = useWidth(parent);
  const height = useMemo(() => inPixels(props.height), [props.height, width]);
  const theme = useTheme();
  const newest = useRef({ formatX, mark: cursor?.x });
  newest.current = { formatX, mark: cursor?.x };
  const hint = useId();

  const shown = series.filter(({ name }) => !hidden.has(name));
  const data = useMemo(
    () => plotData(x, y, shown),
    [x.values, y.scale, hidden, ...series.map(({ values }) => values)],
  );
  const looks = shown.map((one) => ({ ...one, values: undefined }));
  const isEmpty = x.values.length === 0;
  const shape = JSON.stringify([
    x.label,
    x.unit,
    x.dates,
    isEmpty,
    y,
    looks,
    spans,
    width,
    height,
    language,
    theme,
  ]);
  const drawn = useRef<uPlot.AlignedData | undefined>(undefined);

  useEffect(() => {
    if (width === 0 || !parent.current) return undefined;
    drawn.current = data;
    const made = createPlot(
      {
        x,
        y,
        series: shown,
        spans,
        names: props.names ?? true,
        language,
        formatX: (value) => newest.current.formatX(value),
        colour: resolverAt(parent.current),
        fonts: fontsAt(parent.current),
        mark: () => newest.current.mark,
        onCursor: setPointed,
      },
      data,
      { width, height },
      parent.current,
    );
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => {
    if (drawn.current === data) return;
    drawn.current = data;
    plot.current?.setData(data);
  }, [data]);
  useEffect(() => plot.current?.redraw(false), [cursor?.x]);
  usePointer(parent, plot, props.onPick);

  const index = indexAt(x.values, pointed, cursor?.x);
  const place = index === undefined ? '' : `${withUnit(x)} ${formatX(x.values[index]!)}`;
  const spoken = (index: number): string =>
    [place, ...shown.map((one) => `${one.name} ${valueAt(one, index, format, text.noValue)}`)].join(', ');

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, index, x.values.length);
    if (next === undefined || !plot.current) return;
    event.preventDefault();
    const made = plot.current;
    made.setCursor({ left: made.valToPos(x.values[next]!, 'x'), top: made.over.clientHeight / 2 });
  };
  const picture = (): HTMLCanvasElement | undefined =>
    plot.current && parent.current
      ? composePicture(
          plot.current.ctx.canvas,
          { title, legend: shown },
          resolverAt(parent.current),
          fontsAt(parent.current),
        )
      : undefined;

  return (
    <ChartFigure title={title} table={() => tableOf(x, series)} picture={picture} format={format}>
      <Legend series={series} hidden={hidden} onToggle={(name) => setHidden(toggled(hidden, name))} />
      <div
        class="plot"
        style={{ height: inRem(props.height) }}
        role="slider"
        tabIndex={0}
        aria-label={`${title}. ${withUnit(x)}`}
        aria-describedby={hint}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, x.values.length - 1)}
        aria-valuenow={index ?? 0}
        aria-valuetext={index === undefined ? text.noValue : spoken(index)}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
      >
        <div ref={parent} />
        {pointed !== undefined && index !== undefined && (
          <Readout
            place={place}
            series={shown}
            values={shown.map((one) => valueAt(one, index, format, text.noValue))}
            onLeft={index > x.values.length / 2}
          />
        )}
      </div>
      <p class="hidden" id={hint}>
        {text.readLine}
      </p>
    </ChartFigure>
  );
}

/** Where the pointer is, or else the page's own cursor: the nearest of the values. */
function indexAt(
  values: readonly number[],
  pointed: number | undefined,
  mark: number | undefined,
): number | undefined {
  if (values.length === 0) return undefined;
  if (pointed !== undefined) return Math.min(pointed, values.length - 1);
  if (mark === undefined) return undefined;
  let nearest = 0;
  values.forEach((value, i) => {
    if (Math.abs(value - mark) < Math.abs(values[nearest]! - mark)) nearest = i;
  });
  return nearest;
}

function valueAt(
  { values }: Series,
  index: number,
  format: (value: number) => string,
  nothing: string,
): string {
  const value = values[index];
  return value == null ? nothing : format(value);
}

function tableOf(x: XAxis, series: readonly Series[]): ChartTable {
  const hasHours = x.values.some((value) => value % 86_400 !== 0);
  const date = (value: number): string => new Date(value * 1e3).toISOString().slice(0, hasHours ? 19 : 10);
  return {
    columns: [withUnit(x), ...series.map(({ name }) => name)],
    rows: x.values.map((value, i) => [
      x.dates ? date(value) : value,
      ...series.map(({ values }) => values[i] ?? null),
    ]),
  };
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}
