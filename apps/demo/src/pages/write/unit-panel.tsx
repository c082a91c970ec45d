import type { JSX } from 'preact';
import { Choice } from '../../controls/choice.js';
import { ErrorNote } from '../../controls/error-note.js';
import { Slider } from '../../controls/slider.js';
import { useNumbers, useText } from '../../text/language.js';
import type { Answer } from '../../work/use-work.js';
import type { StatePart, UnitChoice } from './studio/record.js';
import type { FoundUnit } from './studio/units.js';
import { shades } from './levels.js';
import { texts } from './texts.js';

interface Props {
  readonly parts: readonly StatePart[];
  readonly choice: UnitChoice | undefined;
  readonly onChoose: (choice: UnitChoice) => void;
  readonly found: Answer<readonly FoundUnit[] | undefined>;
  readonly onFind: () => void;
}

/** Which unit colours the text, and which ones are worth a look. */
export function UnitPanel({ parts, choice, onChoose, found, onFind }: Props): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const part = parts.find(({ path }) => path === choice?.path);
  return (
    <section class="panel units" aria-labelledby="units-title">
      <h2 id="units-title">{text.unitsTitle}</h2>
      <p class="soft">{text.unitsLead}</p>
      <Scale />
      <div class="unit-fields">
        {choice && part ? (
          <>
            <Choice
              label={text.part}
              value={choice.path}
              options={Object.fromEntries(parts.map(({ path }) => [path, partName(path, text.layerPart)]))}
              onChange={(path) => {
                const { kept } = parts.find((one) => one.path === path)!;
                onChoose({ path, unit: Math.min(choice.unit, kept - 1) });
              }}
            />
            <Slider
              label={text.unit}
              value={choice.unit}
              atLeast={0}
              atMost={part.kept - 1}
              onChange={(unit) => onChoose({ path: choice.path, unit })}
            />
            {part.kept < part.size && (
              <p class="soft">{text.onlyKept(format(part.kept), format(part.size, {}))}</p>
            )}
          </>
        ) : (
          <p class="soft">{parts.length === 0 ? text.noUnits : text.noModelYet}</p>
        )}
      </div>
      <h3>{text.findTitle}</h3>
      <p class="soft">{text.findLead}</p>
      {found.error && <ErrorNote error={found.error} />}
      <ul class="found" aria-busy={found.waiting}>
        {found.value?.map(({ by, path, unit, strength }) => (
          <li key={by}>
            <button
              type="button"
              aria-pressed={choice?.path === path && choice.unit === unit}
              onClick={() => onChoose({ path, unit })}
            >
              <span>{text.features[by]}</span>
              <span class="soft">
                {`${path} · ${unit} · `}
                {by === 'varies'
                  ? text.foundDeviation(format(strength, { maximumFractionDigits: 2 }))
                  : text.foundStrength(
                      format(strength, { maximumFractionDigits: 2, signDisplay: 'exceptZero' }),
                    )}
              </span>
            </button>
          </li>
        ))}
        {(found.value?.length ?? 0) === 0 && (
          <li class="soft">{found.waiting ? text.finding : text.foundNone}</li>
        )}
      </ul>
      <button type="button" onClick={onFind} disabled={choice === undefined}>
        {text.findAgain}
      </button>
    </section>
  );
}

/** From the most negative to the most positive; lines above and below say the same as the colours. */
function Scale(): JSX.Element {
  const text = useText(texts);
  const steps = Array.from({ length: 2 * shades + 1 }, (_, i) => i - shades);
  return (
    <div class="unit-scale" aria-hidden="true">
      <span>{text.negative}</span>
      <span class="unit-steps">
        {steps.map((step) => (
          <span
            key={step}
            class={step === 0 ? 'level' : `level ${step > 0 ? 'up' : 'down'}-${Math.abs(step)}`}
          >
            a
          </span>
        ))}
      </span>
      <span>{text.positive}</span>
    </div>
  );
}

/** `1.c` is the cell state of the first recurrent layer: the embedding is layer 0. */
function partName(path: string, layerPart: (layer: string, name: string) => string): string {
  const [, layer, name] = /^(\d+)\.(.+)$/.exec(path) ?? [];
  return layer === undefined || name === undefined ? path : layerPart(layer, name);
}
