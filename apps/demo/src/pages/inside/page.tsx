import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CellSwitch } from '../../cells/cell-switch.js';
import { catalog } from '../../cells/catalog.js';
import { cellSpec, withOwn } from '../../cells/choice.js';
import { CodeView } from '../../code/code-view.js';
import { cellWord } from '../../code/snippet.js';
import { ErrorNote } from '../../controls/error-note.js';
import type { CellGraph } from '../../graph/cell-graph.js';
import { CellDiagram } from '../../graph/cell-diagram.js';
import { Equations } from '../../graph/equations.js';
import { useText } from '../../text/language.js';
import { useUrlState } from '../../url/address.js';
import { useRun } from '../../work/use-run.js';
import { useAnswer, useWork } from '../../work/use-work.js';
import { insideCode } from './code.js';
import { meanAt } from './course.js';
import { GateList } from './gate-list.js';
import { Maps } from './maps.js';
import { SentenceField } from './sentence-field.js';
import { fields, type Watched } from './settings.js';
import { Tape } from './tape.js';
import { texts } from './texts.js';
import { TrainingPanel } from './training-panel.js';
import { usePlay } from './use-play.js';
import { useSettled } from './use-settled.js';
import type { Snapshot, WatchNews } from './watch.js';
import './inside.css';

/** A picture with more nodes than these has the whole width, and its gates below. */
const roomy = 18;

/** What a cell does with a sentence: its picture, its gates and its state at each step. */
export function InsidePage(): JSX.Element {
  const text = useText(texts);
  const ask = useWork('inside');
  const [view, change] = useUrlState(fields);
  const spec = cellSpec(view.cell, view.own);
  const specKey = JSON.stringify(spec);
  const sentence = useSettled(view.sentence.trim() === '' ? text.example : view.sentence, 500);
  const watched: Watched = { cell: spec, sentence, steps: view.steps };
  const watchedKey = JSON.stringify(watched);

  const picture = useAnswer(
    async () => ({ specKey, graph: await ask((work) => work.graph(spec)) }),
    [specKey],
  );
  const [news, setNews] = useState<WatchNews & { readonly specKey: string }>();
  const run = useRun<WatchNews>((all) =>
    setNews((before) =>
      all.reduce<typeof news>(
        (known, one) => ({ ...(known?.specKey === specKey ? known : {}), ...one, specKey }),
        before,
      ),
    ),
  );
  const begin = (): void => run.start((report) => ask((work) => work.watch(watched, report)));
  useEffect(begin, [watchedKey]);

  const graph = picture.value?.graph;
  /** While another cell is on its way, the one before stays, paler. */
  const isOld = picture.value !== undefined && picture.value.specKey !== specKey;
  const snapshot = news?.specKey === picture.value?.specKey ? news?.snapshot : undefined;
  // until there are numbers of another cell the maps of the one before stay, so that nothing below them moves
  const maps = useRef<{ readonly graph: CellGraph; readonly snapshot: Snapshot } | undefined>(undefined);
  if (graph && snapshot) maps.current = { graph, snapshot };
  const characters = useMemo(
    () => Array.from(snapshot?.sentence ?? sentence),
    [snapshot?.sentence, sentence],
  );

  const [at, setAt] = useState(view.at);
  const settledAt = useSettled(at, 400);
  useEffect(() => change({ at: settledAt }), [settledAt]);
  // somebody else changed the address: the way back, or a link
  useEffect(() => {
    if (view.at !== settledAt) setAt(view.at);
  }, [view.at]);
  const shownAt = Math.min(at, characters.length - 1);
  const [plays, play] = usePlay(shownAt, characters.length - 1, setAt);

  const values = useMemo(
    () =>
      snapshot &&
      Object.fromEntries(
        Object.entries(snapshot.gates).map(([name, course]) => [name, meanAt(course, shownAt)]),
      ),
    [snapshot, shownAt],
  );
  const code = useMemo(() => insideCode(watched, (name) => catalog.get(name)!.from), [watchedKey]);
  const entry = catalog.get(view.cell);

  return (
    <div class="inside">
      <div class="panel inside-top">
        <div class="inside-cell">
          <CellSwitch value={view.cell} onChange={(cell) => change({ cell, rows: '', ...withOwn([cell]) })} />
          <p class="soft">{entry && `${entry.title} · ${text.by(entry.authors, entry.year)}`}</p>
        </div>
        <SentenceField value={view.sentence} onChange={(sentence) => change({ sentence })} />
      </div>
      {picture.error && <ErrorNote error={picture.error} />}
      {run.error && !picture.error && <ErrorNote error={run.error} onRetry={begin} />}
      {!picture.error && (
        <>
          <div aria-busy={isOld} class={graph && graph.nodes.length > roomy ? 'wide' : 'split'}>
            <div class="panel">
              <Tape characters={characters} at={shownAt} isPlaying={plays} onAt={setAt} onPlay={play} />
              <div class="diagram-room">{graph && <CellDiagram graph={graph} values={values} />}</div>
              <TrainingPanel
                run={run}
                news={news}
                steps={view.steps}
                onStart={begin}
                onSteps={(steps) => change({ steps })}
              />
            </div>
            <div class="panel">{graph && <GateList graph={graph} snapshot={snapshot} at={shownAt} />}</div>
          </div>
          <div class={`map-room ${maps.current ? '' : 'waiting'}`}>
            {maps.current && (
              <Maps
                {...maps.current}
                at={shownAt}
                rows={view.rows}
                onAt={setAt}
                onRows={(rows) => change({ rows })}
              />
            )}
          </div>
          <section class="panel">
            <h2>{text.equations}</h2>
            {graph && <Equations graph={graph} />}
          </section>
        </>
      )}
      <CodeView code={code} marked={[cellWord(spec)]} />
    </div>
  );
}
