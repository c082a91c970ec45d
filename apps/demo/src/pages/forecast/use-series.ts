import { useState } from 'preact/hooks';
import { useAnswer, type Ask } from '../../work/use-work.js';
import type { ColumnChoice, Reading } from './csv/read-csv.js';
import { fields, readColumns, writeColumns, type View } from './settings.js';

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
  const own = data === 'own' ? (file ?? (csv === '' ? undefined : new Blob([csv]))) : undefined;
  const isGone = data === 'own' && own === undefined;
  const depends = [data, file, file ? '' : csv, columns];
  const { value, error } = useAnswer(async () => {
    const reading = await ask(
      (work) => (own ? work.read(own, readColumns(columns)) : work.bundled()),
      readingPatience,
    );
    return { of: data, reading };
  }, depends);

  return {
    reading: isGone || value?.of !== data ? undefined : value?.reading,
    error,
    isGone,
    chooseFile(chosen) {
      setFile(chosen);
      change({ ...untouched, data: 'own', file: chosen.name.slice(0, 80), csv: '' });
      // A short text goes into the address, so that whoever is sent it sees the same.
      if (chosen.size > 200_000) return;
      chosen.text().then(
        (written) => {
          if (fields.csv.write(written).length <= longestAddress) change({ csv: written });
        },
        // Whoever reads it in the worker says what is wrong with it.
        () => undefined,
      );
    },
    chooseColumns: (choice) => change({ ...untouched, columns: writeColumns(choice) }),
    chooseCo2: () => change({ ...untouched, data: 'co2', csv: '', file: '' }),
  };
}
