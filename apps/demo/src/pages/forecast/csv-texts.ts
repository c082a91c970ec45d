import type { Texts } from '../../text/language.js';
import type { Note, NoteKind, Problem, ProblemKind } from './csv/report.js';

type Written<T, K extends string> = Readonly<
  Record<K, (found: T, number: (value: number) => string) => string>
>;

interface CsvTexts {
  readonly problem: Written<Problem, ProblemKind>;
  readonly note: Written<Note, NoteKind>;
}

/** `line 3`, `lines 3, 5 and 4 more`. */
function lines({ lines: shown, count }: Note): string {
  const rest = count - shown.length;
  const word = count === 1 ? 'line' : 'lines';
  return `${word} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const at = (line: number | undefined): string => (line === undefined ? '' : ` on line ${line}`);

const en: CsvTexts = {
  problem: {
    empty: () =>
      'The file is empty. Expected were lines such as ‘2020-01,3.14’: save it again with the values in it.',
    binary: () =>
      'This is not text. Expected was a CSV file: open it in the program that made it, and save it as CSV.',
    'too-large': ({ have = 0, need = 0 }, number) =>
      `The file has ${number(have / 1e6)} MB, and at most ${number(need / 1e6)} MB are read. Keep the columns of times and values only, or the newest part.`,
    widths: ({ line, have, need }) =>
      `The first line has ${need} fields, but line ${line} and most others have ${have}. Give each line as many fields as there are ` +
      'names. If the comma is the decimal mark, separate the columns with semicolons.',
    'no-numbers': ({ line, text }) =>
      `No column holds numbers; line ${line} is ‘${text}’. Expected was a column of numbers such as 3.14, with columns separated by ` +
      'commas, semicolons, tabs or |.',
    'too-short': ({ have, need, text }) =>
      `The column ‘${text}’ has ${have} values that can be used, and at least ${need} are needed to learn from some and to be tested on others. ` +
      'Take a longer series, or another column.',
    'too-many-gaps': ({ have, need, text, line }) =>
      `In the column ‘${text}’ ${have} of ${need} values are missing${line === undefined ? '' : `, the first${at(line)}`}; at most a third may be. ` +
      'Take another column, or a part of the file that is more complete.',
    constant: ({ have, text }) =>
      `In the column ‘${text}’ every value is ${have}: there is nothing to learn. Take another column.`,
  },
  note: {
    encoding: ({ text }) => `The letters are not written in UTF-8; they were read as ${text.toUpperCase()}.`,
    comments: ({ count }) => `Lines that begin with # were left out: ${count}.`,
    separator: ({ text }) =>
      `Columns are separated by ${{ ';': 'semicolons', '\t': 'tabs', '|': '|', spaces: 'spaces' }[text] ?? `‘${text}’`}, not by commas.`,
    'decimal-comma': ({ text }) => `The comma is the decimal mark: ‘${text}’ was read so.`,
    thousands: (note) => `Marks between thousands were left out, as in ‘${note.text}’: ${lines(note)}.`,
    'day-or-month': ({ text }) =>
      `The dates do not tell whether the day or the month stands first: they were read with the ${text === 'day-first' ? 'day' : 'month'} first. ` +
      'If that is wrong, write them as 2020-04-03.',
    missing: (note) =>
      `Empty places were filled in a straight line between their neighbours: ${lines(note)}.`,
    words: (note) =>
      `Expected was a number, but ‘${note.text}’ is none: filled in a straight line between neighbours, ${lines(note)}.`,
    marks: (note) =>
      `${note.text} was taken for a missing value and filled in a straight line: ${lines(note)}.`,
    fields: (note) =>
      `More fields than there are columns, so which is the value is not known: filled in a straight line, ${lines(note)}.`,
    times: (note) => `Left out, because ‘${note.text}’ is no time like the others: ${lines(note)}.`,
    unordered: (note) => `Not in the order of time: sorted. Earlier than the line before: ${lines(note)}.`,
    duplicates: (note) => `Times that come more than once have the mean of their values: ${lines(note)}.`,
    gaps: ({ count, lines: shown }) =>
      `${count} ${count === 1 ? 'step is' : 'steps are'} missing and filled in a straight line; before line ${shown.join(', ')}${shown.length === 5 ? ' and others' : ''}.`,
    uneven: () =>
      'Times are not equally far apart: the lines are taken as equal steps, and nothing was filled in between.',
    ends: ({ count }) => `Missing values at the beginning or the end were left out: ${count}.`,
    shortened: ({ text }) => `Of ${text} values the newest 20,000 are taken.`,
  },
};

function koLines({ lines: shown, count }: Note): string {
  const rest = count - shown.length;
  return `${shown.join(', ')}번째 줄${rest > 0 ? ` 외 ${rest}줄` : ''}`;
}

const ko: CsvTexts = {
  problem: {
    empty: () =>
      '파일이 비어 있습니다. ‘2020-01,3.14’ 같은 줄이 있어야 합니다. 값을 넣어 다시 저장해 주세요.',
    binary: () =>
      '텍스트 파일이 아닙니다. CSV 파일이 필요합니다. 만든 프로그램에서 열어 CSV로 저장해 주세요.',
    'too-large': ({ have = 0, need = 0 }, number) =>
      `파일 크기가 ${number(have / 1e6)}MB인데 ${number(need / 1e6)}MB까지만 읽습니다. 시간과 값 열만 남기거나 최근 부분만 남겨 주세요.`,
    widths: ({ line, have, need }) =>
      `첫 줄에는 항목이 ${need}개인데 ${line}번째 줄을 비롯한 대부분의 줄에는 ${have}개입니다. 줄마다 항목 수를 이름 수와 맞춰 주세요. ` +
      '쉼표가 소수점이라면 열을 세미콜론으로 구분해 주세요.',
    'no-numbers': ({ line, text }) =>
      `숫자로 된 열이 없습니다. ${line}번째 줄은 ‘${text}’입니다. 3.14 같은 숫자가 든 열이 필요하며, 열은 쉼표, 세미콜론, 탭, | 가운데 하나로 ` +
      '구분해야 합니다.',
    'too-short': ({ have, need, text }) =>
      `‘${text}’ 열에서 쓸 수 있는 값은 ${have}개인데, 일부로 배우고 나머지로 시험하려면 적어도 ${need}개가 필요합니다. ` +
      '더 긴 시계열이나 다른 열을 사용해 주세요.',
    'too-many-gaps': ({ have, need, text, line }) =>
      `‘${text}’ 열의 값 ${need}개 가운데 ${have}개가 빠져 있습니다${line === undefined ? '' : `(처음 빠진 곳: ${line}번째 줄)`}. 3분의 1까지만 빠져도 됩니다. ` +
      '다른 열을 고르거나 더 온전한 부분만 사용해 주세요.',
    constant: ({ have, text }) =>
      `‘${text}’ 열의 값이 모두 ${have}이라서 배울 것이 없습니다. 다른 열을 골라 주세요.`,
  },
  note: {
    encoding: ({ text }) => `UTF-8이 아니어서 ${text.toUpperCase()}로 읽었습니다.`,
    comments: ({ count }) => `#으로 시작하는 ${count}줄은 건너뛰었습니다.`,
    separator: ({ text }) =>
      `열이 쉼표가 아니라 ${{ ';': '세미콜론', '\t': '탭', '|': '|', spaces: '공백' }[text] ?? `‘${text}’`}으로 구분되어 있습니다.`,
    'decimal-comma': ({ text }) => `쉼표를 소수점으로 읽었습니다. 예: ‘${text}’`,
    thousands: (note) => `‘${note.text}’처럼 천 단위를 나누는 기호는 빼고 읽었습니다: ${koLines(note)}.`,
    'day-or-month': ({ text }) =>
      `날짜에서 일과 월 중 무엇이 먼저인지 알 수 없어 ${text === 'day-first' ? '일' : '월'}이 먼저인 것으로 읽었습니다. 틀렸다면 2020-04-03처럼 적어 주세요.`,
    missing: (note) => `빈 곳은 이웃 값을 직선으로 이어 채웠습니다: ${koLines(note)}.`,
    words: (note) =>
      `숫자가 있어야 할 곳에 ‘${note.text}’ 등이 있어 이웃 값을 직선으로 이어 채웠습니다: ${koLines(note)}.`,
    marks: (note) => `${note.text} 값은 빠진 값으로 보고 직선으로 이어 채웠습니다: ${koLines(note)}.`,
    fields: (note) =>
      `열보다 항목이 많아 어느 것이 값인지 알 수 없으므로 직선으로 이어 채웠습니다: ${koLines(note)}.`,
    times: (note) => `‘${note.text}’을 시간으로 읽을 수 없어 건너뛰었습니다: ${koLines(note)}.`,
    unordered: (note) => `시간 순서가 아니어서 정렬했습니다. 앞줄보다 이른 곳: ${koLines(note)}.`,
    duplicates: (note) => `같은 시간이 여러 번 나오면 평균을 냈습니다: ${koLines(note)}.`,
    gaps: ({ count, lines: shown }) =>
      `빠진 ${count}단계를 직선으로 이어 채웠습니다. 위치: ${shown.join(', ')}번째 줄${shown.length === 5 ? ' 등의' : ''} 앞.`,
    uneven: () => '시간 간격이 고르지 않아 줄마다 같은 간격으로 보았으며, 사이를 채우지는 않았습니다.',
    ends: ({ count }) => `처음이나 끝에 빠진 값 ${count}개는 제외했습니다.`,
    shortened: ({ text }) => `값 ${text}개 가운데 최근 20,000개만 사용합니다.`,
  },
};

export const csvTexts: Texts<CsvTexts> = { en, ko };
