import { proxy, type ProxyMarked, type Remote } from 'comlink';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Report, Run } from './run.js';

export type RunStatus = 'idle' | 'starting' | 'running' | 'paused' | 'finished' | 'cancelled' | 'failed';

/** A run as a page sees it. */
export interface RunControl<T> {
  readonly status: RunStatus;
  readonly error: Error | undefined;
  /** Starts it, and cancels the one before. */
  start(begin: (report: Report<T> & ProxyMarked) => Promise<Remote<Run & ProxyMarked>>): void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
}

interface Underway {
  run?: Remote<Run & ProxyMarked>;
  status: RunStatus;
}

/**
 * Long work of the page's worker: started, paused, resumed, cancelled.
 *
 * @param onNews - takes what the run reports; what comes of a run that is no longer the newest is dropped.
 */
export function useRun<T>(onNews: (news: readonly T[]) => void): RunControl<T> {
  const [{ status, error }, setState] = useState<{ status: RunStatus; error?: Error }>({ status: 'idle' });
  const current = useRef<Underway | undefined>(undefined);
  const hear = useRef(onNews);
  hear.current = onNews;

  const cancel = (): void => {
    const mine = current.current;
    if (!mine) return;
    current.current = undefined;
    void mine.run?.cancel();
    setState({ status: 'cancelled' });
  };
  useEffect(() => cancel, []);

  const start: RunControl<T>['start'] = (begin) => {
    cancel();
    const mine: Underway = { status: 'starting' };
    current.current = mine;
    const isNewest = (): boolean => current.current === mine;
    const become = (status: RunStatus, error?: Error): void => {
      if (!isNewest()) return;
      mine.status = status;
      setState(error ? { status, error } : { status });
    };
    become('starting');
    const report = proxy((news: readonly T[]) => {
      if (isNewest()) hear.current(news);
    });
    void begin(report)
      .then(async (run) => {
        if (!isNewest()) {
          await run.cancel();
          return;
        }
        mine.run = run;
        become('running');
        await run.done();
        become('finished');
      })
      .catch((problem: unknown) => become('failed', problem as Error));
  };

  const tell = (what: 'pause' | 'resume', status: RunStatus): void => {
    const mine = current.current;
    if (!mine?.run || (mine.status !== 'running' && mine.status !== 'paused')) return;
    void mine.run[what]();
    mine.status = status;
    setState({ status });
  };
  return {
    status,
    error,
    start,
    pause: () => tell('pause', 'paused'),
    resume: () => tell('resume', 'running'),
    cancel,
  };
}
