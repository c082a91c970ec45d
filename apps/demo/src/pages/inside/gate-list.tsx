import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { CellGraph } from '../../graph/cell-graph.js';
import { LanguageContext, useNumbers, useText } from '../../text/language.js';
import { meanAt, reachOf, unitsAt } from './course.js';
import { gateEffect } from './gate-effect.js';
import { meaningOf } from './meanings.js';
import { visible } from './tape.js';
import { texts } from './texts.js';
import { UnitStrip } from './unit-strip.js';
import type { Course, Snapshot } from './watch.js';

interface Props {
  readonly graph: CellGraph;
  readonly snapshot: Snapshot | undefined;
  readonly at: number;
}

/** Each gate with what it means, how far it is open at the step, and all of its units; then the states. */
export function GateList({ graph, snapshot, at }: Props): JSX.Element {
  const text = useText(texts);
  const language = useContext(LanguageContext);
  const character = visible(Array.from(snapshot?.sentence ?? '')[at] ?? '');
  return (
    <div class="gate-list">
      <section>
        <h2>{text.input}</h2>
        <ul>
          <Row kind="input" name="x" course={snapshot?.inputs} at={at} opens={false}>
            {text.inputMeaning(character)}
          </Row>
        </ul>
      </section>
      <section>
        <h2>{text.gates}</h2>
        {graph.gates.length === 0 && <p class="soft">{text.noGates}</p>}
        <ul>
          {graph.gates.map((name) => {
            const effect = gateEffect(graph, name);
            return (
              <Row
                key={name}
                kind="gate"
                name={name}
                course={snapshot?.gates[name]}
                at={at}
                opens={effect.opens}
              >
                {meaningOf(name, effect, language)}
              </Row>
            );
          })}
        </ul>
      </section>
      <section>
        <h2>{text.states}</h2>
        <ul>
          {graph.states.map((name) => (
            <Row key={name} kind="state" name={name} course={snapshot?.states[name]} at={at} opens={false}>
              {text.stateMeaning(name, graph.states.length)}
            </Row>
          ))}
        </ul>
      </section>
    </div>
  );
}

interface RowProps {
  readonly kind: 'input' | 'gate' | 'state';
  readonly name: string;
  readonly course: Course | undefined;
  readonly at: number;
  readonly opens: boolean;
  readonly children: string;
}

function Row({ kind, name, course, at, opens, children }: RowProps): JSX.Element {
  const text = useText(texts);
  const number = useNumbers();
  const format = (value: number): string =>
    opens
      ? number(value, { style: 'percent' })
      : number(value, {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
          signDisplay: 'negative',
        }).replace('-', '−');
  const mean = course && format(meanAt(course, at));
  return (
    <li class={kind}>
      <span class="row-name">{name}</span>
      <span class="row-value">
        {mean ?? '–'} <small>{opens ? text.open : text.mean}</small>
      </span>
      {course ? (
        <UnitStrip
          values={unitsAt(course, at)}
          opens={opens}
          reach={opens ? 1 : reachOf(course)}
          label={text.units(name, course.size)}
          format={format}
        />
      ) : (
        <span class="unit-strip" />
      )}
      <p>{children}</p>
    </li>
  );
}
