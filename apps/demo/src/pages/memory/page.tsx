import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { titleOf } from '../../cells/cell-switch.js';
import { catalog } from '../../cells/catalog.js';
import { cellTexts } from '../../cells/texts.js';
import { CodeView } from '../../code/code-view.js';
import { cellWord } from '../../code/snippet.js';
import { ErrorNote } from '../../controls/error-note.js';
import { useText } from '../../text/language.js';
import { judgedAtEach } from '../../training/judged-at-each.js';
import { RaceBar, RaceView } from '../../training/race-view.js';
import { newRace } from '../../training/race-state.js';
import { useRace } from '../../training/use-race.js';
import { useUrlState } from '../../url/address.js';
import { useAnswer, useWork } from '../../work/use-work.js';
import { BySpan } from './by-span.js';
import { memoryCode } from './code.js';
import { Controls } from './controls.js';
import { Examples } from './examples.js';
import { fields, raceOf, type MemoryTask } from './settings.js';
import { texts } from './texts.js';
import { VerdictList } from './verdict-list.js';
import './memory.css';

/** Compiling several cells takes some seconds on a slow machine; after so many milliseconds one of them never ends. */
const patience = 60_000;

/** Who remembers: cells learn a task with a long dependency side by side. */
export function MemoryPage(): JSX.Element {
  const text = useText(texts);
  const { own: ownTitle } = useText(cellTexts);
  const ask = useWork('memory');
  const [settings, change] = useUrlState(fields);
  const race = useRace((options, report) => ask((work) => work.startRace(options, report), patience));
  const isUnderWay = race.status === 'starting' || race.status === 'running' || race.status === 'paused';

  const wanted = raceOf(settings);
  const asked = JSON.stringify(wanted);
  // A race is shown with what it was started with, until something else is set.
  const hasChanged = race.options !== undefined && JSON.stringify(race.options) !== asked;
  const state = hasChanged && !isUnderWay ? newRace(wanted.cells.length) : race.state;
  const shown = isUnderWay ? race.options! : wanted;
  const task = shown.task as MemoryTask;

  const preview = useAnswer(() => ask((work) => work.previewRace(shown)), [JSON.stringify(shown)]);
  const cells = useMemo(
    () => shown.cells.map(({ name }) => ({ name, title: titleOf(name, ownTitle) })),
    [shown.cells.map(({ name }) => name).join(), ownTitle],
  );
  const spans = shown.spans!;
  const longest = spans.learnt.at(-1)!;
  const places = [...new Set([0, spans.judged.indexOf(longest), spans.judged.length - 1])];

  const code = useMemo(() => memoryCode(wanted.cells, settings, (name) => catalog.get(name)!.from), [asked]);

  return (
    <>
      <div class="split">
        <div class="panel">
          <p>{text.about[task]}</p>
          <RaceBar race={race} options={wanted} />
          <BySpan task={task} spans={spans} measure={preview.value?.measure} cells={cells} race={state} />
          <p class="memory-note">
            {(task === 'adding' ? text.bySpanCaptionError : text.bySpanCaption)(judgedAtEach)}
          </p>
          <VerdictList
            measure={preview.value?.measure}
            cells={cells}
            race={state}
            task={task}
            spans={spans.judged}
          />
          {text.findings[task] && <p class="memory-note">{text.findings[task]}</p>}
        </div>
        <Controls settings={settings} onChange={change} locked={isUnderWay} />
      </div>
      {preview.error && <ErrorNote error={preview.error} />}
      <Examples
        task={task}
        symbols={Number(shown.options['symbols'] ?? 0)}
        spans={places.map((place) => ({
          place,
          span: spans.judged[place]!,
          isBeyond: spans.judged[place]! > longest,
        }))}
        examples={preview.value?.examples ?? []}
        cells={cells}
        race={state}
      />
      <div class="panel">
        <RaceView race={{ ...race, state, options: shown }} options={shown} preview={preview.value} />
      </div>
      <CodeView code={code} marked={wanted.cells.map(cellWord)} />
    </>
  );
}
