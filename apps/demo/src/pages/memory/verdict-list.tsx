import type { JSX } from 'preact';
import { useNumbers, useText } from '../../text/language.js';
import type { Measure } from '../../training/race-news.js';
import type { RaceState } from '../../training/race-state.js';
import { texts } from './texts.js';
import { outcomeOf } from './verdict.js';

interface Props {
  readonly measure: Measure | undefined;
  readonly cells: readonly { readonly name: string; readonly title: string }[];
  readonly race: RaceState;
}

/** What has become of each cell, in a sentence. */
export function VerdictList({ measure, cells, race }: Props): JSX.Element {
  const text = useText(texts);
  const write = useNumbers();
  const sentences = cells.map(({ title }, cell) => {
    const lane = race.lanes[cell];
    const outcome = lane && measure && outcomeOf(measure, lane);
    if (!outcome) return undefined;
    if (outcome.kind === 'nothing') return text.nothing(title, write(lane.step, {}));
    const isPart = measure.better === 'higher';
    if (outcome.kind === 'part') {
      return text.part(title, write(outcome.value, isPart ? { style: 'percent' } : undefined));
    }
    const goal = isPart ? text.goal.higher : text.goal.lower(write(measure.solved ?? 0));
    return text.solved(title, write(outcome.step, {}), goal);
  });
  return (
    <ul class="memory-verdict">
      {cells.map(({ name }, cell) => (
        <li key={name}>{sentences[cell] ?? '–'}</li>
      ))}
    </ul>
  );
}
