import type { Remote } from 'comlink';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { connect, within, TooLongError, type Connection } from './connect.js';
import type { Rooms } from './rooms.js';

/** Asks the page's worker for something. */
export type Ask<K extends keyof Rooms> = <T>(
  question: (work: Remote<Rooms[K]>) => Promise<T>,
  /** After so many milliseconds it is given up: the worker is ended, and another started for the next question. */
  patience?: number,
) => Promise<T>;

/** The worker of a page, for as long as the page is there. */
export function useWork<K extends keyof Rooms>(room: K): Ask<K> {
  const connection = useRef<Connection<K> | undefined>(undefined);
  const end = (): void => {
    connection.current?.end();
    connection.current = undefined;
  };
  useEffect(() => end, [room]);
  return useCallback(
    async (question, patience = 20_000) => {
      const mine = (connection.current ??= connect(room));
      try {
        return await within(patience, mine.work.then(question));
      } catch (problem) {
        if (problem instanceof TooLongError) {
          mine.end();
          // Another question may have ended it before, and there is a new one.
          if (connection.current === mine) connection.current = undefined;
        }
        throw problem;
      }
    },
    [room],
  );
}

/** What was asked for, as far as it has come. */
export interface Answer<T> {
  /** The newest answer; while another is on its way, still the one before, so that nothing flickers. */
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly waiting: boolean;
}

/**
 * Asks again whenever something changes that the question depends on, one question at a time: while an answer is on its way,
 * only the newest of the next ones is kept.
 */
export function useAnswer<T>(question: () => Promise<T>, depends: readonly unknown[]): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: undefined, error: undefined, waiting: true });
  const asking = useRef<{ busy: boolean; next: (() => Promise<T>) | undefined; gone: boolean }>({
    busy: false,
    next: undefined,
    gone: false,
  });

  useEffect(() => {
    const now = asking.current;
    now.next = question;
    setAnswer((before) => ({ ...before, waiting: true }));
    if (now.busy) return;
    now.busy = true;
    void (async () => {
      while (now.next !== undefined && !now.gone) {
        const ask = now.next;
        now.next = undefined;
        const settled = await ask().then(
          (value) => ({ value, error: undefined }),
          (error: unknown) => ({ value: undefined, error: error as Error }),
        );
        if (!now.gone) {
          setAnswer((before) => ({
            value: settled.value ?? before.value,
            error: settled.error,
            waiting: now.next !== undefined,
          }));
        }
      }
      now.busy = false;
    })();
  }, depends);
  useEffect(() => {
    asking.current.gone = false;
    return () => {
      asking.current.gone = true;
    };
  }, []);
  return answer;
}
