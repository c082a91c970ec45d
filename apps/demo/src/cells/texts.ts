import type { Texts } from '../text/language.js';

const en = {
  cell: 'Cell',
  cells: 'Cells',
  more: 'More cells…',
  own: 'Your cell',
  by: (authors: string, year: number) => `${authors}, ${year}`,
  gate: {
    title: 'This link brings a cell that somebody wrote',
    what: 'A cell is a program, and to show it your browser has to run it. Run it if you trust whoever gave you the link, or if you have read the code below.',
    reach:
      'It runs in a worker. From there it cannot see or change this page or any other, nor your files. It can send requests over the network, also to this site in your name, and read or delete what this site has stored in your browser’s databases.',
    code: 'The code of the cell',
    run: 'Run it',
    leave: 'Go on without it',
  },
};

export const cellTexts: Texts<typeof en> = {
  en,
  ko: {
    cell: '셀',
    cells: '셀',
    more: '다른 셀…',
    own: '나만의 셀',
    by: (authors, year) => `${authors}, ${year}`,
    gate: {
      title: '다른 사람이 만든 셀이 담긴 링크입니다',
      what: '셀은 프로그램이라서 보려면 브라우저에서 실행해야 합니다. 링크를 보낸 사람을 믿거나 아래 코드를 읽어 보셨다면 실행하세요.',
      reach:
        '코드는 워커에서 실행됩니다. 이 페이지나 다른 페이지, 컴퓨터의 파일은 보거나 바꿀 수 없습니다. 다만 네트워크로 요청을 보낼 수 있고(이 사이트에는 여러분의 이름으로도), 이 사이트가 브라우저 데이터베이스에 저장한 내용을 읽거나 지울 수 있습니다.',
      code: '셀의 코드',
      run: '실행하기',
      leave: '이 셀 없이 계속하기',
    },
  },
};
