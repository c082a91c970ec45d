import { describe, expect, it } from 'vitest';
import { csvTexts } from '../src/pages/forecast/csv-texts.js';
import { decode } from '../src/pages/forecast/csv/decode.js';
import {
  limits,
  readCsv as readDecoded,
  type ColumnChoice,
  type Reading,
} from '../src/pages/forecast/csv/read-csv.js';
import { readNumber } from '../src/pages/forecast/csv/numbers.js';
import { readDate } from '../src/pages/forecast/csv/times.js';

const readCsv = (text: string, choice?: ColumnChoice): Reading => readDecoded({ text }, choice);

const count = 60;
const wave = (i: number): number =>
  Math.round(1000 * (10 + 0.1 * i + Math.sin((2 * Math.PI * i) / 12))) / 1000;
const month = (i: number): string => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`;

/** A good file, of which a test changes some lines; line 1 has the names, line i + 2 value i. */
function file(change: (line: string, i: number) => string | undefined = (line) => line): string {
  const body = Array.from({ length: count }, (_, i) => change(`${month(i)},${wave(i)}`, i));
  return ['month,level (m)', ...body.filter((line) => line !== undefined)].join('\n');
}

const at = (place: number, line: string) => (before: string, i: number) => (i === place ? line : before);

function said({ notes, problem }: Reading): string[] {
  const number = (value: number): string => String(Math.round(10 * value) / 10);
  return [
    ...(problem ? [csvTexts.en.problem[problem.kind](problem, number)] : []),
    ...notes.map((note) => csvTexts.en.note[note.kind](note, number)),
  ];
}

describe('a file that is as it should be', () => {
  it('gives its series, without a word', () => {
    const reading = readCsv(file());
    expect(said(reading)).toEqual([]);
    expect(reading.series).toMatchObject({
      name: 'level',
      unit: 'm',
      dated: true,
      step: { months: 1 },
      season: 12,
    });
    expect(reading.series!.values).toEqual(Array.from({ length: count }, (_, i) => wave(i)));
    expect(reading.choice).toEqual({ time: 0, value: 1 });
  });

  it('needs neither names nor times', () => {
    const reading = readCsv(Array.from({ length: count }, (_, i) => String(wave(i))).join('\r\n'));
    expect(reading.choice).toEqual({ time: 'none', value: 0 });
    expect(reading.series).toMatchObject({ dated: false, step: { units: 1 }, season: 12 });
    expect(reading.series!.values).toHaveLength(count);
  });

  it('lets other columns be chosen', () => {
    const rows = Array.from({ length: count }, (_, i) => `${i},${wave(i)},${-wave(i)},word`);
    const text = ['n,a,b,c', ...rows].join('\n');
    expect(readCsv(text).series!.name).toBe('a');
    expect(readCsv(text, { time: 0, value: 2 }).series!.values[3]).toBe(-wave(3));
    expect(readCsv(text).columns.map(({ kind }) => kind)).toEqual(['numbers', 'numbers', 'numbers', 'words']);
    // A choice for another file is not taken.
    expect(readCsv(text, { time: 0, value: 3 }).choice).toEqual({ time: 0, value: 1 });
  });
});

describe('what can be mended', () => {
  it('a word where a number should be', () => {
    const reading = readCsv(file(at(9, `${month(9)},broken`)));
    expect(said(reading)).toEqual([
      'Expected was a number, but ‘broken’ is none: filled in a straight line between neighbours, line 11.',
    ]);
    expect(reading.series!.values[9]).toBeCloseTo((wave(8) + wave(10)) / 2, 10);
  });

  it('empty places, and marks for nothing', () => {
    const reading = readCsv(
      file((line, i) => (i === 4 || i === 5 ? `${month(i)},` : i === 20 ? `${month(i)},-99.99` : line)),
    );
    expect(said(reading)).toEqual([
      'Empty places were filled in a straight line between their neighbours: lines 6, 7.',
      '-99.99 was taken for a missing value and filled in a straight line: line 22.',
    ]);
    expect(reading.series!.values[5]).toBeCloseTo(wave(3) + (2 / 3) * (wave(6) - wave(3)), 10);
  });

  it('months that are not there', () => {
    const reading = readCsv(file((line, i) => (i === 7 || i === 8 ? undefined : line)));
    expect(said(reading)).toEqual(['2 steps are missing and filled in a straight line; before line 9.']);
    expect(reading.series!.values).toHaveLength(count);
  });

  it('times that come twice, or out of order', () => {
    const twice = readCsv(file((line, i) => (i === 3 ? `${line}\n${month(3)},${wave(3) + 2}` : line)));
    expect(said(twice)).toEqual(['Times that come more than once have the mean of their values: line 6.']);
    expect(twice.series!.values[3]).toBeCloseTo(wave(3) + 1, 10);

    const [header, ...body] = file().split('\n');
    const reversed = readCsv([header, ...body.reverse()].join('\n'));
    expect(said(reversed)[0]).toContain('Not in the order of time: sorted.');
    expect(reversed.series!.values).toEqual(readCsv(file()).series!.values);
  });

  it('semicolons, tabs, spaces and decimal commas', () => {
    const european = readCsv(file().replaceAll(',', ';').replaceAll('.', ','));
    expect(said(european)).toEqual([
      'Columns are separated by semicolons, not by commas.',
      'The comma is the decimal mark: ‘10,6’ was read so.',
    ]);
    expect(european.series!.values).toEqual(readCsv(file()).series!.values);
    expect(said(readCsv(file().replaceAll(',', '\t')))).toEqual([
      'Columns are separated by tabs, not by commas.',
    ]);
    const spaces = readCsv(file().replace('level (m)', 'level').replaceAll(',', '   '));
    expect(said(spaces)).toEqual(['Columns are separated by spaces, not by commas.']);
    expect(spaces.series!.values).toHaveLength(count);
  });

  it('lines with too many fields, and lines of comments', () => {
    const reading = readCsv(`# of somebody\n${file(at(5, `${month(5)},10,4`))}`);
    expect(said(reading)).toEqual([
      'Lines that begin with # were left out: 1.',
      'More fields than there are columns, so which is the value is not known: filled in a straight line, line 8.',
    ]);
  });

  it('letters that are not UTF-8', () => {
    // 월 (month) as Korean spreadsheets write it
    const korean = Uint8Array.of(0xbf, 0xf9, ...new TextEncoder().encode(file().replace('month', '')));
    const reading = readDecoded(decode(korean));
    expect(said(reading)).toEqual(['The letters are not written in UTF-8; they were read as EUC-KR.']);
    expect(reading.columns[0]!.name).toBe('월');
    const wide = new Uint8Array(Uint16Array.from(`\uFEFF${file()}`, (letter) => letter.charCodeAt(0)).buffer);
    expect(readDecoded(decode(wide)).series!.values).toHaveLength(count);
  });

  it('a name that goes over two lines', () => {
    const reading = readCsv(file(at(9, `${month(9)},broken`)).replace('level (m)', '"level\n(m)"'));
    expect(said(reading)[0]).toContain('line 12.');
  });

  it('times that cannot be read, or are not evenly apart', () => {
    expect(said(readCsv(file(at(5, 'soon,10'))))).toEqual([
      'Left out, because ‘soon’ is no time like the others: line 7.',
      '1 step is missing and filled in a straight line; before line 8.',
    ]);
    const working = Array.from({ length: 100 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)))
      .filter((date) => date.getUTCDay() % 6 !== 0)
      .map((date, i) => `${date.toISOString().slice(0, 10)},${wave(i)}`);
    const prices = readCsv(working.join('\n'));
    expect(said(prices)).toEqual([
      'Times are not equally far apart: the lines are taken as equal steps, and nothing was filled in between.',
    ]);
    expect(prices.series!.values).toHaveLength(working.length);
  });

  it('too many values: the newest stay', () => {
    const long = Array.from({ length: limits.most + 50 }, (_, i) => String(i % 17)).join('\n');
    const reading = readCsv(long);
    expect(reading.series!.values).toHaveLength(limits.most);
    expect(said(reading)).toEqual(['Of 20050 values the newest 20,000 are taken.']);
  });
});

describe('what cannot be mended says where it is, what was expected and what to do', () => {
  const cases: readonly (readonly [name: string, text: string, words: readonly string[]])[] = [
    ['nothing', '', ['empty', '2020-01,3.14']],
    ['only blanks', ' \n\n  \n', ['empty']],
    ['a spreadsheet', 'PK\u0003\u0004\0\0', ['not text', 'save it as CSV']],
    ['words alone', 'name,colour\nada,red\nben,blue', ['No column holds numbers', 'line 2', 'ada | red']],
    [
      'decimal commas between commas',
      ['day,value', ...Array.from({ length: 50 }, (_, i) => `2024-01-${(i % 28) + 1},3,${i}`)].join('\n'),
      ['first line has 2 fields', 'line 2', 'have 3', 'semicolons'],
    ],
    ['too little', 'a\n1\n2\n3', ['has 3 values', 'at least 40', 'longer series']],
    [
      'mostly gaps',
      ['t,v', ...Array.from({ length: 90 }, (_, i) => `${i},${i % 2 === 0 ? wave(i) : ''}`)].join('\n'),
      ['‘v’', '45 of 90 values are missing', 'on line 3', 'at most a third'],
    ],
    ['always the same', new Array(50).fill('7').join('\n'), ['every value is 7', 'nothing to learn']],
  ];
  for (const [name, text, words] of cases) {
    it(name, () => {
      const reading = readCsv(text);
      expect(reading.series).toBeUndefined();
      for (const word of words) expect(said(reading)[0]).toContain(word);
    });
  }
});

describe('numbers and dates', () => {
  it('reads numbers as they are written in many places', () => {
    expect(readNumber('-1.5e3', 'point')).toBe(-1500);
    expect(readNumber('−2.5', 'point')).toBe(-2.5);
    expect(readNumber('1,234,567.5', 'point')).toBe(1_234_567.5);
    expect(readNumber('1.234.567,5', 'comma')).toBe(1_234_567.5);
    expect(readNumber('12 345', 'point')).toBe(12_345);
    expect(readNumber('0,123', 'point')).toBeUndefined();
    expect(readNumber('3 apples', 'point')).toBeUndefined();
    expect(readNumber('Infinity', 'point')).toBeUndefined();
    expect(readNumber('-1e38', 'point')).toBe(-1e38);
    expect(readNumber('1e300', 'point')).toBeUndefined();
  });

  it('reads dates of several kinds as UTC', () => {
    const march4 = Date.UTC(1958, 2, 4) / 1e3;
    for (const text of [
      '1958-03-04',
      '1958/3/4',
      '1958. 3. 4.',
      '1958년 3월 4일',
      '19580304',
      '4 Mar 1958',
    ]) {
      expect([text, readDate(text, 'day-first')]).toEqual([text, march4]);
    }
    expect(readDate('03/04/1958', 'month-first')).toBe(march4);
    expect(readDate('04.03.1958', 'day-first')).toBe(march4);
    expect(readDate('1958-03-04T01:30:00+01:00', 'day-first')).toBe(march4 + 1800);
    expect(readDate('1958-02-30', 'day-first')).toBeUndefined();
    expect(readDate('1958.2', 'day-first')).toBeUndefined();
    expect(readDate('1958', 'day-first')).toBeUndefined();
  });
});
