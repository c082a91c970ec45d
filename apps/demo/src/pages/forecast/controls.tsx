import type { JSX } from 'preact';
import { CellSwitch } from '../../cells/cell-switch.js';
import { withOwn } from '../../cells/choice.js';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { useText } from '../../text/language.js';
import { stepUnit, type Series } from './series.js';
import { fields, learningRates, weightDecays, type Settled, type View } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly view: View;
  readonly settled: Settled | undefined;
  readonly series: Series | undefined;
  readonly onChange: (changes: Partial<View>) => void;
}

/** What is learnt, by which cell, how long, and how far it looks ahead. */
export function Controls({ view, settled, series, onChange }: Props): JSX.Element {
  const text = useText(texts);
  const unit = text.units[series ? stepUnit(series) : 'steps'];
  const counted = (count: number): string => `${count} ${unit(count)}`;
  const season = settled?.season ?? 1;
  return (
    <section class="panel forecast-settings" aria-label={text.settings}>
      <CellSwitch value={view.cell} onChange={(name) => onChange({ cell: name, ...withOwn([name]) })} />
      <Choice
        label={text.learns}
        value={view.learns}
        options={text.learnable}
        onChange={(learns) => onChange({ learns })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={settled?.logarithm ?? false}
          disabled={settled?.hasLogarithm === false}
          onChange={(event) => onChange({ logarithm: event.currentTarget.checked ? 'yes' : 'no' })}
        />
        <span>{settled?.hasLogarithm === false ? text.noLogarithm : text.logarithm}</span>
      </label>
      <Slider
        label={text.season}
        value={season}
        atLeast={1}
        atMost={Math.min(settled?.mostSeason ?? 200, Math.max(60, 2 * season))}
        format={(value) => (value === 1 ? text.noSeason : counted(value))}
        onChange={(value) => onChange({ season: value })}
      />
      <Slider
        label={text.held}
        value={settled?.held ?? 120}
        atLeast={2}
        atMost={settled?.mostHeld ?? 328}
        format={counted}
        onChange={(held) => onChange({ held })}
      />
      <Slider
        label={text.horizon}
        value={settled?.horizon ?? 120}
        atLeast={1}
        atMost={settled?.mostHorizon ?? 410}
        format={counted}
        onChange={(horizon) => onChange({ horizon })}
      />
      <Slider
        label={text.hidden}
        value={view.hidden}
        atLeast={1}
        atMost={128}
        onChange={(hidden) => onChange({ hidden })}
      />
      <Slider
        label={text.window}
        value={view.window}
        atLeast={8}
        atMost={240}
        format={counted}
        onChange={(window) => onChange({ window })}
      />
      <Slider
        label={text.steps}
        value={view.steps}
        atLeast={100}
        atMost={20_000}
        step={100}
        onChange={(steps) => onChange({ steps })}
      />
      <Choice
        label={text.rate}
        value={view.rate}
        options={rateOptions}
        onChange={(rate) => onChange({ rate })}
      />
      <Choice
        label={text.decay}
        value={view.decay}
        options={decayOptions}
        onChange={(decay) => onChange({ decay })}
      />
      <Slider
        label={text.seed}
        value={view.seed}
        atLeast={0}
        atMost={99}
        onChange={(seed) => onChange({ seed })}
      />
      {view.data === 'co2' && <p class="caption">{text.settingsWords}</p>}
      <button type="button" onClick={() => onChange(defaults)}>
        {text.reset}
      </button>
    </section>
  );
}

const rateOptions = Object.fromEntries(learningRates.map((rate) => [rate, rate])) as Readonly<
  Record<View['rate'], string>
>;

const decayOptions = Object.fromEntries(weightDecays.map((decay) => [decay, decay])) as Readonly<
  Record<View['decay'], string>
>;

const defaults: Partial<View> = {
  learns: fields.learns.initial,
  logarithm: fields.logarithm.initial,
  season: 0,
  held: 0,
  horizon: 0,
  hidden: fields.hidden.initial,
  window: fields.window.initial,
  steps: fields.steps.initial,
  rate: fields.rate.initial,
  decay: fields.decay.initial,
  seed: fields.seed.initial,
};
