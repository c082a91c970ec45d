import type { JSX } from 'preact';
import { CellSwitch } from '../../cells/cell-switch.js';
import { colourOf } from '../../cells/colours.js';
import { LineChart } from '../../charts/line-chart.js';
import { Choice } from '../../controls/choice.js';
import { ErrorNote } from '../../controls/error-note.js';
import { RunBar } from '../../controls/run-bar.js';
import { Slider } from '../../controls/slider.js';
import { useNumbers, useText } from '../../text/language.js';
import type { RunControl } from '../../work/use-run.js';
import { learningRates, limits, type WriteSettings } from './fields.js';
import { Samples } from './samples.js';
import { useSizes } from './sizes.js';
import type { TrainingNews } from './studio/training.js';
import { texts } from './texts.js';
import { useProblem } from './use-studio.js';
import type { TrainingView } from './use-training.js';

interface Props {
  readonly settings: WriteSettings;
  readonly onChange: (changes: Partial<WriteSettings>) => void;
  readonly onCell: (name: string) => void;
  readonly run: RunControl<TrainingNews> & { readonly view: TrainingView };
  readonly onTrain: (further: boolean) => void;
  /** Whether there is a text to train on. */
  readonly canTrain: boolean;
  /** Whether the model that is there can be trained on, or why not. */
  readonly further: 'none' | 'possible' | 'probabilities' | 'lastStepOnly' | 'oneHot';
}

/** What is trained, and how it comes along. */
export function LearningPanel(props: Props): JSX.Element {
  const { settings, onChange, onCell, run, onTrain, canTrain, further } = props;
  const text = useText(texts);
  const format = useNumbers();
  const problem = useProblem();
  const { view, status } = run;
  const isUnderWay = status === 'starting' || status === 'running' || status === 'paused';
  const numbers = [
    ['hidden', text.hidden],
    ['layers', text.layers],
    ['steps', text.steps],
  ] as const;
  return (
    <section class="panel learning" aria-labelledby="learning-title">
      <h2 id="learning-title">{text.learningTitle}</h2>
      <CellSwitch value={settings.cell} onChange={onCell} disabled={isUnderWay} />
      <div class="fields">
        {numbers.map(([name, label]) => (
          <Slider
            key={name}
            label={label}
            value={settings[name]}
            {...limits[name]}
            format={(value) => format(value, {})}
            disabled={isUnderWay}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <Choice
          label={text.learningRate}
          value={settings.rate}
          options={
            Object.fromEntries(learningRates.map((rate) => [rate, format(Number(rate))])) as Record<
              WriteSettings['rate'],
              string
            >
          }
          disabled={isUnderWay}
          onChange={(rate) => onChange({ rate })}
        />
      </div>
      <RunBar
        status={status}
        done={view.to > view.from ? (view.step - view.from) / (view.to - view.from) : 0}
        detail={useDetail(view)}
        onStart={() => onTrain(false)}
        onPause={() => run.pause()}
        onResume={() => run.resume()}
        onCancel={() => run.cancel()}
        disabled={!canTrain}
      />
      <div class="buttons">
        <button
          type="button"
          disabled={isUnderWay || !canTrain || further !== 'possible'}
          onClick={() => onTrain(true)}
        >
          {text.trainFurther}
        </button>
        {further !== 'none' && further !== 'possible' && <p class="soft">{text.cannotTrain[further]}</p>}
      </div>
      {run.error && <ErrorNote error={problem(run.error)} />}
      <SetUpLines view={view} />
      <LineChart
        title={text.lossTitle}
        x={{ label: text.stepAxis, values: view.curve.steps }}
        y={{ label: text.lossAxis, unit: text.lossUnit }}
        series={[
          { name: text.lossTrain, colour: colourOf(settings.cell), values: view.curve.train },
          {
            name: text.lossValidation,
            colour: 'var(--gate)',
            values: view.curve.validation,
            points: true,
            dashed: true,
          },
        ]}
        height={240}
        formatX={(step) => format(step, {})}
      />
      <Samples samples={view.samples} />
    </section>
  );
}

/** How far it is, and how fast. */
function useDetail({ step, from, to, loss, perSecond, setUp }: TrainingView): string | undefined {
  const text = useText(texts);
  const format = useNumbers();
  if (to === 0) return undefined;
  const charactersLeft = (to - step) * (setUp ? setUp.rows.batchSize * setUp.rows.timeSteps : 0);
  const left = perSecond && step > from ? text.seconds(Math.round(charactersLeft / perSecond)) : '';
  return text.progress(
    format(step, {}),
    format(to, {}),
    loss === undefined ? '' : format(loss),
    perSecond === undefined ? '' : format(Math.round(perSecond), { maximumSignificantDigits: 3 }),
    step < to ? left : '',
  );
}

function SetUpLines({ view: { setUp } }: { readonly view: TrainingView }): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const size = useSizes();
  return (
    <div class="set-up soft">
      {setUp && (
        <>
          <p>{text.threads(setUp.threads, setUp.threadsReason)}</p>
          <p>
            {text.setUp(
              setUp.memory === undefined ? '–' : size(setUp.memory),
              format(setUp.stepsPerEpoch, {}),
              format(setUp.held, {}),
              setUp.rows,
            )}
          </p>
          {setUp.restored && <p>{text.restored}</p>}
          {setUp.skipped > 0 && <p>{text.skipped(format(setUp.skipped, {}))}</p>}
        </>
      )}
    </div>
  );
}
