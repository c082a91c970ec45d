import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { catalog } from '../../cells/catalog.js';
import { cellWord } from '../../code/snippet.js';
import { CodeView } from '../../code/code-view.js';
import { own } from '../../cells/own-source.js';
import { ErrorNote } from '../../controls/error-note.js';
import { Equations } from '../../graph/equations.js';
import { CellDiagram } from '../../graph/cell-diagram.js';
import type { CellGraph } from '../../graph/cell-graph.js';
import { useNumbers, useText } from '../../text/language.js';
import { useUrlState } from '../../url/address.js';
import { TooLongError } from '../../work/connect.js';
import { useAnswer, useWork } from '../../work/use-work.js';
import type { Checked } from './check-cell.js';
import { ownCellCode } from './code.js';
import { EditorPanel } from './editor-panel.js';
import { LazyRacePanel } from './lazy-race-panel.js';
import { longestCell } from './longest-cell.js';
import { SchedulePanel } from './schedule-panel.js';
import { competitors, fields } from './settings.js';
import { texts } from './texts.js';
import { useSource } from './use-source.js';
import { neverEnded, verdictOn, type Check } from './verdict.js';
import { WhenNear } from './when-near.js';
import { WordsPanel } from './words-panel.js';
import './own-cell.css';

/** After so many seconds a cell that is looked at is stopped. */
const patience = 6;

/** A cell that the visitor writes: looked at as he types, drawn, compiled, and trained beside two others. */
export function OwnCellPage(): JSX.Element {
  const text = useText(texts);
  const write = useNumbers();
  const [view, change] = useUrlState(fields);
  const { task, hidden, steps } = view;
  const source = useSource(view.own, (own) => change({ own }));

  const ask = useWork('own-cell');
  // A worker of its own: it goes on while what is typed is looked at, which may have to be stopped.
  const askRacers = useWork('own-cell');
  const check = async (wanted: string): Promise<Check> => {
    if (wanted.length > longestCell) {
      const message = text.status.enormous(write(longestCell, {}));
      return { source: wanted, checked: { kind: 'problem', message } };
    }
    await ask((work) => work.ready(), 60_000);
    try {
      return {
        source: wanted,
        checked: await ask<Checked>((work) => work.checkCell(wanted), 1000 * patience),
      };
    } catch (problem) {
      if (!(problem instanceof TooLongError)) throw problem;
      return { source: wanted, checked: neverEnded(wanted, text.status.neverEnds(patience)) };
    }
  };
  const answer = useAnswer(() => check(source.settled), [source.settled]);
  const verdict = useMemo(() => verdictOn(source.text, answer), [source.text, answer.value]);

  const works = useRef<{ readonly source: string; readonly graph: CellGraph } | undefined>(undefined);
  if (verdict.kind === 'fine' && works.current?.source !== source.text) {
    works.current = { source: source.text, graph: verdict.graph };
  }
  const last = works.current;
  const isOld = verdict.kind === 'problem' && last !== undefined;
  const schedule = useAnswer(
    async () =>
      last === undefined
        ? undefined
        : ask((work) => work.explainCells(competitors(last.source), { kind: view.schedule, hidden })),
    [last?.source, view.schedule, hidden],
  );
  const code = useMemo(
    () =>
      ownCellCode(last?.source ?? source.settled, { task, hidden, steps }, (name) => catalog.get(name)!.from),
    [last?.source, source.settled, task, hidden, steps],
  );

  return (
    <>
      <div class="own-cell">
        <EditorPanel source={source} verdict={verdict} />
        <section class="panel own-equations" aria-label={text.equations.title}>
          <h2>{text.equations.title}</h2>
          {isOld && <p class="caption">{text.status.old}</p>}
          {last ? <Equations graph={last.graph} /> : <p class="caption waiting">{text.equations.waiting}</p>}
          <WordsPanel />
        </section>
      </div>
      <section class="panel own-graph" aria-label={text.graph.title}>
        <h2>{text.graph.title}</h2>
        {last && <CellDiagram graph={last.graph} />}
      </section>
      {answer.error && <ErrorNote error={answer.error} />}
      <WhenNear label={text.race.title} class="own-race">
        <LazyRacePanel
          ask={askRacers}
          source={last?.source}
          settings={{ task, hidden, steps }}
          onChange={change}
        />
      </WhenNear>
      <SchedulePanel
        answer={schedule}
        settings={{ kind: view.schedule, hidden }}
        onKind={(kind) => change({ schedule: kind })}
      />
      <CodeView code={code} marked={[cellWord({ name: own, source: last?.source ?? source.settled })]} />
    </>
  );
}
