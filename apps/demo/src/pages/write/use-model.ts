import { useEffect, useRef, useState } from 'preact/hooks';
import type { CellSpec } from '../../cells/choice.js';
import { useText } from '../../text/language.js';
import { useSizes } from './sizes.js';
import { texts } from './texts.js';
import type { MissingVocabulary, ModelFacts } from './studio/model-facts.js';
import type { SaveFormat } from './studio/save-model.js';
import type { Studio } from './use-studio.js';
import { useProblem } from './use-studio.js';

/** A file to hand over. */
export interface FileToSave {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The model that writes, as the page knows it. */
export interface ModelView {
  readonly facts: ModelFacts | undefined;
  readonly missing: MissingVocabulary | undefined;
  readonly busy: 'saving' | 'loading' | undefined;
  readonly error: Error | undefined;
  /** Another for each model. */
  readonly version: number;
  refresh(): void;
  load(file: File, all: readonly File[]): Promise<void>;
  giveVocabulary(given: { readonly list: string } | 'text'): void;
  save(format: SaveFormat): Promise<FileToSave | undefined>;
}

interface Events {
  /** There is another model. */
  readonly onNew: () => void;
}

/** A larger file is not read. */
const mostBytes = 1e9;

/** Keeps up with the model in the worker; begins with the one that comes with the page. */
export function useModel({ ask, life }: Studio, own: CellSpec, events: Events): ModelView {
  const [facts, setFacts] = useState<ModelFacts | undefined>();
  const [missing, setMissing] = useState<MissingVocabulary | undefined>();
  const [busy, setBusy] = useState<ModelView['busy']>('loading');
  const [error, setError] = useState<Error | undefined>();
  const [version, setVersion] = useState(0);
  const problem = useProblem();
  const text = useText(texts);
  const size = useSizes();
  const hear = useRef(events);
  hear.current = events;

  /** The page's own model is on its way; what somebody opens comes after it. */
  const begun = useRef<Promise<unknown>>(undefined);
  const become = (next: ModelFacts): void => {
    setFacts(next);
    setMissing(undefined);
    setVersion((before) => before + 1);
    hear.current.onNew();
  };
  const during = async <T>(what: ModelView['busy'], act: () => Promise<T>): Promise<T | undefined> => {
    setBusy(what);
    setError(undefined);
    try {
      return await act();
    } catch (trouble) {
      setError(problem(trouble as Error));
      return undefined;
    } finally {
      setBusy(undefined);
    }
  };

  useEffect(() => {
    begun.current = during('loading', async () => become(await ask((work) => work.loadBundled())));
  }, [life]);

  return {
    facts,
    missing,
    busy,
    error,
    version,
    refresh: () => void ask((work) => work.facts()).then(setFacts, () => undefined),
    load: async (file, all) => {
      await begun.current;
      await during('loading', async () => {
        if (file.size > mostBytes) throw new Error(text.tooLargeModel(size(file.size)));
        const beside = all.filter((other) => other !== file);
        const read = async (one: File): Promise<{ name: string; bytes: Uint8Array }> => ({
          name: one.name,
          bytes: new Uint8Array(await one.arrayBuffer()),
        });
        const given = { ...(await read(file)), beside: await Promise.all(beside.map(read)) };
        const opened = await ask(async (work) => {
          const answer = await work.load(given, own);
          return answer;
        });
        if ('parts' in opened) become(opened);
        else setMissing(opened);
      });
    },
    giveVocabulary: (given) =>
      void during('loading', async () => become(await ask((work) => work.giveVocabulary(given)))),
    save: (format) =>
      during('saving', async () => {
        const bytes = (await ask((work) => work.save(format))) as Uint8Array<ArrayBuffer>;
        return { name: `model.${format}`, bytes };
      }),
  };
}
