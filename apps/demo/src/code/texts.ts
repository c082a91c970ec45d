import type { Texts } from '../text/language.js';

const en = {
  title: 'The code that makes this',
  ready: 'Copy as TypeScript',
  copied: 'Copied',
  refused: 'The browser refused: select and copy it',
  packages: (names: string) => `npm install ${names}`,
};

export const codeTexts: Texts<typeof en> = {
  en,
  ko: {
    title: '이 화면을 만드는 코드',
    ready: 'TypeScript로 복사',
    copied: '복사했습니다',
    refused: '브라우저가 막았습니다. 선택해서 복사해 주세요',
    packages: (names) => `npm install ${names}`,
  },
};
