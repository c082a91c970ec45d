import type { JSX } from 'preact';
import { useContext, useId } from 'preact/hooks';
import { download } from '../../charts/download.js';
import { toCsv } from '../../charts/table.js';
import { FileButton } from '../../controls/file-button.js';
import { LanguageContext, useNumbers, useText } from '../../text/language.js';
import { csvTexts } from './csv-texts.js';
import type { Reading } from './csv/read-csv.js';
import { formatTime, timeText } from './dates.js';
import type { Series } from './series.js';
import { texts } from './texts.js';
import type { SeriesSource } from './use-series.js';

interface Props {
  readonly source: SeriesSource;
  readonly data: 'co2' | 'own';
  readonly file: string;
  readonly isOver: boolean;
}

/** Which series: the one that comes along or a file, its columns, and what was found in it. */
export function SourcePanel({ source, data, file, isOver }: Props): JSX.Element {
  const text = useText(texts);
  const { reading, isGone, chooseCo2 } = source;
  return (
    <section class={`panel source ${isOver ? 'is-over' : ''}`} aria-label={text.series}>
      <div class="source-choice">
        <button type="button" aria-pressed={data === 'co2'} onClick={chooseCo2}>
          {text.co2}
        </button>
        <FileButton
          label={data === 'own' ? file : `${text.ownFile}…`}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          pressed={data === 'own'}
          onFiles={([first]) => source.chooseFile(first!)}
        />
        <span class="soft">{isOver ? text.dropHere : text.drop}</span>
      </div>
      {isGone && <p class="note">{text.fileGone(file)}</p>}
      {reading === undefined ? (
        <p class="soft source-summary">{isGone ? ' ' : text.reading}</p>
      ) : (
        <Found reading={reading} isOwn={data === 'own'} source={source} />
      )}
    </section>
  );
}

interface FoundProps {
  readonly reading: Reading;
  readonly isOwn: boolean;
  readonly source: SeriesSource;
}

function Found({ reading, isOwn, source }: FoundProps): JSX.Element {
  const text = useText(texts);
  const csv = useText(csvTexts);
  const number = useNumbers();
  const { series, problem, notes } = reading;
  return (
    <>
      {isOwn && <Columns reading={reading} source={source} />}
      {problem && (
        <p class="note error" role="alert">
          {csv.problem[problem.kind](problem, number)}
        </p>
      )}
      {series && <Summary series={series} isOwn={isOwn} />}
      {notes.length > 0 && (
        <details class="mended" open>
          <summary>{text.mended(notes.length)}</summary>
          <ul>
            {notes.map((note) => (
              <li key={note.kind}>{csv.note[note.kind](note, number)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Summary({ series, isOwn }: { readonly series: Series; readonly isOwn: boolean }): JSX.Element {
  const text = useText(texts);
  const number = useNumbers();
  const language = useContext(LanguageContext);
  const { values, times } = series;
  const save = (): void => {
    const rows = values.map((value, i) => [timeText(times[i]!, series), value]);
    download(
      new Blob([toCsv({ columns: [text.time, series.name], rows })], { type: 'text/csv' }),
      'series.csv',
    );
  };
  return (
    <div class="source-summary">
      <span>
        <strong>{series.unit ? `${series.name} (${series.unit})` : series.name}</strong>
        {' · '}
        {text.summary(
          number(values.length, {}),
          formatTime(times[0]!, series, language),
          formatTime(times.at(-1)!, series, language),
        )}
      </span>
      <button type="button" class="small" onClick={save}>
        {text.saveSeries}
      </button>
      {!isOwn && <span class="soft">{text.credit}</span>}
    </div>
  );
}

/** Which column is the time, and which has the values. */
function Columns({ reading: { columns, choice }, source }: Omit<FoundProps, 'isOwn'>): JSX.Element | null {
  const text = useText(texts);
  const id = useId();
  if (!choice) return null;
  const numbered = columns.map((column, place) => ({ ...column, place }));
  const describe = ({ name, kind, place }: (typeof numbered)[number]): string =>
    `${text.column(name, place + 1)} (${text.kind[kind]})`;
  return (
    <div class="fields">
      <div class="field">
        <label for={`${id}-time`}>{text.timeColumn}</label>
        <select
          id={`${id}-time`}
          value={String(choice.time)}
          onChange={({ currentTarget: { value } }) =>
            source.chooseColumns({ ...choice, time: value === 'none' ? 'none' : Number(value) })
          }
        >
          <option value="none">{text.noTime}</option>
          {numbered
            .filter(({ kind }) => kind !== 'words')
            .map((column) => (
              <option key={column.place} value={String(column.place)}>
                {describe(column)}
              </option>
            ))}
        </select>
      </div>
      <div class="field">
        <label for={`${id}-value`}>{text.valueColumn}</label>
        <select
          id={`${id}-value`}
          value={String(choice.value)}
          onChange={({ currentTarget: { value } }) =>
            source.chooseColumns({ ...choice, value: Number(value) })
          }
        >
          {numbered
            .filter(({ kind }) => kind === 'numbers')
            .map((column) => (
              <option key={column.place} value={String(column.place)}>
                {describe(column)}
              </option>
            ))}
        </select>
      </div>
    </div>
  );
}
