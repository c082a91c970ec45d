import { useCallback, useState } from 'preact/hooks';
import { useRun, type RunControl } from '../../work/use-run.js';
import type { WritingOptions } from './work.js';
import type { WritingNews } from './studio/writer.js';
import type { Studio } from './use-studio.js';

/** What stands on the page, character by character. */
export interface Written {
  readonly characters: readonly string[];
  /** How many of them it was given. */
  readonly given: number;
  /** What it was to begin with, but does not know. */
  readonly unknown: readonly string[];
  /** After how many steps of training it was written, where that was on the way. */
  readonly afterStep?: number | undefined;
  /** Another for each text. */
  readonly version: number;
}

const nothing: Written = { characters: [], given: 0, unknown: [], version: 0 };

export interface Writing extends RunControl<WritingNews> {
  readonly written: Written;
  write(options: WritingOptions): void;
  /** Puts something there that was written elsewhere. */
  show(text: string, afterStep: number): void;
  clear(): void;
}

/** Lets the worker write, and keeps what it has written. */
export function useWriting({ ask }: Studio): Writing {
  const [written, setWritten] = useState<Written>(nothing);
  const run = useRun<WritingNews>((news) => {
    setWritten((before) => {
      let now = before;
      const added: string[] = [];
      for (const one of news) {
        if (one.kind === 'written') added.push(one.character);
        else now = begin(one, now.version);
      }
      return { ...now, characters: [...now.characters, ...added] };
    });
  });
  const show = useCallback((text: string, afterStep: number) => {
    setWritten(({ version }) => ({
      characters: Array.from(text),
      given: 0,
      unknown: [],
      afterStep,
      version: version + 1,
    }));
  }, []);
  return {
    ...run,
    written,
    show,
    write: (options) => run.start((report) => ask((work) => work.write(options, report))),
    clear: () => setWritten(({ version }) => ({ ...nothing, version: version + 1 })),
  };
}

const begin = ({ prime, unknown }: Extract<WritingNews, { kind: 'begun' }>, version: number): Written => ({
  characters: prime,
  given: prime.length,
  unknown,
  version: version + 1,
});
