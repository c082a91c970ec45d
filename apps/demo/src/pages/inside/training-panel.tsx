import type { JSX } from 'preact';
import { RunBar } from '../../controls/run-bar.js';
import { useNumbers, useText } from '../../text/language.js';
import type { RunControl } from '../../work/use-run.js';
import { sizes, training } from './settings.js';
import { texts } from './texts.js';
import type { WatchNews } from './watch.js';

interface Props {
  readonly run: RunControl<WatchNews>;
  readonly news: WatchNews | undefined;
  /** How many steps it is to train. */
  readonly steps: number;
  readonly onStart: () => void;
  readonly onSteps: (steps: number) => void;
}

/** How far the model has learned, and a button to let it learn more. */
export function TrainingPanel({ run, news, steps, onStart, onSteps }: Props): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const step = news?.step ?? 0;
  const isDone = step >= steps;
  const isEnough = steps >= training.atMost && isDone;
  const state = step === 0 ? text.untrained : text.trained(format(step, {}));
  return (
    <section class="training">
      <h2>{text.training}</h2>
      <p class="soft">{text.trainingWhat(sizes.hiddenSize)}</p>
      <RunBar
        status={run.status}
        done={steps === 0 ? 1 : Math.min(1, step / steps)}
        detail={[state, news?.loss === undefined ? '' : text.loss(format(news.loss))]
          .filter(Boolean)
          .join(' · ')}
        startLabel={isDone ? text.more(training.more) : text.goOn}
        disabled={isEnough}
        onStart={() => (isDone ? onSteps(Math.min(training.atMost, steps + training.more)) : onStart())}
        onPause={run.pause}
        onResume={run.resume}
        onCancel={run.cancel}
      />
      <div class="training-more">
        <button type="button" onClick={() => onSteps(0)} disabled={steps === 0}>
          {text.forgetAll}
        </button>
        {isEnough && <span class="soft">{text.enough}</span>}
      </div>
    </section>
  );
}
