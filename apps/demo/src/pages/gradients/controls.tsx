import type { JSX } from 'preact';
import { CellSet } from '../../cells/cell-switch.js';
import { withOwn } from '../../cells/choice.js';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { useText } from '../../text/language.js';
import type { NamedFlow } from './curves.js';
import { between, limits, settingsOf, views, type FlowSettings, type ViewName } from './settings.js';
import { texts } from './texts.js';

const viewNames = Object.keys(views) as ViewName[];

interface Props {
  readonly cells: readonly string[];
  readonly settings: FlowSettings;
  readonly flows: readonly NamedFlow[];
  readonly onChange: (changes: Partial<FlowSettings> & { cells?: readonly string[]; own?: string }) => void;
}

/** What is turned: cells, sizes, start values, and another draw. */
export function Controls({ cells, settings, flows, onChange }: Props): JSX.Element {
  const text = useText(texts);
  const { steps, hidden, bias, biases, start, gain, seed } = settings;
  const isTorch = start === 'torch';
  return (
    <section class="panel gradients-controls" aria-label={text.settings}>
      <CellSet values={cells} onChange={(names) => onChange({ cells: names, ...withOwn(names) })} />
      <Slider
        label={text.steps}
        value={steps}
        {...between(limits.steps)}
        unit={text.stepsUnit}
        onChange={(steps) => onChange({ steps })}
      />
      <Slider
        label={text.hidden}
        value={hidden}
        {...between(limits.hidden)}
        step={4}
        unit={text.hiddenUnit}
        onChange={(hidden) => onChange({ hidden })}
      />
      <Choice
        label={text.start}
        value={start}
        options={text.starts}
        onChange={(start) => onChange({ start })}
      />
      <Slider
        label={text.gain}
        value={gain}
        {...between(limits.gain)}
        step={0.05}
        disabled={isTorch}
        onChange={(gain) => onChange({ gain })}
      />
      <Choice
        label={text.biases}
        value={biases}
        options={text.biasStarts}
        onChange={(biases) => onChange({ biases })}
      />
      <Slider
        label={text.bias}
        value={bias}
        {...between(limits.bias)}
        step={0.25}
        disabled={biases !== 'forget' || isTorch}
        onChange={(bias) => onChange({ bias })}
      />
      <div class="draw">
        <span>{text.seed(seed)}</span>
        <button type="button" onClick={() => onChange({ seed: (seed % limits.seed[1]) + 1 })}>
          {text.draw}
        </button>
      </div>
      <Hints settings={settings} flows={flows} />
      <Views onChange={onChange} />
    </section>
  );
}

/** Buttons that turn everything so that something is seen. */
function Views({ onChange }: Pick<Props, 'onChange'>): JSX.Element {
  const text = useText(texts);
  return (
    <div class="views">
      <h2>{text.worthALook}</h2>
      <ul>
        {viewNames.map((name) => (
          <li key={name}>
            <button type="button" onClick={() => onChange(settingsOf(name))}>
              {text.views[name].title}
            </button>
            <span>{text.views[name].seen}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which of it does not exist for which cell. */
function Hints({ settings, flows }: Pick<Props, 'settings' | 'flows'>): JSX.Element {
  const text = useText(texts);
  const { biases, start } = settings;
  const without = (option: 'forgetBias' | 'initial'): string =>
    flows
      .filter(({ flow }) => !flow.takes[option])
      .map(({ title }) => title)
      .join(', ');
  const [noBias, noInitial] = [without('forgetBias'), without('initial')];
  const isTorch = start === 'torch';
  return (
    <div class="hints">
      {isTorch && <p>{text.gainOfTorch}</p>}
      {biases !== 'forget' ? (
        <p>{text.biasElsewhere}</p>
      ) : isTorch ? (
        <p>{text.biasOfTorch}</p>
      ) : (
        noBias !== '' && <p>{text.noForgetBias(noBias)}</p>
      )}
      {noInitial !== '' && <p>{text.noInitial(noInitial)}</p>}
    </div>
  );
}
