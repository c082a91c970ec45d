import { useState } from 'preact/hooks';
import { useText } from '../../text/language.js';
import { useAnswer, type Ask } from '../../work/use-work.js';
import type { ColumnChoice, Reading } from './csv/read-csv.js';
import { fields, readColumns, writeColumns, type View } from './settings.js';
import { texts } from './texts.js';

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

/** What belongs to one series, as it is before anything was chosen for it. */
const untouched = { columns: '', season: 0, held: 0, horizon: 0 } as const;

export function useSeries(
  ask: Ask<'forecast'>,
  view: View,
  change: (changes: Partial<View>) => void,
): SeriesSource {
  const text = useText(texts);
  const [file, setFile] = useState<Blob | undefined>();
  const { data, csv, columns } = view;
  const own = data === 'own' ? (file ?? (csv === '' ? undefined : new Blob([csv]))) : undefined;
  const isGone = data === 'own' && own === undefined;
  const { value, error } = useAnswer(async () => {
    const key = data;
    if (key === 'co2' || own === undefined) {
      const reading = await ask((work) => work.bundled());
      const { series } = reading;
      return {
        key: 'co2',
        reading: { ...reading, ...(series && { series: { ...series, name: text.co2Name, unit: 'ppm' } }) },
      };
    }
    return { key, reading: await ask((work) => work.read(own, readColumns(columns)), 60_000) };
  }, [data, file, csv, columns, text]);

  return {
    reading: isGone || value?.key !== data ? undefined : value?.reading,
    error,
    isGone,
    chooseFile(chosen) {
      setFile(chosen);
      change({ ...untouched, data: 'own', file: chosen.name.slice(0, 80), csv: '' });
      // A short text goes into the address, so that whoever is sent it sees the same.
      if (chosen.size > 200_000) return;
      void chosen.text().then((written) => {
        if (fields.csv.write(written).length <= longestAddress) change({ csv: written });
      });
    },
    chooseColumns: (choice) => change({ ...untouched, columns: writeColumns(choice) }),
    chooseCo2: () => change({ ...untouched, data: 'co2', csv: '', file: '' }),
  };
}
