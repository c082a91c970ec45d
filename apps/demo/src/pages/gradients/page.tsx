import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { titleOf } from '../../cells/cell-switch.js';
import { catalog } from '../../cells/catalog.js';
import { cellSpec } from '../../cells/choice.js';
import { cellTexts } from '../../cells/texts.js';
import { LineChart } from '../../charts/line-chart.js';
import { CodeView } from '../../code/code-view.js';
import { cellWord } from '../../code/snippet.js';
import { ErrorNote } from '../../controls/error-note.js';
import { useText } from '../../text/language.js';
import { useUrlState } from '../../url/address.js';
import { useAnswer, useWork } from '../../work/use-work.js';
import { Cause } from './cause.js';
import { gradientCode } from './code.js';
import { Controls } from './controls.js';
import { curvesOf, rangeOf } from './curves.js';
import { askFlows, expectedCurves, problemOf } from './flows.js';
import { Reach } from './reach.js';
import { fields, fixed, type FlowSettings } from './settings.js';
import { texts } from './texts.js';
import './gradients.css';

/** Why gradients vanish: the gradient that reaches each past step, and the derivative that takes it away. */
export function GradientsPage(): JSX.Element {
  const text = useText(texts);
  const { own: ownTitle } = useText(cellTexts);
  const ask = useWork('gradients');
  const [view, change] = useUrlState(fields);
  const { cells, own: source, steps, hidden, bias, biases, start, gain, seed } = view;
  const settings: FlowSettings = { steps, hidden, bias, biases, start, gain, seed };

  const specs = cells.map((name) => cellSpec(name, source));
  const titles = cells.map((name) => titleOf(name, ownTitle));
  const asked = JSON.stringify([specs, settings]);
  const { value, waiting } = useAnswer(() => askFlows(ask, specs, settings), [asked]);

  const flows = useMemo(
    () =>
      (value?.flows ?? [])
        .filter(({ name }) => cells.includes(name))
        .map((one) => ({ ...one, title: titleOf(one.name, ownTitle) })),
    [value, cells.join(), ownTitle],
  );
  const curves = useMemo(
    () => (flows.length > 0 ? curvesOf(flows) : expectedCurves(cells, titles)),
    [flows, titles.join()],
  );
  const shownSteps = value?.steps ?? steps;
  const back = useMemo(() => Array.from({ length: shownSteps }, (_, k) => k), [shownSteps]);
  const code = useMemo(() => gradientCode(specs, settings, (name) => catalog.get(name)!.from), [asked]);

  return (
    <>
      <div class="gradients-top">
        <div class="panel" aria-busy={waiting}>
          <LineChart
            title={text.chart}
            x={{ label: text.stepsBack, values: back }}
            y={{ label: text.norm, scale: 'log', range: rangeOf(curves) }}
            series={curves}
            height={380}
            formatX={String}
          />
          <p class="caption">{text.caption(fixed.rows)}</p>
        </div>
        <Controls cells={cells} settings={settings} flows={flows} onChange={change} />
        <Reach
          steps={shownSteps}
          cells={cells.map((name, i) => ({
            name,
            title: titles[i]!,
            flow: flows.find((one) => one.name === name)?.flow,
          }))}
        />
      </div>
      {value?.problems.map(({ name, message }) => (
        <ErrorNote key={name} error={new Error(problemOf(titleOf(name, ownTitle), message))} />
      ))}
      <section class="panel explanations">
        {text.explanations.map(({ title, words }) => (
          <div key={title}>
            <h2>{title}</h2>
            {words.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </div>
        ))}
      </section>
      <Cause
        at={view.at}
        weight={view.weight}
        factors={view.factors}
        bias={bias}
        slope={flows.find(({ name }) => name === 'rnn')?.flow.slope}
        onChange={change}
      />
      <CodeView code={code} marked={specs.map(cellWord)} />
    </>
  );
}
