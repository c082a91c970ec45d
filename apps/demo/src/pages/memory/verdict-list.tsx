import type { JSX } from 'preact';
import { useNumbers, useText } from '../../text/language.js';
import type { Measure } from '../../training/race-news.js';
import type { RaceState } from '../../training/race-state.js';
import { raceTexts } from '../../training/texts.js';
import type { MemoryTask } from './settings.js';
import { texts } from './texts.js';
import { outcomeOf } from './verdict.js';

interface Props {
  readonly measure: Measure | undefined;
  readonly cells: readonly { readonly name: string; readonly title: string }[];
  readonly race: RaceState;
  readonly task: MemoryTask;
  /** What is judged. */
  readonly spans: readonly number[];
}

/** What has become of each cell, in a sentence. */
export function VerdictList({ measure, cells, race, task, spans }: Props): JSX.Element {
  const text = useText(texts);
  const { measures } = useText(raceTexts);
  const write = useNumbers();
  const sentences = cells.map(({ title }, cell) => {
    const lane = race.lanes[cell];
    const outcome = lane && measure && outcomeOf(measure, lane);
    if (!outcome) return undefined;
    if (outcome.kind === 'nothing') return text.nothing(title, write(lane.step, {}));
    const isPart = measure.better === 'higher';
    if (outcome.kind === 'part') {
      const value = write(outcome.value, isPart ? { style: 'percent' } : undefined);
      const from = outcome.nothingFrom === undefined ? undefined : spans[outcome.nothingFrom];
      return text.part(
        title,
        measures[measure.name] ?? measure.name,
        value,
        from === undefined ? undefined : text.spans[task](write(from, {})),
      );
    }
    const goal = isPart ? text.goal.higher : text.goal.lower(write(measure.solved ?? 0));
    return text.solved(title, write(outcome.step, {}), goal);
  });
  return (
    <section class="memory-verdict">
      <h2>{text.verdict}</h2>
      <ul>
        {cells.map(({ name, title }, cell) => (
          <li key={name}>{sentences[cell] ?? `${title}: –`}</li>
        ))}
      </ul>
    </section>
  );
}
