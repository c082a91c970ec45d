import type { JSX } from 'preact';
import { Choice } from '../../controls/choice.js';
import { Slider } from '../../controls/slider.js';
import { useNumbers, useText } from '../../text/language.js';
import { RaceBar, RaceView } from '../../training/race-view.js';
import { useRace } from '../../training/use-race.js';
import type { Ask } from '../../work/use-work.js';
import { limits, raceOptions, type RaceSettings } from './settings.js';
import { texts } from './texts.js';

/** What the race needs to know. */
export interface RacePanelProps {
  readonly ask: Ask<'own-cell'>;
  /** The last text that was a cell; undefined before there is one. */
  readonly source: string | undefined;
  readonly settings: RaceSettings;
  readonly onChange: (changes: Partial<RaceSettings>) => void;
}

/** The cell learns beside LSTM and GRU. */
export function RacePanel({ ask, source, settings, onChange }: RacePanelProps): JSX.Element {
  const text = useText(texts).race;
  const write = useNumbers();
  const race = useRace((wanted, report) => ask((work) => work.startRace(wanted, report)));
  const options = raceOptions(source ?? '', settings);
  const isUnderWay = race.status === 'running' || race.status === 'paused' || race.status === 'starting';
  const started = race.options?.cells[0]?.source;
  const hasChanged = started !== undefined && started !== source;
  return (
    <>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <div class="fields">
        <Choice
          label={text.task}
          value={settings.task}
          options={text.tasks}
          disabled={isUnderWay}
          onChange={(task) => onChange({ task })}
        />
        <Slider
          label={text.hidden}
          value={settings.hidden}
          atLeast={limits.hidden[0]}
          atMost={limits.hidden[1]}
          step={4}
          disabled={isUnderWay}
          onChange={(hidden) => onChange({ hidden })}
        />
        <Slider
          label={text.steps}
          value={settings.steps}
          atLeast={limits.steps[0]}
          atMost={limits.steps[1]}
          step={50}
          format={(steps) => write(steps, {})}
          disabled={isUnderWay}
          onChange={(steps) => onChange({ steps })}
        />
      </div>
      <RaceBar race={race} options={options} disabled={source === undefined} />
      <p class="caption">{source === undefined ? text.notYet : hasChanged ? text.changed : text.first}</p>
      <RaceView race={race} options={options} />
    </>
  );
}
