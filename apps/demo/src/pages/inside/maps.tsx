import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { HeatMap } from '../../charts/heat-map.js';
import { Choice } from '../../controls/choice.js';
import type { CellGraph } from '../../graph/cell-graph.js';
import { isOpening } from '../../graph/opening.js';
import { useNumbers, useText } from '../../text/language.js';
import { mapOf, mapRows, meansOf } from './map-rows.js';
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

/** What happens over time: how far each gate is open, and unit by unit a state or gates. */
export function Maps({ graph, snapshot, at, rows, onAt, onRows }: Props): JSX.Element {
  const text = useText(texts);
  const number = useNumbers();
  const opening = graph.nodes
    .filter((node) => node.gate !== undefined && isOpening(node))
    .map(({ gate }) => gate!);
  const choices = mapRows(graph, opening);
  const chosen = choices.find((choice) => choice === rows) ?? choices[0]!;
  const columns = useMemo(() => Array.from(snapshot.sentence, visible), [snapshot.sentence]);
  const gates = useMemo(() => meansOf(snapshot, opening), [snapshot, opening.join()]);
  const units = useMemo(
    () => mapOf(snapshot, chosen, opening, text.unit),
    [snapshot, chosen, opening.join(), text],
  );
  const name = (choice: string): string =>
    choice === 'all'
      ? text.allChoice
      : (choice.startsWith('g:') ? text.gateChoice : text.stateChoice)(choice.slice(2));
  return (
    <>
      {gates.rows.length > 0 && (
        <div class="panel">
          <HeatMap
            title={text.meansTitle}
            columns={columns}
            rows={gates.rows}
            values={gates.values}
            scale="unit"
            column={at}
            onColumn={onAt}
            height={32 + 40 * gates.rows.length}
          />
        </div>
      )}
      <div class="panel">
        <div class="maps-head">
          <Choice
            label={text.mapRows}
            value={chosen}
            options={Object.fromEntries(choices.map((choice) => [choice, name(choice)]))}
            onChange={onRows}
          />
          <p class="soft">{text.unitsHint}</p>
        </div>
        <HeatMap
          title={`${name(chosen)}${units.reach > 1 ? ` ${text.divided(number(units.reach))}` : ''}`}
          columns={columns}
          rows={units.rows}
          values={units.values}
          scale={units.scale}
          column={at}
          onColumn={onAt}
          height={420}
        />
      </div>
    </>
  );
}
