import type { JSX } from 'preact';
import { colourOf } from '../cells/colours.js';
import { useNumbers, useText } from '../text/language.js';
import type { NetworkSize, RacePreview } from './preview.js';
import type { Measure, RaceOptions } from './race-news.js';
import type { Lane } from './race-state.js';
import { raceTexts } from './texts.js';

interface Props {
  readonly lanes: readonly Lane[];
  readonly measure: Measure | undefined;
  readonly options: RaceOptions;
  readonly names: readonly string[];
  readonly sizes: RacePreview['sizes'] | undefined;
}

/** What each cell costs and how far it has come. */
export function RaceTable({ lanes, measure, options, names, sizes }: Props): JSX.Element {
  const text = useText(raceTexts);
  const measured = measure?.name ?? 'accuracy';
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={text.results}>
      <table class="race-table">
        <caption class="hidden">{text.results}</caption>
        <thead>
          <tr>
            <th scope="col">{text.cell}</th>
            <th scope="col">{text.parameters}</th>
            <th scope="col">{text.hiddenSize}</th>
            <th scope="col">{text.timePerStep}</th>
            <th scope="col">{text.lastLoss}</th>
            <th scope="col">{text.measures[measured] ?? measured}</th>
          </tr>
        </thead>
        <tbody>
          {options.cells.map(({ name }, cell) => (
            <Row
              key={cell}
              title={names[cell]!}
              colour={colourOf(name)}
              lane={lanes[cell]}
              size={sizes?.[cell]}
              isPart={measure?.better !== 'lower'}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names the cells that have failed, and what was wrong. */
export function FailedCells({
  lanes,
  names,
}: {
  readonly lanes: readonly Lane[];
  readonly names: readonly string[];
}): JSX.Element {
  const text = useText(raceTexts);
  return (
    <>
      {lanes.map(
        ({ status, message }, cell) =>
          status === 'failed' && (
            <div key={cell} class="note error" role="alert">
              <p>
                <strong>{text.failed(names[cell] ?? '')}</strong> <span class="problem">{message}</span>
              </p>
            </div>
          ),
      )}
    </>
  );
}

interface RowProps {
  readonly title: string;
  readonly colour: string;
  readonly lane: Lane | undefined;
  readonly size: NetworkSize | undefined;
  /** Whether the measure is a part of a whole. */
  readonly isPart: boolean;
}

function Row({ title, colour, lane, size, isPart }: RowProps): JSX.Element {
  const text = useText(raceTexts);
  const write = useNumbers();
  const last = lane?.points.at(-1);
  const known = (value: number | null | undefined, shown: (value: number) => string): string =>
    value === undefined || value === null ? '–' : shown(value);
  return (
    <tr>
      <th scope="row">
        <span class="cell-dot" style={{ background: colour }} aria-hidden="true" /> {title}
      </th>
      <td>{known(lane?.parameters ?? size?.parameters, (value) => write(value, {}))}</td>
      <td>{known(lane?.hiddenSize ?? size?.hiddenSize, String)}</td>
      <td>{known(lane?.msPerStep, (value) => `${write(value)} ${text.milliseconds}`)}</td>
      <td>{known(last?.loss, write)}</td>
      <td>{known(last?.value, (value) => write(value, isPart ? { style: 'percent' } : undefined))}</td>
    </tr>
  );
}
