import { useEffect, useState } from 'preact/hooks';
import { useRun, type RunControl } from '../../work/use-run.js';
import type { Ask } from '../../work/use-work.js';
import { meanOf } from './changes.js';
import type { News, Order } from './learn.js';
import type { Forecast } from './predict.js';

/** How far a training has come. */
export interface Progress {
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
  /** Losses of the newest steps, of which there is no mean yet. */
  readonly recent: readonly number[];
  readonly newest?: News;
  readonly forecast?: Forecast;
}

const nothing: Progress = { losses: [], recent: [] };

/** The training of what is ordered. Another order ends it, as what was learnt then says nothing about the new one. */
export function useTraining(
  ask: Ask<'forecast'>,
  order: Order | undefined,
): Progress & { readonly run: RunControl<News>; readonly start: () => void } {
  const [progress, setProgress] = useState(nothing);
  const run = useRun<News>((news) =>
    setProgress((before) => withNews(before, news, order?.steps ?? Number.POSITIVE_INFINITY)),
  );
  useEffect(() => {
    if (['starting', 'running', 'paused'].includes(run.status)) run.cancel();
    setProgress(nothing);
  }, [order]);
  const start = (): void => {
    if (!order) return;
    setProgress(nothing);
    run.start((report) => ask((work) => work.learn(order, report)));
  };
  return { ...progress, run, start };
}

/** So many points has the line of the losses at most, each the mean of some steps. */
const mostLosses = 100;

function withNews(before: Progress, news: readonly News[], steps: number): Progress {
  const every = Math.max(1, Math.ceil(steps / mostLosses));
  const all = [...before.recent, ...news.map(({ loss }) => loss)];
  const done = before.losses.length;
  const means = Array.from({ length: Math.floor(all.length / every) }, (_, i) => ({
    step: (done + i + 1) * every,
    loss: meanOf(all.slice(i * every, (i + 1) * every)),
  }));
  const forecast = news.findLast((one) => one.forecast)?.forecast ?? before.forecast;
  return {
    losses: [...before.losses, ...means],
    recent: all.slice(means.length * every),
    newest: news.at(-1)!,
    ...(forecast && { forecast }),
  };
}
