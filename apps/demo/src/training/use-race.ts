import type { ProxyMarked, Remote } from 'comlink';
import { useRef, useState } from 'preact/hooks';
import type { Report, Run } from '../work/run.js';
import { useRun, type RunStatus } from '../work/use-run.js';
import type { RaceNews, RaceOptions } from './race-news.js';
import { follow, newRace, partDone, type RaceState } from './race-state.js';

/** A race as a page sees it. */
export interface Race {
  readonly status: RunStatus;
  readonly error: Error | undefined;
  /** What it was started with; undefined before the first. */
  readonly options: RaceOptions | undefined;
  readonly state: RaceState;
  /** How much is done, 0 to 1. */
  readonly done: number;
  readonly secondsLeft: number | undefined;
  readonly start: (options: RaceOptions) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
}

/**
 * A race in the page's worker.
 *
 * @param begin - asks the worker for `startRace`.
 */
export function useRace(
  begin: (options: RaceOptions, report: Report<RaceNews> & ProxyMarked) => Promise<Remote<Run & ProxyMarked>>,
): Race {
  const [options, setOptions] = useState<RaceOptions>();
  const [state, setState] = useState<RaceState>(newRace(0));
  // Seconds that it has run, without pauses.
  const clock = useRef({ elapsed: 0, since: 0 });
  const tick = (): void => {
    const now = performance.now() / 1000;
    clock.current = { elapsed: clock.current.elapsed + now - clock.current.since, since: now };
  };
  const run = useRun<RaceNews>((news) => {
    tick();
    setState((race) => follow(race, news));
  });
  const done = options ? partDone(state, options.steps) : 0;
  return {
    status: run.status,
    error: run.error,
    options,
    state,
    done,
    secondsLeft: done > 0 ? (clock.current.elapsed * (1 - done)) / done : undefined,
    start(wanted) {
      setOptions(wanted);
      setState(newRace(wanted.cells.length));
      clock.current = { elapsed: 0, since: performance.now() / 1000 };
      run.start((report) => begin(wanted, report));
    },
    pause: () => run.pause(),
    resume() {
      clock.current.since = performance.now() / 1000;
      run.resume();
    },
    cancel: () => run.cancel(),
  };
}
