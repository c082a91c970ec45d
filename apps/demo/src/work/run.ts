import { proxy, type ProxyMarked } from 'comlink';

/** Long work that has begun in a worker. */
export interface Run {
  pause(): void;
  resume(): void;
  /** Stops it for good; `done` resolves. */
  cancel(): void;
  /** Resolves when all is done, or it was cancelled; rejects with what went wrong. */
  done(): Promise<void>;
}

/** Takes what a run has reported since the last time, in order. */
export type Report<T> = (news: readonly T[]) => unknown;

/** How long a run computes before it looks for messages, and how often it reports, in milliseconds. */
const [turn, reportEvery] = [25, 80];

/**
 * Goes through `steps` and reports what they yield, some at a time. Between turns the worker hears what it is told, so that
 * a run can be paused at any time; a cancelled one is returned, so that its `finally` frees what it holds.
 *
 * @param hasStarted - whether the run is under way once it has yielded this; from its first step on by default. Until then
 * nobody has an answer, so that a cell that never ends is noticed by whoever waits for one.
 */
export async function startRun<T>(
  steps: AsyncGenerator<T>,
  report: Report<T>,
  hasStarted: (step: T) => boolean = () => true,
): Promise<Run & ProxyMarked> {
  const first: T[] = [];
  for (let next = await steps.next(); !next.done; next = await steps.next()) {
    first.push(next.value);
    if (hasStarted(next.value)) break;
  }
  const told: { now: 'run' | 'pause' | 'cancel'; wake: () => void } = { now: 'run', wake: () => undefined };
  const tell = (what: typeof told.now): void => {
    if (told.now === 'cancel') return;
    told.now = what;
    told.wake();
  };
  const done = drive(after(first, steps), report, told);
  // Whoever asks for `done` is told; until then nobody is to be told of an unhandled rejection.
  done.catch(() => undefined);
  return proxy({
    pause: () => tell('pause'),
    resume: () => tell('run'),
    cancel: () => tell('cancel'),
    done: () => done,
  });
}

async function* after<T>(first: readonly T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function drive<T>(
  steps: AsyncIterable<T>,
  report: Report<T>,
  told: { readonly now: 'run' | 'pause' | 'cancel'; wake: () => void },
): Promise<void> {
  let news: T[] = [];
  let [began, reported] = [performance.now(), 0];
  const deliver = async (): Promise<void> => {
    if (news.length === 0) return;
    const all = news;
    news = [];
    reported = performance.now();
    await report(all);
  };
  for await (const step of steps) {
    news.push(step);
    const now = performance.now();
    if (now - reported >= reportEvery) await deliver();
    if (now - began >= turn) {
      await nextTurn();
      began = performance.now();
    }
    while (told.now === 'pause') {
      await deliver();
      await new Promise<void>((resolve) => {
        told.wake = resolve;
      });
    }
    if (told.now === 'cancel') break;
  }
  await deliver();
}

/** Lets messages in; a timer would be held back in a tab that nobody looks at. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
