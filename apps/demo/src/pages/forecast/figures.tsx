import type { JSX } from 'preact';
import { useNumbers, useText } from '../../text/language.js';
import type { Errors } from './errors.js';
import { naiveNames, type NaiveName } from './naive.js';
import { texts } from './texts.js';
import type { Finished } from './use-finished.js';

interface Props {
  readonly cell: string;
  readonly errors: Errors | undefined;
  readonly isDone: boolean;
  /** Other trainings on the same part. */
  readonly finished: readonly Finished[];
  /** Of forecasts that learn nothing; undefined while there is no series. */
  readonly naive: Readonly<Record<NaiveName, Errors>> | undefined;
  readonly season: number;
  readonly unit: string;
}

/** How far off the cell is, beside who learns nothing. */
export function Figures({ cell, errors, isDone, finished, naive, season, unit }: Props): JSX.Element {
  const text = useText(texts);
  const number = useNumbers();
  const measured = (value: number): string => `${number(value)}${unit && ` ${unit}`}`;
  // Without a season, the last season is the last value.
  const names = naiveNames.filter((name) => season > 1 || name !== 'season');
  const called = (name: NaiveName): string =>
    season === 1 && name === 'trend' ? text.drift : text.naive[name];
  const rows = [
    { name: cell, errors, kind: 'is-cell', address: '' },
    ...finished.map((one) => ({ ...one, kind: 'is-other' })),
    ...names.map((name) => ({ name: called(name), errors: naive?.[name], kind: '', address: '' })),
  ];
  const words = errors && naive ? verdict(errors.heldAll, naive) : text.waiting;
  return (
    <section class="panel" aria-label={text.figures}>
      <h2>{text.figures}</h2>
      <p class="verdict">{words}</p>
      {/* While it learns the words change several times a second, which nobody wants to hear. */}
      <p class="hidden" role="status">
        {isDone ? words : ''}
      </p>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={text.figures}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{text.forecaster}</th>
              <th scope="col">{text.heldAll}</th>
              <th scope="col">{text.heldOne}</th>
              <th scope="col">{text.trained}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name + row.address} class={row.kind}>
                <th scope="row">{row.address === '' ? row.name : <a href={row.address}>{row.name}</a>}</th>
                {(['heldAll', 'heldOne', 'trained'] as const).map((part) => (
                  <td key={part}>{row.errors ? measured(row.errors[part]) : '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );

  function verdict(mine: number, naive: Readonly<Record<NaiveName, Errors>>): string {
    const usual = season > 1 ? 'season' : 'last';
    const usualError = naive[usual].heldAll;
    const best = names.reduce((a, b) => (naive[b].heldAll < naive[a].heldAll ? b : a));
    const bestError = naive[best].heldAll;
    if (!(mine < usualError)) return text.beaten(cell, measured(mine), measured(bestError), called(best));
    const times = number(usualError / mine, { maximumSignificantDigits: 2 });
    const first = text.beats(cell, measured(mine), measured(usualError), called(usual), times);
    return bestError <= mine ? `${first} ${text.strongest(called(best), measured(bestError))}` : first;
  }
}
