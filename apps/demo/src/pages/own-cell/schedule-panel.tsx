import type { JSX } from 'preact';
import { titleOf } from '../../cells/cell-switch.js';
import { cellTexts } from '../../cells/texts.js';
import { Choice } from '../../controls/choice.js';
import { ErrorNote } from '../../controls/error-note.js';
import { useNumbers, useText } from '../../text/language.js';
import type { Answer } from '../../work/use-work.js';
import type { Schedule, ScheduleNumbers } from './explain-cells.js';
import { scaled } from './scaled.js';
import { competitors, fixed, type ScheduleKind, type ScheduleSettings } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly answer: Answer<readonly Schedule[] | undefined>;
  readonly settings: ScheduleSettings;
  readonly onKind: (kind: ScheduleKind) => void;
}

const names = competitors('').map(({ name }) => name);

/** The numbers of a schedule, and what each is counted in. */
const rows: Readonly<Record<keyof ScheduleNumbers, 'flop' | 'byte' | undefined>> = {
  loops: undefined,
  products: undefined,
  productsInLoops: undefined,
  fused: undefined,
  operations: 'flop',
  memory: 'byte',
  code: 'byte',
};

/** What the compiler makes of the cell and of those that it races, in numbers and line for line. */
export function SchedulePanel({ answer, settings, onKind }: Props): JSX.Element {
  const { schedule: text } = useText(texts);
  const { kind, hidden } = settings;
  return (
    <section class="panel" aria-label={text.title}>
      <h2>{text.title}</h2>
      <div class="own-schedule-head">
        <Choice label={text.kind} value={kind} options={text.kinds} onChange={onKind} />
        <p>
          {kind === 'stream' ? text.stream(hidden) : text.training(fixed.batchSize, fixed.timeSteps, hidden)}
        </p>
      </div>
      {answer.error && <ErrorNote error={answer.error} />}
      <div class="own-schedule" data-stale={answer.waiting}>
        <Numbers schedules={answer.value} />
        <figure class="own-schedule-text">
          <figcaption>{text.all}</figcaption>
          <pre tabIndex={0} aria-label={text.all}>
            {answer.value?.[0]?.text}
          </pre>
        </figure>
      </div>
    </section>
  );
}

function Numbers({ schedules: found }: { readonly schedules: readonly Schedule[] | undefined }): JSX.Element {
  const { schedule: text, units } = useText(texts);
  const { own } = useText(cellTexts);
  const write = useNumbers();
  const written = (value: number | undefined, unit: 'flop' | 'byte' | undefined): string => {
    if (value === undefined) return '–';
    if (unit === undefined) return write(value, {});
    const { number, prefix } = scaled(value);
    return `${write(number)} ${prefix}${units[unit]}`;
  };
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={text.caption}>
      <table class="own-numbers">
        <caption class="hidden">{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.number}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {titleOf(name, own)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.keys(rows) as (keyof ScheduleNumbers)[]).map((row) => (
            <tr key={row}>
              <th scope="row">
                {text.rows[row]}
                <small>{text.meanings[row]}</small>
              </th>
              {names.map((name, cell) => (
                <td key={name}>{written(found?.[cell]?.[row], rows[row])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
