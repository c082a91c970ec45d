import type { JSX } from 'preact';
import { useContext, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { LanguageContext, useText } from '../text/language.js';
import { ChartFigure } from './figure.js';
import { endsOf, paletteOf, stopsOf, type MapScale } from './map-colours.js';
import { drawMap } from './map-drawing.js';
import { cellAt, layMap, naturalHeight, type MapRow } from './map-layout.js';
import { formatNumber } from './numbers.js';
import { composePicture } from './picture.js';
import type { ChartTable } from './table.js';
import { chartTexts } from './texts.js';
import { fontsAt, inPixels, resolverAt, useTheme } from './theme.js';
import { nextIndex } from './use-cursor.js';
import { usePixelRatio, useWidth } from './use-size.js';

export interface HeatMapProps {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly MapRow[];
  /** `[row][column]`. */
  readonly values: readonly (readonly number[])[];
  readonly scale: MapScale;
  /** The column that the page looks at. */
  readonly column?: number | undefined;
  readonly onColumn?: ((column: number) => void) | undefined;
  /** In CSS pixels, more where the page's font is larger; by default as much as the rows want. */
  readonly height?: number | undefined;
}

/** Numbers as colours, rows over columns; each is read with the pointer or the arrow keys. */
export function HeatMap(props: HeatMapProps): JSX.Element {
  const { title, columns, rows, values, scale, onColumn } = props;
  const text = useText(chartTexts);
  const language = useContext(LanguageContext);
  const format = (value: number): string => formatNumber(value, language);
  const parent = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(parent);
  const ratio = usePixelRatio();
  const theme = useTheme();
  const hint = useId();
  const [own, setOwn] = useState({ row: 0, column: 0 });
  const [pointed, setPointed] = useState<{ row: number; column: number } | undefined>();

  const fontSize = useMemo(() => fontsAt(document.body).size, [width]);
  const height = useMemo(
    () => (props.height === undefined ? naturalHeight(rows, fontSize) : inPixels(props.height)),
    [props.height, rows, fontSize],
  );
  const layout = useMemo(() => {
    const context = document.createElement('canvas').getContext('2d')!;
    context.font = fontsAt(parent.current ?? document.body).strong;
    const measure = (word: string): number => context.measureText(word).width;
    return layMap({ rows, columns, width, height, fontSize, measure });
  }, [rows, columns, width, height, fontSize]);

  useEffect(() => {
    if (width === 0 || !canvas.current) return;
    const colour = resolverAt(canvas.current.parentElement!);
    drawMap(
      canvas.current,
      { width, height, ratio },
      {
        layout,
        rows,
        columns,
        values,
        colour,
        paint: paletteOf(scale, colour),
        fonts: fontsAt(canvas.current),
      },
    );
  }, [layout, values, scale, ratio, theme]);

  const column = Math.min(props.column ?? own.column, Math.max(0, columns.length - 1));
  const row = Math.min(own.row, Math.max(0, rows.length - 1));
  const [least, greatest] = endsOf[scale];
  const ends: [string, string] =
    scale === 'unit'
      ? [`${format(least)} ${text.shut}`, `${format(greatest)} ${text.open}`]
      : [format(least), format(greatest)];
  const words = describe(pointed ?? { row, column }, props, format);

  const select = (next: { row: number; column: number }): void => {
    setOwn(next);
    if (next.column !== column) onColumn?.(next.column);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const upDown = { ArrowUp: 'ArrowLeft', ArrowDown: 'ArrowRight' }[event.key];
    const next = upDown ? nextIndex(upDown, row, rows.length) : nextIndex(event.key, column, columns.length);
    if (next === undefined) return;
    event.preventDefault();
    setPointed(undefined);
    select(upDown ? { row: next, column } : { row, column: next });
  };
  const place = (event: PointerEvent | MouseEvent): typeof pointed => {
    const { left, top } = parent.current!.getBoundingClientRect();
    return cellAt(layout, columns.length, event.clientX - left, event.clientY - top);
  };
  const picture = (): HTMLCanvasElement | undefined =>
    canvas.current && parent.current
      ? composePicture(
          canvas.current,
          { title, scale: { stops: stopsOf[scale], ends } },
          resolverAt(parent.current),
          fontsAt(parent.current),
        )
      : undefined;

  return (
    <ChartFigure
      title={title}
      table={() => tableOf(props, text.row, text.group)}
      picture={picture}
      format={format}
    >
      <div
        class="map"
        ref={parent}
        style={{ height: `${height}px` }}
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-describedby={hint}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, columns.length - 1)}
        aria-valuenow={column}
        aria-valuetext={describe({ row, column }, props, format) || text.noValue}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setPointed(place(event))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => {
          const there = place(event);
          if (there) select(there);
        }}
      >
        <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} />
        {columns.length > 0 && width > 0 && (
          <i
            class="map-column"
            style={{
              left: `${layout.left + column * layout.cellWidth}px`,
              width: `${layout.cellWidth}px`,
              height: `${layout.bottom}px`,
            }}
          />
        )}
      </div>
      <p class="hidden" id={hint}>
        {text.readMap}
      </p>
      <div class="map-foot">
        <span>{words}</span>
        <span class="map-scale">
          <span>{ends[0]}</span>
          <i style={{ background: `linear-gradient(to right, ${stopsOf[scale].join(', ')})` }} />
          <span>{ends[1]}</span>
        </span>
      </div>
    </ChartFigure>
  );
}

function describe(
  { row, column }: { readonly row: number; readonly column: number },
  { rows, columns, values }: HeatMapProps,
  format: (value: number) => string,
): string {
  const value = values[row]?.[column];
  const { name = '', group = '' } = rows[row] ?? {};
  if (value === undefined) return '';
  const where = [group, name === group ? '' : name].filter((word) => word !== '').join(' ');
  return `${columns[column] ?? ''} · ${where}: ${format(value)}`;
}

const tableOf = ({ rows, columns, values }: HeatMapProps, row: string, group: string): ChartTable => ({
  columns: [group, row, ...columns],
  rows: rows.map((one, i) => [one.group ?? '', one.name, ...(values[i] ?? [])]),
});
