import { thinned } from '../../../charts/table.js';
import { decimalMarkOf, isMissing, readNumber } from './numbers.js';
import type { ColumnChoice, Row } from './read-csv.js';
import { CsvProblem } from './report.js';
import { readDate } from './times.js';

/** A column of a file. */
export interface Column {
  readonly name: string;
  /** What stands in brackets behind the name: `Weight (kg)`. */
  readonly unit: string;
  readonly kind: 'dates' | 'numbers' | 'words';
}

export interface Table {
  readonly columns: readonly Column[];
  /** All lines but the one with the names. */
  readonly rows: readonly Row[];
  readonly choice: ColumnChoice;
}

/** A column is of a kind when so large a part of it is, by so many rows of a long file. */
const enough = 0.6;
const enoughRows = 2000;

/** Finds what the columns are, and which are likely to be the time and the values. */
export function columnsOf(rows: readonly Row[]): Table {
  const width = commonWidth(rows);
  const first = rows[0]!;
  const sample = thinned(rows.slice(1), enoughRows);
  const kinds = Array.from({ length: width }, (_, i) => kindOf(sample.map(({ fields }) => fields[i] ?? '')));
  const isHeader = kinds.some((kind, i) => kind !== 'words' && !isOf(kind, first.fields[i] ?? ''));
  if (isHeader && first.fields.length !== width) {
    const next = rows.find(({ fields }) => fields.length === width)!;
    throw new CsvProblem({ kind: 'widths', line: next.line, have: width, need: first.fields.length });
  }
  const body = isHeader ? rows.slice(1) : rows;
  const columns = kinds.map((kind, i): Column => ({ ...named(isHeader ? first.fields[i]! : '', i), kind }));
  const numbers = kinds.flatMap((kind, i) => (kind === 'numbers' ? [i] : []));
  if (numbers.length === 0) {
    const { line, fields } = rows[1] ?? first;
    throw new CsvProblem({ kind: 'no-numbers', line, text: fields.join(' | ').slice(0, 80) });
  }
  // A column that only ever rises is rather a time than what is measured.
  const rising = numbers.filter((i) => isRising(body, i));
  const value = numbers.find((i) => !rising.includes(i)) ?? numbers.at(-1)!;
  const dates = kinds.indexOf('dates');
  const time = dates >= 0 ? dates : (rising.find((i) => i !== value) ?? 'none');
  return { columns, rows: body, choice: { time, value } };
}

function commonWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function named(header: string, i: number): Pick<Column, 'name' | 'unit'> {
  const [, name = header, unit = ''] = /^(.*?)\s*[([]([^)\]]+)[)\]]\s*$/.exec(header) ?? [];
  return { name: name || String(i + 1), unit };
}

function kindOf(texts: readonly string[]): Column['kind'] {
  const there = texts.filter((text) => !isMissing(text));
  const isEnough = (kind: Column['kind']): boolean =>
    there.length > 0 && there.filter((text) => isOf(kind, text)).length >= enough * there.length;
  return isEnough('dates') ? 'dates' : isEnough('numbers') ? 'numbers' : 'words';
}

function isOf(kind: Column['kind'], text: string): boolean {
  if (kind === 'words') return true;
  if (kind === 'dates')
    return [readDate(text, 'day-first'), readDate(text, 'month-first')].some((at) => at !== undefined);
  return (
    isMissing(text) || [readNumber(text, 'point'), readNumber(text, 'comma')].some((at) => at !== undefined)
  );
}

function isRising(rows: readonly Row[], column: number): boolean {
  const texts = rows.map(({ fields }) => fields[column] ?? '');
  const mark = decimalMarkOf(texts);
  const numbers = texts.flatMap((text) => readNumber(text, mark) ?? []);
  return numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);
}
