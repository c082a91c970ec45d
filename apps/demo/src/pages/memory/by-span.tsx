import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { colourOf } from '../../cells/colours.js';
import { LineChart } from '../../charts/line-chart.js';
import { useText } from '../../text/language.js';
import type { Measure, Spans } from '../../training/race-news.js';
import type { RaceState } from '../../training/race-state.js';
import { raceTexts } from '../../training/texts.js';
import type { MemoryTask } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly task: MemoryTask;
  readonly spans: Spans;
  readonly measure: Measure | undefined;
  readonly cells: readonly { readonly name: string; readonly title: string }[];
  readonly race: RaceState;
}

/** How well each cell does now at each span. */
export function BySpan({ task, spans, measure, cells, race }: Props): JSX.Element {
  const text = useText(texts);
  const common = useText(raceTexts);
  const x = { label: text.spanAxis[task], unit: text.spanUnit[task], values: spans.judged };
  const title = common.measures[measure?.name ?? 'accuracy'] ?? '';
  const isError = task === 'adding';
  const series = useMemo(
    () => [
      ...cells.map(({ name, title }, cell) => ({
        name: title,
        colour: colourOf(name),
        values: race.lanes[cell]?.points.at(-1)?.bySpan ?? [],
      })),
      {
        name: common.baseline,
        colour: 'var(--ink-soft)',
        dashed: true,
        values: spans.judged.map(() => measure?.baseline ?? null),
      },
    ],
    [cells, race, measure, spans.judged.join(), common],
  );
  return (
    <LineChart
      title={text.bySpan[task]}
      x={x}
      y={isError ? { label: title, scale: 'log', range: [1e-4, 1] } : { label: title, range: [0, 1] }}
      series={series}
      height={260}
      cursor={{ x: spans.learnt.at(-1)! }}
      formatX={String}
    />
  );
}
