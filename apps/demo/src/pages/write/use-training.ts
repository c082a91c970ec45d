import { useRef, useState } from 'preact/hooks';
import { own } from '../../cells/own-source.js';
import { useRun, type RunControl } from '../../work/use-run.js';
import { createLossLog, type LossColumns } from './loss-log.js';
import type { TrainingNews, TrainingOptions } from './studio/training.js';
import type { Studio } from './use-studio.js';

export type SetUp = Extract<TrainingNews, { kind: 'ready' }>;

/** Some lines that a model has written on the way. */
export interface Sample {
  readonly step: number;
  readonly text: string;
}

/** A training as the page shows it. */
export interface TrainingView {
  readonly setUp?: SetUp | undefined;
  /** The first step of this run, and the last there will be. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Smoothed: single steps jump too much to read. */
  readonly loss?: number | undefined;
  readonly validation?: number | undefined;
  readonly perSecond?: number | undefined;
  readonly curve: LossColumns;
  readonly samples: readonly Sample[];
  /** How many there were in all. */
  readonly sampled: number;
}

const nothing: TrainingView = {
  from: 0,
  to: 0,
  step: 0,
  curve: { steps: [], train: [], validation: [] },
  samples: [],
  sampled: 0,
};

/** So much of the loss that is shown was so before. */
const smoothing = 0.9;

const mostSamples = 30;

/** Milliseconds from one picture of the curve to the next. */
const drawEvery = 400;

/** In milliseconds; a cell is made and traced in some tens of them. */
const patienceWithCell = 8000;

/** Trains in the worker, and keeps what is heard of it. */
export function useTraining(
  { ask }: Studio,
  onSample: (sample: Sample) => void,
): RunControl<TrainingNews> & {
  readonly view: TrainingView;
  train(options: TrainingOptions, from: number): void;
} {
  const [view, setView] = useState<TrainingView>(nothing);
  const log = useRef(createLossLog());
  const drawn = useRef(0);
  const run = useRun<TrainingNews>((news) => {
    // The curve is drawn a few times a second: that is enough to see it grow, and leaves the page its time.
    const now = performance.now();
    const draws = now - drawn.current > drawEvery || news.some(({ kind }) => kind !== 'step');
    if (draws) drawn.current = now;
    setView((before) => {
      const next = news.reduce((view, one) => hear(view, one, log.current), before);
      return draws ? { ...next, curve: log.current.columns() } : next;
    });
    for (const one of news) if (one.kind === 'sample') onSample(one);
  });
  return {
    ...run,
    view,
    train(options, from) {
      if (!options.further) log.current = createLossLog();
      const start = options.further ? from : 0;
      setView((before) => ({
        ...nothing,
        ...(options.further && { curve: before.curve, samples: before.samples }),
        from: start,
        step: start,
        to: start + options.steps,
      }));
      run.start(async (report) => {
        // A visitor's cell may never end, which is found out before anything waits for it.
        if (options.cell.name === own) await ask((work) => work.tryCell(options.cell), patienceWithCell);
        return ask((work) => work.train(options, report));
      });
    },
  };
}

function hear(view: TrainingView, news: TrainingNews, log: ReturnType<typeof createLossLog>): TrainingView {
  switch (news.kind) {
    case 'ready':
      return { ...view, setUp: news };
    case 'step': {
      log.add(news.step, news.loss);
      const loss = view.loss === undefined ? news.loss : smoothing * view.loss + (1 - smoothing) * news.loss;
      return { ...view, step: news.step, loss, perSecond: news.perSecond };
    }
    case 'validation':
      log.validated(news.step, news.loss);
      return { ...view, validation: news.loss };
    case 'sample': {
      const samples = [{ step: news.step, text: news.text }, ...view.samples].slice(0, mostSamples);
      return { ...view, samples, sampled: view.sampled + 1 };
    }
  }
}
