import type { Texts } from '../text/language.js';

const en = {
  cell: 'Cell',
  cells: 'Cells',
  more: 'More cells…',
  own: 'Your cell',
  by: (authors: string, year: number) => `${authors}, ${year}`,
};

export const cellTexts: Texts<typeof en> = {
  en,
  ko: {
    cell: '셀',
    cells: '셀',
    more: '다른 셀…',
    own: '나만의 셀',
    by: (authors, year) => `${authors}, ${year}`,
  },
};
