import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { titleOf } from '../cells/cell-switch.js';
import { colourOf } from '../cells/colours.js';
import { cellTexts } from '../cells/texts.js';
import { LineChart } from '../charts/line-chart.js';
import { ErrorNote } from '../controls/error-note.js';
import { RunBar } from '../controls/run-bar.js';
import { useNumbers, useText } from '../text/language.js';
import type { RacePreview } from './preview.js';
import type { RaceOptions } from './race-news.js';
import type { Lane } from './race-state.js';
import { FailedCells, RaceTable } from './race-table.js';
import { evaluationSteps } from './steps.js';
import { raceTexts } from './texts.js';
import type { Race } from './use-race.js';
import './race.css';

interface BarProps {
  readonly race: Race;
  /** What the next race is started with. */
  readonly options: RaceOptions;
  readonly disabled?: boolean;
}

interface Props {
  readonly race: Race;
  /** What the next race is started with; shown until there is one. */
  readonly options: RaceOptions;
  /** What is known of it before it begins. */
  readonly preview?: RacePreview | undefined;
}

/** The buttons of a race and how far it is. */
export function RaceBar({ race, options, disabled }: BarProps): JSX.Element {
  const text = useText(raceTexts);
  const write = useNumbers();
  const { state, secondsLeft, done } = race;
  const step = Math.max(0, ...state.lanes.map((lane) => lane.step));
  const parts = [
    text.detail(write(step, {}), write((race.options ?? options).steps, {})),
    ...(race.status === 'running' && secondsLeft !== undefined ? [text.left(Math.ceil(secondsLeft))] : []),
  ];
  return (
    <>
      <RunBar
        status={race.status}
        done={done}
        detail={parts.join(' · ')}
        onStart={() => race.start(options)}
        onPause={race.pause}
        onResume={race.resume}
        onCancel={race.cancel}
        disabled={disabled ?? false}
      />
      {race.error && <ErrorNote error={race.error} />}
    </>
  );
}

/** Loss and metric of each cell along the steps, and a table of what each costs. */
export function RaceView({ race, options, preview }: Props): JSX.Element {
  const text = useText(raceTexts);
  const shown = race.options ?? options;
  const { lanes } = race.state;
  const measure = race.state.measure ?? preview?.measure;
  const steps = useMemo(() => evaluationSteps(shown), [shown.steps, shown.evaluateEvery]);
  const names = useCellNames(shown);
  const lines = (read: (lane: Lane) => readonly (number | null)[]) =>
    shown.cells.map(({ name }, cell) => ({
      name: names[cell]!,
      colour: colourOf(name),
      values: lanes[cell] ? read(lanes[cell]) : [],
    }));
  const loss = useMemo(() => lines(({ points }) => points.map((point) => point.loss)), [race.state, names]);
  const value = useMemo(
    () => [
      ...lines(({ points }) => points.map((point) => point.value)),
      {
        name: text.baseline,
        colour: 'var(--ink-soft)',
        dashed: true,
        values: steps.map(() => measure?.baseline ?? null),
      },
    ],
    [race.state, names, steps, measure, text],
  );
  const x = { label: text.step, values: steps };
  const isAccuracy = measure?.better !== 'lower';
  const measured = text.measures[measure?.name ?? 'accuracy'] ?? measure!.name;
  return (
    <div class="race-view">
      <LineChart
        title={text.loss}
        x={x}
        y={{ label: text.lossAxis, scale: 'log' }}
        series={loss}
        height={220}
      />
      <LineChart
        title={`${measured}, ${text.onTest}`}
        x={x}
        y={isAccuracy ? { label: measured, range: [0, 1] } : { label: measured, scale: 'log' }}
        series={value}
        height={220}
      />
      <RaceTable lanes={lanes} measure={measure} options={shown} names={names} sizes={preview?.sizes} />
      <FailedCells lanes={lanes} names={names} />
    </div>
  );
}

/** What the cells of a race are called. */
export function useCellNames({ cells }: Pick<RaceOptions, 'cells'>): readonly string[] {
  const text = useText(cellTexts);
  return useMemo(
    () => cells.map(({ name }) => titleOf(name, text.own)),
    [text, cells.map(({ name }) => name).join()],
  );
}
