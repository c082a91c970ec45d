import { useRef, useState } from 'preact/hooks';
import { useAnswer, type Ask } from '../../work/use-work.js';
import type { ColumnChoice, Reading } from './csv/read-csv.js';
import { fields, longestText, readColumns, writeColumns, type View } from './settings.js';

/** The series that the page is about, and how another is chosen. */
export interface SeriesSource {
  /** What was read; undefined while nothing is known yet. */
  readonly reading: Reading | undefined;
  readonly error: Error | undefined;
  /** Whether the address tells of a file that is not there. */
  readonly isGone: boolean;
  readonly chooseFile: (file: File) => void;
  readonly chooseColumns: (choice: ColumnChoice) => void;
  readonly chooseCo2: () => void;
}

/** A longer text is not put into the address, which could no longer be sent to anybody. */
const longestAddress = 12_000;

/** A large file takes its time, in milliseconds. */
const readingPatience = 60_000;

/** What belongs to one series, as it is before anything was chosen for it. */
const untouched = { columns: '', season: 0, held: 0, horizon: 0 } as const;

export function useSeries(
  ask: Ask<'forecast'>,
  view: View,
  change: (changes: Partial<View>) => void,
): SeriesSource {
  const [file, setFile] = useState<Blob | undefined>();
  const { data, csv, columns } = view;
  const newest = useRef<File | undefined>(undefined);
  const own = data === 'co2' ? undefined : csv === '' ? file : new Blob([csv]);
  const isGone = data === 'own' && own === undefined;
  const { value, error } = useAnswer(async () => {
    const reading = await ask(
      (work) => (own ? work.read(own, readColumns(columns)) : work.bundled()),
      readingPatience,
    );
    return { of: data, reading };
  }, [data, file, csv, columns]);

  return {
    reading: isGone || value?.of !== data ? undefined : value?.reading,
    error,
    isGone,
    chooseFile(chosen) {
      newest.current = chosen;
      void shortText(chosen).then((csv) => {
        if (newest.current !== chosen) return;
        setFile(chosen);
        change({ ...untouched, data: 'own', file: chosen.name.slice(0, 80), csv });
      });
    },
    chooseColumns: (choice) => change({ ...untouched, columns: writeColumns(choice) }),
    chooseCo2: () => change({ ...untouched, data: 'co2', csv: '', file: '' }),
  };
}

/** The text of a file for an address, so that whoever is sent it sees the same; nothing where it is too long for that. */
async function shortText(file: File): Promise<string> {
  if (file.size > longestText) return '';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return fields.csv.write(text).length <= longestAddress ? text : '';
  } catch {
    // Whoever reads the file in the worker says what is wrong with it.
    return '';
  }
}
