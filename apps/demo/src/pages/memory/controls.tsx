import type { JSX } from 'preact';
import { CellSet } from '../../cells/cell-switch.js';
import { withOwn } from '../../cells/choice.js';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { useNumbers, useText } from '../../text/language.js';
import { controls, limits, settled, type Settings } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly settings: Settings;
  readonly onChange: (changes: Partial<Settings>) => void;
  /** Whether a race is under way, in which nothing can be changed. */
  readonly locked: boolean;
}

/** What suits a task is taken anew with another task. */
const asSuits = { steps: 0, hidden: 0, parameters: 0, rate: 0 } as const;

/** The task and its options, the cells, and their budget. */
export function Controls({ settings, onChange, locked }: Props): JSX.Element {
  const text = useText(texts);
  const write = useNumbers();
  const { task, cells, learn, size, seed } = settings;
  const { hidden, parameters, steps, rate } = settled(settings);
  const whole = (value: number): string => write(value, {});
  return (
    <section class="panel" aria-label={text.settings}>
      <Choice
        label={text.task}
        value={task}
        options={text.tasks}
        disabled={locked}
        onChange={(task) => onChange({ task, ...asSuits })}
      />
      {controls[task].map(({ option, atLeast, atMost }) => (
        <Slider
          key={option}
          label={text.options[option]}
          value={settings[option]}
          atLeast={atLeast}
          atMost={atMost}
          unit={text.units[option]}
          disabled={locked}
          onChange={(value) => onChange({ [option]: value })}
        />
      ))}
      <Choice
        label={text.learn}
        value={learn}
        options={text.learns}
        disabled={locked}
        onChange={(learn) => onChange({ learn })}
      />
      <CellSet
        values={cells}
        disabled={locked}
        onChange={(names) => onChange({ cells: names, ...withOwn(names) })}
      />
      <Choice
        label={text.fair}
        value={size}
        options={text.fairs}
        disabled={locked}
        onChange={(size) => onChange({ size })}
      />
      {size === 'hidden' ? (
        <Slider
          label={text.hidden}
          value={hidden}
          atLeast={limits.hidden[0]}
          atMost={limits.hidden[1]}
          step={4}
          disabled={locked}
          onChange={(hidden) => onChange({ hidden })}
        />
      ) : (
        <Slider
          label={text.parameters}
          value={parameters}
          atLeast={limits.parameters[0]}
          atMost={limits.parameters[1]}
          step={500}
          format={whole}
          disabled={locked}
          onChange={(parameters) => onChange({ parameters })}
        />
      )}
      <Slider
        label={text.steps}
        value={steps}
        atLeast={limits.steps[0]}
        atMost={limits.steps[1]}
        step={100}
        format={whole}
        disabled={locked}
        onChange={(steps) => onChange({ steps })}
      />
      <Choice
        label={text.rate}
        value={String(rate)}
        options={rates(rate)}
        disabled={locked}
        onChange={(rate) => onChange({ rate: Number(rate) })}
      />
      <div class="memory-seed">
        <span>{text.seed(whole(seed))}</span>
        <button
          type="button"
          disabled={locked}
          onClick={() => onChange({ seed: (seed % limits.seed[1]) + 1 })}
        >
          {text.anotherSeed}
        </button>
      </div>
      <p class="memory-note">{locked ? text.locked : ''}</p>
    </section>
  );
}

/** Learning rates to choose from, and the one that is. */
function rates(rate: number): Record<string, string> {
  const usual = [0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02];
  const all = [...new Set([...usual, rate])].sort((a, b) => a - b);
  // A key of digits alone would come first, whatever its place; none is.
  return Object.fromEntries(all.map((value) => [String(value), String(value)]));
}
