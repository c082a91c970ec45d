import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { catalog } from '../../cells/catalog.js';
import { titleOf } from '../../cells/cell-switch.js';
import { cellSpec } from '../../cells/choice.js';
import { colourOf } from '../../cells/colours.js';
import { cellTexts } from '../../cells/texts.js';
import { CodeView } from '../../code/code-view.js';
import { cellWord } from '../../code/snippet.js';
import { ErrorNote } from '../../controls/error-note.js';
import { RunBar } from '../../controls/run-bar.js';
import { useNumbers, useText } from '../../text/language.js';
import { useUrlState } from '../../url/address.js';
import { useWork } from '../../work/use-work.js';
import { forecastCode } from './code.js';
import { Controls } from './controls.js';
import { errorsOf, naiveErrors } from './errors.js';
import { Figures } from './figures.js';
import { ForecastPlot, SmallPlots } from './plots.js';
import type { Order } from './learn.js';
import type { Series } from './series.js';
import { fields, settle, type View } from './settings.js';
import { SourcePanel } from './source-panel.js';
import { texts } from './texts.js';
import { useFinished } from './use-finished.js';
import { useFileDrop } from '../../controls/use-file-drop.js';
import { useSeries } from './use-series.js';
import { useTraining } from './use-training.js';
import './forecast.css';

/** A series learnt, tested on its last part, and continued. */
export function ForecastPage(): JSX.Element {
  const ask = useWork('forecast');
  const [view, change] = useUrlState(fields);
  const source = useSeries(ask, view, change);
  const isOver = useFileDrop(([file]) => source.chooseFile(file!));
  const series = source.reading?.series;
  return (
    <>
      <SourcePanel source={source} data={view.data} file={view.file} isOver={isOver} />
      {source.error && <ErrorNote error={source.error} />}
      <Studio ask={ask} series={series} view={view} change={change} />
    </>
  );
}

interface StudioProps {
  readonly ask: ReturnType<typeof useWork<'forecast'>>;
  readonly series: Series | undefined;
  readonly view: View;
  readonly change: (changes: Partial<View>) => void;
}

function Studio({ ask, series, view, change }: StudioProps): JSX.Element {
  const text = useText(texts);
  const { own: ownTitle } = useText(cellTexts);
  const number = useNumbers();

  const settled = useMemo(
    () => series && settle(view, series),
    [series, view.season, view.held, view.horizon, view.learns, view.logarithm],
  );
  const cell = cellSpec(view.cell, view.own);
  const asked = JSON.stringify([
    cell,
    settled,
    view.hidden,
    view.window,
    view.steps,
    view.rate,
    view.decay,
    view.seed,
  ]);
  const order = useMemo((): Order | undefined => {
    if (!series || !settled) return undefined;
    const { hidden, window, steps, rate, decay, seed } = view;
    const learning = {
      hiddenSize: hidden,
      window,
      steps,
      learningRate: Number(rate),
      weightDecay: Number(decay),
      seed,
    };
    return { cell, values: series.values, ...settled, ...learning };
  }, [series, asked]);
  const { newest, forecast, losses, run, start } = useTraining(ask, order);
  const title = titleOf(view.cell, ownTitle);
  const detail = newest
    ? [
        text.progress(number(newest.step, {}), number(view.steps, {}), number(newest.loss)),
        text.spent(number(newest.spent / 1e3, { maximumFractionDigits: 1 }), number(newest.parameters, {})),
      ].join(' · ')
    : '';
  const naive = useMemo(
    () =>
      series && settled
        ? naiveErrors(series.values, settled.trainCount, { season: settled.season, trendOver: settled.held })
        : undefined,
    [series, settled],
  );
  const errors = useMemo(
    () => (series && settled && forecast ? errorsOf(forecast, series.values, settled.trainCount) : undefined),
    [series, settled, forecast],
  );
  const finished = useFinished(run.status, { name: nameOfRun(), errors, asked }, [
    series,
    settled?.held,
    settled?.season,
  ]);
  const code = useMemo(
    () =>
      series && settled
        ? forecastCode({ ...view, cell, series, settled }, (name) => catalog.get(name)!.from)
        : '',
    [series, asked],
  );
  const drawing = {
    cell: title,
    series,
    settled,
    forecast,
    colour: colourOf(view.cell),
    text,
    isRecent: view.shown === 'recent',
  };

  return (
    <>
      <div class="split forecast">
        <div class="panel">
          <RunBar
            status={run.status}
            done={(newest?.step ?? 0) / view.steps}
            detail={detail}
            onStart={start}
            onPause={run.pause}
            onResume={run.resume}
            onCancel={run.cancel}
            disabled={!order}
          />
          {run.error && <ErrorNote error={run.error} onRetry={start} />}
          <ForecastPlot {...drawing} shown={view.shown} onShown={(shown) => change({ shown })} />
          <p class="caption">{text.honest}</p>
          <p class="caption">
            {run.status === 'finished' && forecast && !forecast.band ? text.noBand : text.bandWords}
          </p>
        </div>
        <Controls view={view} settled={settled} series={series} onChange={change} />
      </div>
      <Figures
        cell={title}
        errors={errors}
        isDone={run.status === 'finished'}
        finished={finished}
        naive={naive}
        season={settled?.season ?? 12}
        unit={series?.unit ?? ''}
      />
      <SmallPlots {...drawing} losses={losses} />
      <CodeView code={code} marked={[cellWord(cell)]} />
    </>
  );

  function nameOfRun(): string {
    const changes = settled?.logarithm ? text.inPercent[view.learns] : text.learnable[view.learns];
    return text.run(title, changes, number(view.hidden, {}), number(view.steps, {}));
  }
}
