import type { Texts } from '../text/language.js';

const en = {
  png: 'PNG',
  csv: 'CSV',
  savePng: (title: string) => `PNG: save the picture ‘${title}’`,
  saveCsv: (title: string) => `CSV: save the numbers of ‘${title}’`,
  table: 'Numbers as a table',
  tableOf: (title: string) => `Numbers of ‘${title}’`,
  thinned: (shown: number, all: number) => `${shown} of ${all} rows, evenly apart; the CSV file has all.`,
  readLine: 'Left and right move along the curves.',
  readMap: 'Left and right move through the columns, up and down through the rows.',
  line: (name: string) => `${name}: line`,
  noValue: 'no value',
  shut: 'shut',
  open: 'open',
  row: 'Row',
  group: 'Group',
};

export const chartTexts: Texts<typeof en> = {
  en,
  ko: {
    png: 'PNG',
    csv: 'CSV',
    savePng: (title) => `PNG: ‘${title}’ 그림 저장`,
    saveCsv: (title) => `CSV: ‘${title}’ 수치 저장`,
    table: '수치를 표로 보기',
    tableOf: (title) => `‘${title}’ 수치`,
    thinned: (shown, all) =>
      `전체 ${all}행 가운데 일정한 간격으로 ${shown}행만 보여 줍니다. CSV 파일에는 모두 들어 있습니다.`,
    readLine: '왼쪽·오른쪽 화살표 키로 곡선을 따라 움직입니다.',
    readMap: '왼쪽·오른쪽 화살표 키로 열을, 위·아래 화살표 키로 행을 옮깁니다.',
    line: (name) => `${name}: 선`,
    noValue: '값 없음',
    shut: '닫힘',
    open: '열림',
    row: '행',
    group: '묶음',
  },
};
