import Papa from 'papaparse';
import { guessSeason, type Series } from '../series.js';
import { columnsOf, type Column } from './columns.js';
import type { Decoded } from './decode.js';
import { isGrouped, isMissing, decimalMarkOf, readNumber } from './numbers.js';
import { filled, inOrder, onSteps, type Point } from './regular.js';
import { CsvProblem, Notes, type Note, type Problem } from './report.js';
import { dayOrderOf, readDate } from './times.js';

/** Which columns are taken: by their places, counted from 0; without a time, lines follow each other at equal steps. */
export interface ColumnChoice {
  readonly time: number | 'none';
  readonly value: number;
}

/** What was read of a file: a series, or why there is none; the columns to choose from, where it came so far. */
export interface Reading {
  readonly series?: Series;
  readonly problem?: Problem;
  readonly notes: readonly Note[];
  readonly columns: readonly Column[];
  readonly choice?: ColumnChoice;
}

/** A line of the file, taken apart. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A file may have so many bytes, and a series so many values; it takes at least the lesser number. */
export const limits = { bytes: 32e6, most: 20_000, least: 40 } as const;

/** So large a part of the values may be missing. */
const mostMissing = 1 / 3;

/**
 * Reads a series from a file of comma-separated values.
 *
 * What can be mended is mended, and told of in `notes`; what cannot is told of in `problem`, with the line that it is in.
 */
export function readCsv({ text, encoding }: Decoded, wanted?: ColumnChoice): Reading {
  const notes = new Notes();
  if (encoding !== undefined) notes.add('encoding', encoding);
  let columns: readonly Column[] = [];
  let choice: ColumnChoice | undefined;
  try {
    const rows = rowsOf(text, notes);
    const table = columnsOf(rows);
    columns = table.columns;
    choice = wanted && isThere(wanted, columns) ? wanted : table.choice;
    const series = seriesOf(table.rows, columns, choice, notes);
    return { series, notes: notes.list, columns, choice };
  } catch (problem) {
    if (!(problem instanceof CsvProblem)) throw problem;
    return { problem: problem.problem, notes: notes.list, columns, ...(choice && { choice }) };
  }
}

const isThere = ({ time, value }: ColumnChoice, columns: readonly Column[]): boolean =>
  columns[value]?.kind === 'numbers' && (time === 'none' || columns[time] !== undefined);

/** Takes a text apart, and keeps for each row the line that it stands in. */
function rowsOf(text: string, notes: Notes): Row[] {
  if (text.includes('\0') || text.startsWith('PK\u0003\u0004')) throw new CsvProblem({ kind: 'binary' });
  const uncommented = text.replace(/^\uFEFF/, '').replace(/^[ \t]*#.*$/gm, () => {
    notes.add('comments');
    return '';
  });
  const { data, meta } = Papa.parse<string[]>(uncommented, { delimitersToGuess: [',', ';', '\t', '|'] });
  let next = 1;
  let rows = data
    .map((fields): Row => {
      const line = next;
      // A field in quotes may go over several lines.
      next += fields.join('').split('\n').length;
      return { line, fields: fields.map((field) => field.trim()) };
    })
    .filter(({ fields }) => fields.some((field) => field !== ''));
  if (rows.length === 0) throw new CsvProblem({ kind: 'empty' });
  if (rows.every(({ fields }) => fields.length === 1)) {
    const apart = rows.map(({ line, fields: [field] }) => ({ line, fields: field!.split(/\s+/) }));
    const isTable =
      apart.length > 1 && apart.slice(1).every(({ fields }) => fields.length === apart[1]!.fields.length);
    if (isTable && apart[1]!.fields.length > 1) {
      notes.add('separator', 'spaces');
      rows = apart;
    }
  } else if (meta.delimiter !== ',') notes.add('separator', meta.delimiter);
  return rows;
}

function seriesOf(
  rows: readonly Row[],
  columns: readonly Column[],
  { time, value }: ColumnChoice,
  notes: Notes,
): Series {
  const { name, unit } = columns[value]!;
  const values = valuesOf(rows, { column: value, width: columns.length }, notes);
  const dated = time !== 'none' && columns[time]!.kind === 'dates';
  const times = time === 'none' ? rows.map((_, i) => i + 1) : timesOf(rows, time, dated, notes);
  const points = rows.flatMap(({ line }, i): Point[] => {
    const at = times[i];
    if (at === undefined) notes.add('times', rows[i]!.fields[Number(time)] ?? '', line);
    return at === undefined ? [] : [{ time: at, value: values[i]!, line }];
  });
  const steps = onSteps(inOrder(points, notes), dated, notes);
  const missing = steps.values.filter((one) => one === null).length;
  if (missing > mostMissing * steps.values.length) {
    const first = points.find((point) => point.value === null)?.line;
    const amount = { have: missing, need: steps.values.length };
    throw new CsvProblem({
      kind: 'too-many-gaps',
      text: name,
      ...amount,
      ...(first !== undefined && { line: first }),
    });
  }
  const whole = filled(steps, notes);
  const from = Math.max(0, whole.values.length - limits.most);
  if (from > 0) notes.add('shortened', String(whole.values.length));
  const [newest, newestTimes] = [whole.values.slice(from), whole.times.slice(from)];
  if (newest.length < limits.least) {
    throw new CsvProblem({ kind: 'too-short', have: newest.length, need: limits.least, text: name });
  }
  if (newest.every((one) => one === newest[0]))
    throw new CsvProblem({ kind: 'constant', text: name, have: newest[0]! });
  const season = guessSeason(newest, dated, whole.step);
  return { name, unit, values: newest, times: newestTimes, dated, step: whole.step, season };
}

/** Numbers that stand for a missing value, wherever nothing else in the column is below 0. */
const marks = new Set([-99, -99.9, -99.99, -999, -999.99, -9999]);

function valuesOf(
  rows: readonly Row[],
  { column, width }: { readonly column: number; readonly width: number },
  notes: Notes,
): (number | null)[] {
  const texts = rows.map(({ fields }) => fields[column] ?? '');
  const mark = decimalMarkOf(texts);
  if (mark === 'comma')
    notes.add(
      'decimal-comma',
      texts.find((text) => text.includes(',')),
    );
  const numbers = texts.map((text) => readNumber(text, mark));
  const isMark = (number: number): boolean => marks.has(number);
  const hasMarks = numbers.every((number) => number === undefined || number >= 0 || isMark(number));
  return rows.map(({ line, fields }, i) => {
    const [text, number] = [texts[i]!, numbers[i]];
    const leave = (kind: 'fields' | 'missing' | 'words' | 'marks'): null => {
      notes.add(kind, text, line);
      return null;
    };
    if (fields.length > width) return leave('fields');
    if (isMissing(text)) return leave('missing');
    if (number === undefined) return leave('words');
    if (hasMarks && isMark(number)) return leave('marks');
    if (isGrouped(text, mark)) notes.add('thousands', text, line);
    return number;
  });
}

function timesOf(rows: readonly Row[], column: number, dated: boolean, notes: Notes): (number | undefined)[] {
  const texts = rows.map(({ fields }) => fields[column] ?? '');
  if (!dated) {
    const mark = decimalMarkOf(texts);
    return texts.map((text) => readNumber(text, mark));
  }
  const { order, certain } = dayOrderOf(texts);
  if (!certain) notes.add('day-or-month', order);
  return texts.map((text) => readDate(text, order));
}
