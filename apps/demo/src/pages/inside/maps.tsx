import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { HeatMap } from '../../charts/heat-map.js';
import { Choice } from '../../controls/choice.js';
import type { CellGraph } from '../../graph/cell-graph.js';
import { isOpening } from '../../graph/opening.js';
import { useNumbers, useText } from '../../text/language.js';
import { mapOf, mapRows } from './map-rows.js';
import { visible } from './tape.js';
import { texts } from './texts.js';
import type { Snapshot } from './watch.js';

interface Props {
  readonly graph: CellGraph;
  readonly snapshot: Snapshot;
  readonly at: number;
  readonly rows: string;
  readonly onAt: (at: number) => void;
  readonly onRows: (rows: string) => void;
}

/** Gates over time: all as means, or one unit by unit; and a state, unit by unit. */
export function Maps({ graph, snapshot, at, rows, onAt, onRows }: Props): JSX.Element {
  const text = useText(texts);
  const number = useNumbers();
  const opening = graph.nodes
    .filter((node) => node.gate !== undefined && isOpening(node))
    .map(({ gate }) => gate!);
  const choices = mapRows(graph, opening);
  const chosen = choices.find((choice) => choice === rows) ?? choices[0]!;
  const columns = useMemo(() => Array.from(snapshot.sentence, visible), [snapshot.sentence]);
  const map = useMemo(
    () => mapOf(snapshot, chosen, opening, text.unit),
    [snapshot, chosen, opening.join(), text],
  );
  const title =
    chosen === 'means'
      ? text.meansTitle
      : `${text.unitsTitle(chosen.slice(2))}${map.reach > 1 ? ` ${text.divided(number(map.reach))}` : ''}`;
  return (
    <div class="panel maps">
      <div class="maps-head">
        <Choice
          label={text.mapRows}
          value={chosen}
          options={Object.fromEntries(
            choices.map((choice) => [
              choice,
              choice === 'means'
                ? text.meansChoice
                : choice.startsWith('g:')
                  ? text.gateChoice(choice.slice(2))
                  : text.stateChoice(choice.slice(2)),
            ]),
          )}
          onChange={onRows}
        />
        <p class="soft">{chosen === 'means' ? text.meansHint : text.unitsHint}</p>
      </div>
      <HeatMap
        title={title}
        columns={columns}
        rows={map.rows}
        values={map.values}
        scale={map.scale}
        column={at}
        onColumn={onAt}
        height={chosen === 'means' ? 60 + 44 * map.rows.length : 420}
      />
    </div>
  );
}
