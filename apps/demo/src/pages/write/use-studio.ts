import { useCallback, useState } from 'preact/hooks';
import { useText } from '../../text/language.js';
import { useWork, type Ask } from '../../work/use-work.js';
import { texts } from './texts.js';

/** The worker of this page, and how often it had to be started anew: what it knew is lost then. */
export interface Studio {
  readonly ask: Ask<'write'>;
  readonly life: number;
}

/** Reading a large file, or a step that is under way, may take so long; then the worker is given up. In milliseconds. */
const patience = 60_000;

export function useStudio(): Studio {
  const work = useWork('write');
  const [life, setLife] = useState(0);
  const ask = useCallback<Ask<'write'>>(
    async (question, longest = patience) => {
      try {
        return await work(question, longest);
      } catch (problem) {
        if (problem instanceof Error && problem.name === 'TooLongError') setLife((lives) => lives + 1);
        throw problem;
      }
    },
    [work],
  );
  return { ask, life };
}

/** An error in the page's words, where it has some; the library's stay as they are. */
export function useProblem(): (error: Error) => Error {
  const { problems } = useText(texts);
  return (error) => {
    const known = problems[error.name];
    return known === undefined ? error : new Error(known);
  };
}
