import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useText } from '../text/language.js';
import { download } from './download.js';
import { fileName, thinned, toCsv, type ChartTable } from './table.js';
import { chartTexts } from './texts.js';
import './charts.css';

interface Props {
  readonly title: string;
  /** The numbers, computed only when somebody wants them. */
  readonly table: () => ChartTable;
  /** The picture, for whoever saves it. */
  readonly picture: () => HTMLCanvasElement | undefined;
  /** Writes a number of the table as it is read. */
  readonly format: (value: number) => string;
  readonly children: ComponentChildren;
}

/** So many rows of the table stand on the page at most. */
const mostRows = 200;

/** A chart's frame: its title, the buttons that save it, and its numbers as a table. */
export function ChartFigure({ title, table, picture, format, children }: Props): JSX.Element {
  const text = useText(chartTexts);
  const savePicture = (): void =>
    picture()?.toBlob((blob) => blob && download(blob, fileName(title, 'png')), 'image/png');
  const saveNumbers = (): void =>
    download(new Blob(['\u{FEFF}', toCsv(table())], { type: 'text/csv' }), fileName(title, 'csv'));
  return (
    <figure class="chart">
      <div class="chart-head">
        <figcaption>{title}</figcaption>
        <div class="chart-tools">
          <button type="button" aria-label={text.savePng(title)} onClick={savePicture}>
            {text.png}
          </button>
          <button type="button" aria-label={text.saveCsv(title)} onClick={saveNumbers}>
            {text.csv}
          </button>
        </div>
      </div>
      {children}
      <Numbers title={title} table={table} format={format} />
    </figure>
  );
}

function Numbers({ title, table, format }: Pick<Props, 'title' | 'table' | 'format'>): JSX.Element {
  const text = useText(chartTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="chart-numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.table}</summary>
      {isOpen && <NumberTable title={title} table={table()} format={format} />}
    </details>
  );
}

interface TableProps {
  readonly title: string;
  readonly table: ChartTable;
  readonly format: (value: number) => string;
}

function NumberTable({ title, table, format }: TableProps): JSX.Element {
  const text = useText(chartTexts);
  const rows = thinned(table.rows, mostRows);
  return (
    <div class="chart-table" tabIndex={0} role="group" aria-label={text.tableOf(title)}>
      <table>
        <thead>
          <tr>
            {table.columns.map((name, i) => (
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((value, k) => (
                <td key={k}>{typeof value === 'number' ? format(value) : (value ?? '–')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < table.rows.length && <p>{text.thinned(rows.length, table.rows.length)}</p>}
    </div>
  );
}
